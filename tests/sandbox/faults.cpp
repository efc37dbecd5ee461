#include "tests/sandbox/faults.hpp"

#include <algorithm>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/errors.hpp"

namespace sandbox {

namespace {

struct named_fault {
    fault what;
    std::string_view name;
    bool before;
};
constexpr named_fault named_faults[] = {
    {fault::throttle, "throttle", true},
    {fault::expired_token, "expired_token", true},
    {fault::status_500_before, "status_500_before", true},
    {fault::html_502, "html_502", true},
    {fault::drop_after_commit, "drop_after_commit", false},
    {fault::status_500_after_commit, "status_500_after_commit", false},
    {fault::truncated_body, "truncated_body", false},
    {fault::slow, "slow", false},
};

const named_fault& named(fault what) {
    return *std::find_if(std::begin(named_faults), std::end(named_faults),
                         [what](const named_fault& known) { return known.what == what; });
}

std::optional<fault> fault_named(std::string_view name) {
    for (const auto& known : named_faults)
        if (known.name == name) return known.what;
    return std::nullopt;
}

bool concerns(const fault_rule& rule, std::string_view what) {
    return rule.on == "*" ? what != token_operation : rule.on == what;
}

bool is_operation(std::string_view name) {
    return name == "*" || name == token_operation || mapping::crm_contract().find(name);
}

// The members of a control request; `problem` tells the first thing that is wrong with them.
struct rule_reader {
    const json::object& given;
    std::string problem{};

    void number(std::string_view name, std::int64_t least, std::int64_t& value) {
        const auto* const found = given.if_contains(name);
        if (!found) return;
        if (found->is_int64() && found->get_int64() >= least)
            value = found->get_int64();
        else
            problem = std::string(name) + " must be a number of at least " + std::to_string(least);
    }
    std::string_view text(std::string_view name, std::string_view otherwise) {
        const auto* const found = given.if_contains(name);
        if (!found) return otherwise;
        if (found->is_string()) return found->get_string();
        problem = std::string(name) + " must be a text";
        return otherwise;
    }
    void only(std::initializer_list<std::string_view> known) {
        for (const auto& member : given)
            if (std::find(known.begin(), known.end(), member.key()) == known.end())
                problem = "unknown member " + std::string(member.key());
    }
};

std::optional<fault_rule> read_rule(rule_reader& in) {
    const auto what = fault_named(in.text("fault", ""));
    const std::string on(in.text("operation", "*"));
    if (!what) in.problem = "unknown fault";
    if (!is_operation(on)) in.problem = "unknown operation " + on;
    if (!in.problem.empty()) return std::nullopt;

    fault_rule rule{*what, on};
    std::int64_t retry_after = rule.retry_after.count(), delay = rule.delay.count();
    in.number("every", 1, rule.every);
    in.number("times", 1, rule.times);
    in.number("retry_after", 0, retry_after);
    in.number("delay_ms", 0, delay);
    rule.retry_after = std::chrono::seconds(retry_after);
    rule.delay = std::chrono::milliseconds(delay);
    return rule;
}

}  // namespace

std::string faults::add(const json::value& wanted) {
    if (!wanted.is_object()) return "must be a JSON object";
    rule_reader in{wanted.get_object()};
    in.only({"operation", "fault", "every", "times", "retry_after", "delay_ms", "list_lag_ms"});
    std::int64_t lag = list_lag_.count();
    in.number("list_lag_ms", 0, lag);
    const bool lag_only = in.given.contains("list_lag_ms") && !in.given.contains("fault");
    const auto rule = lag_only ? std::nullopt : read_rule(in);
    if (!in.problem.empty()) return in.problem;

    list_lag_ = std::chrono::milliseconds(lag);
    if (rule) rules_.push_back(*rule);
    return "";
}

void faults::clear() {
    rules_.clear();
    list_lag_ = std::chrono::milliseconds(0);
}

json::array faults::to_json() const {
    json::array shown;
    for (const auto& rule : rules_)
        shown.push_back({{"operation", rule.on},
                         {"fault", named(rule.what).name},
                         {"seen", rule.seen},
                         {"struck", rule.struck}});
    return shown;
}

std::optional<fault_rule> faults::strike(std::string_view what, bool before) {
    std::optional<fault_rule> striking;
    for (auto& rule : rules_) {
        if (named(rule.what).before != before || !concerns(rule, what)) continue;
        ++rule.seen;
        const bool due = rule.seen % rule.every == 0 && rule.struck != rule.times;
        if (!due || striking) continue;
        ++rule.struck;
        striking = rule;
    }
    return striking;
}

answer faulty_answer(const fault_rule& rule, const settings& set) {
    switch (rule.what) {
        case fault::throttle: return throttled(set, rule.retry_after);
        case fault::expired_token: return unauthorized(set, "Unauthorized");
        case fault::html_502:
            return answer{.status = 502,
                          .body =
                              "<html><head><title>502 Bad Gateway</title></head>"
                              "<body><center><h1>502 Bad Gateway</h1></center></body></html>\r\n",
                          .content_type = "text/html"};
        default: return failed(set);
    }
}

answer spoilt(answer good, const fault_rule& rule, const settings& set) {
    switch (rule.what) {
        case fault::drop_after_commit: good.delivered = answer::delivery::none; break;
        case fault::truncated_body: good.delivered = answer::delivery::half; break;
        case fault::slow: good.delay = rule.delay; break;
        default: return faulty_answer(rule, set);
    }
    return good;
}

}  // namespace sandbox
