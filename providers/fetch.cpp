#include "providers/fetch.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <span>

#include "mapping/transforms/text.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::pointer_token;
using mapping::problems;
using place = token_settings::place;

// The secret as it is written there. While one rotates the newest comes first.
std::string written(const token_settings& auth, const secret_store& secrets) {
    const std::string& secret = secrets.at(auth.secret).front();
    if (auth.where == place::basic) return to_base64(secret);
    return auth.where == place::query ? to_percent(secret) : secret;
}

void show(const token_settings& auth, const std::string& secret, fetch_request& request) {
    switch (auth.where) {
        case place::basic: request.headers.push_back({"Authorization", "Basic " + secret}); break;
        case place::bearer: request.headers.push_back({"Authorization", "Bearer " + secret}); break;
        case place::header: request.headers.push_back({auth.name, secret}); break;
        case place::query:
            request.url += request.url.find('?') == std::string::npos ? '?' : '&';
            request.url += to_percent(auth.name) + "=" + secret;
            break;
        case place::path:
        case place::body: break;  // no request of ours shows one there
    }
}

// Why the secret cannot be shown there; null when it can.
const char* objection_to(const std::string& secret, place where) {
    if (mapping::is_blank(secret)) return "the secret is empty";
    if (where == place::basic && !is_user_and_password(secret)) return not_user_and_password;
    const bool is_in_header = where == place::bearer || where == place::header;
    if (is_in_header && !is_printable(secret))
        return "goes into a header, and so must be printable ASCII";
    return nullptr;
}

void add_unless_there(std::vector<header>& headers, const char* name, const char* value) {
    const bool is_there = std::any_of(headers.begin(), headers.end(), [&](const header& one) {
        return mapping::equals_ignoring_case(one.name, name);
    });
    if (!is_there) headers.push_back({name, value});
}

using path_values = std::map<std::string, std::string, std::less<>>;

// The values of the path's placeholders; a problem for each that the event does not give.
mapping::result<path_values> values_of(const fetch_step& step, const mapping::input& in) {
    path_values values;
    problems missing;
    for (const auto& [name, what] : step.with) {
        if (auto text = what.read_text(in))
            values.emplace(name, std::move(*text));
        else
            missing.add(errc::missing, step.where + "/with" + pointer_token(name),
                        "the event does not give it", what.read(in).from);
    }
    if (!missing.empty()) return missing;
    return values;
}

struct step_to_make {
    const fetch_step* step = nullptr;  // null when all are made
    path_values values;
};

mapping::result<step_to_make> next_of(std::span<const fetch_step> steps, event_kind kind,
                                      const mapping::input& in) {
    const json::object* fetched = in.fetched ? in.fetched->if_object() : nullptr;
    for (const fetch_step& step : steps) {
        const bool is_there = fetched && fetched->contains(step.name);
        if (is_there || !step.kinds.contains(kind)) continue;
        auto values = values_of(step, in);
        if (values) return step_to_make{&step, std::move(*values)};
        if (!step.is_optional) return values.error();
    }
    return step_to_make{};
}

std::set<std::string> names_read_by(const std::vector<kind_rule>& rules) {
    std::set<std::string> names;
    for (const kind_rule& rule : rules)
        if (rule.when)
            for (std::string& name : rule.when->what.fetches()) names.insert(std::move(name));
    return names;
}

// What comes behind them may be for one kind only, and need not be made for another.
std::span<const fetch_step> steps_up_to_last(const std::vector<fetch_step>& steps,
                                             const std::set<std::string>& names) {
    const auto last = std::find_if(steps.rbegin(), steps.rend(),
                                   [&](const fetch_step& one) { return names.contains(one.name); });
    return {steps.data(), static_cast<std::size_t>(steps.rend() - last)};
}

fetch_request request_for(const fetch_step& step, const std::string& target,
                          const mapping::input& in, const secret_store* secrets,
                          const fetch_origins& origins) {
    fetch_request request;
    request.name = step.name;
    request.origin = origin_of(step, origins);
    request.method = step.post ? "POST" : "GET";
    request.url = request.origin + target;
    request.headers = step.headers;
    request.is_optional = step.is_optional;
    request.expect = step.expect;
    add_unless_there(request.headers, "Accept", "application/json");
    if (step.post) {
        request.body = json::serialize(step.post->fill(in));
        add_unless_there(request.headers, "Content-Type", "application/json");
    }
    if (step.auth)
        show(*step.auth, secrets ? written(*step.auth, *secrets) : "<" + step.auth->secret + ">",
             request);
    return request;
}

}  // namespace

const std::string& origin_of(const fetch_step& step, const fetch_origins& of_connection) {
    const auto replaced = of_connection.find(step.name);
    return replaced == of_connection.end() ? step.origin : replaced->second;
}

std::vector<std::string> secrets_of(const std::vector<fetch_step>& steps) {
    std::vector<std::string> names;
    for (const fetch_step& step : steps)
        if (step.auth) names.push_back(step.auth->secret);
    return names;
}

std::vector<std::string> tables_of(const std::vector<fetch_step>& steps) {
    std::vector<std::string> names;
    for (const fetch_step& step : steps)
        for (const auto& [name, what] : step.with)
            for (std::string& table : what.tables()) names.push_back(std::move(table));
    for (const fetch_step& step : steps)
        if (step.post)
            for (std::string& table : step.post->tables()) names.push_back(std::move(table));
    return names;
}

problems check_secrets(const std::vector<fetch_step>& steps, const secret_store& secrets) {
    problems found;
    for (const fetch_step& step : steps) {
        const auto given = step.auth ? secrets.find(step.auth->secret) : secrets.end();
        if (given == secrets.end()) continue;  // said already, if it is missing
        const std::string where = "/secrets" + pointer_token(given->first);
        if (given->second.empty()) found.add(errc::missing, where, "an empty list of secrets");
        for (const std::string& secret : given->second)
            if (const char* objection = objection_to(secret, step.auth->where))
                found.add(errc::malformed, where, objection);
    }
    return found;
}

event_kind kind_once_fetched(const std::vector<fetch_step>& steps,
                             const std::vector<kind_rule>& rules, event_kind before,
                             const mapping::input& in) {
    const std::set<std::string> read = names_read_by(rules);
    const bool is_asked_for = std::any_of(steps.begin(), steps.end(), [&](const fetch_step& one) {
        return read.contains(one.name) && one.kinds.contains(before);
    });
    if (!is_asked_for) return before;
    const auto next = next_of(steps_up_to_last(steps, read), before, in);
    const bool is_all_there = next && !next->step;
    return is_all_there ? decide(rules, in).value_or(before) : before;
}

mapping::result<std::optional<fetch_request>> next_fetch(const std::vector<fetch_step>& steps,
                                                         const std::vector<kind_rule>& rules,
                                                         event_kind kind, const mapping::input& in,
                                                         const secret_store* secrets,
                                                         const fetch_origins& origins) {
    auto next = next_of(steps_up_to_last(steps, names_read_by(rules)), kind, in);
    if (next && !next->step) next = next_of(steps, kind_once_fetched(steps, rules, kind, in), in);
    if (!next) return next.error();
    if (!next->step) return std::optional<fetch_request>();
    const auto target = next->step->path.fill(next->values);
    if (!target) return target.error();
    return std::optional(request_for(*next->step, *target, in, secrets, origins));
}

}  // namespace providers
