#include "providers/examples.hpp"

#include <boost/json/serialize.hpp>

#include "mapping/json.hpp"
#include "mapping/json_changes.hpp"
#include "mapping/member_paths.hpp"
#include "mapping/transforms/text.hpp"
#include "providers/assess.hpp"
#include "providers/decoder.hpp"

namespace providers {
namespace {

// Whose digest a challenge may want.
constexpr const char* public_url_of_examples = "https://hooks.example.com/hooks/example";

constexpr std::string_view members_of_choice[] = {"event_id", "occurred_at"};

std::vector<difference> as_differences(const mapping::problems& wrong, const std::string& base) {
    std::vector<difference> found;
    for (const mapping::problem& one : wrong) {
        const std::string from = one.from.empty() ? "" : " (from " + one.from + ")";
        found.push_back(
            {base + one.where, std::string(to_string(one.code)) + ": " + one.what + from});
    }
    return found;
}

mapping::result<std::shared_ptr<const connection>> connection_for(
    std::shared_ptr<const definition> provider, const example& one) {
    connection_settings settings;
    settings.name = "example";
    settings.defaults = one.defaults;
    settings.tables = one.tables;
    settings.public_url = public_url_of_examples;
    for (const std::string& name : secrets_of(provider->challenges))
        settings.secrets[name] = {name};
    const json::value file = json::object{{"defaults", one.defaults}};
    mapping::json_reader in(file);
    settings.locale = read_locale(in, "/defaults");
    if (in.failed()) return std::move(in).finish(std::shared_ptr<const connection>());
    return connection::make_disbelieving(std::move(provider), std::move(settings));
}

webhook request_of(const example& one, std::string body) {
    webhook hook;
    hook.method = one.method;
    hook.path = one.path;
    hook.query = one.query;
    hook.headers = one.headers;
    hook.body = std::move(body);
    return hook;
}

mapping::result<json::value> outcome_of(const connection& through, const webhook& hook,
                                        const event_part& part, event_identity who,
                                        const json::object* sent) {
    who.kind = through.kind_once_fetched(hook, part, who.kind);
    json::object outcome;
    outcome["kind"] = to_string(who.kind);
    outcome["event_id"] = who.event_id;
    if (who.occurred_at) outcome["occurred_at"] = mapping::to_rfc3339(*who.occurred_at);
    if (!who.booking_id.empty()) outcome["booking_id"] = who.booking_id;
    if (!who.previous_booking_id.empty()) outcome["previous"] = who.previous_booking_id;
    if (who.kind == event_kind::cancel) outcome["memo"] = through.cancel_memo(hook, part);
    if (who.kind == event_kind::operation) {
        const auto plan = through.plan_operations(hook, part);
        if (!plan.wrong.empty()) return plan.wrong;
        json::array& calls = outcome["calls"].emplace_array();
        for (const operation_call& one : plan.calls) calls.push_back(to_json(one));
    }
    if (!needs_booking(who.kind)) return json::value(std::move(outcome));

    const auto booking = through.map(hook, part, who, sent);
    if (!booking) return booking.error();
    outcome["booking"] = booking->to_json();
    return json::value(std::move(outcome));
}

void leave_out_what_may_be(const json::value& expected, json::value& actual) {
    if (expected.is_array() && actual.is_array()) {
        const std::size_t both = std::min(expected.get_array().size(), actual.get_array().size());
        for (std::size_t i = 0; i < both; ++i)
            leave_out_what_may_be(expected.get_array()[i], actual.get_array()[i]);
        return;
    }
    const json::object* members = expected.if_object();
    json::object* found = actual.if_object();
    if (!members || !found) return;
    for (const std::string_view name : members_of_choice)
        if (!members->contains(name)) found->erase(name);
}

std::string value_of(const std::vector<header>& headers, std::string_view name) {
    for (const header& one : headers)
        if (mapping::equals_ignoring_case(one.name, name)) return one.value;
    return "";
}

// Whether a Content-Type is the expected one, which may leave its parameters out.
bool is_of_type(const std::string& actual, const std::string& expected) {
    return actual == expected || actual.starts_with(expected + ";");
}

std::vector<difference> differences_of_body(const json::value& expected,
                                            const std::string& actual) {
    json::value told = json::string(actual);
    if (expected.is_structured()) {
        auto document = mapping::parse_json(actual);
        if (document) told = std::move(*document);
    }
    std::vector<difference> found;
    for (const mapping::json_change& one : mapping::changes_between(expected, told))
        found.push_back({"/respond/body" + one.where, "expected " + mapping::to_text(one.before) +
                                                          ", got " + mapping::to_text(one.after)});
    return found;
}

std::vector<difference> differences_of(const expected_reply& expected, const answer& told) {
    std::vector<difference> found;
    const auto differ = [&](const std::string& where, const std::string& wanted,
                            const std::string& got) {
        found.push_back({"/respond" + where,
                         "expected " + wanted + ", got " + (got.empty() ? "nothing" : got)});
    };
    if (told.status != expected.status)
        differ("/status", std::to_string(expected.status), std::to_string(told.status));
    if (expected.type && !is_of_type(told.content_type, *expected.type))
        differ("/type", *expected.type, told.content_type);
    for (const header& one : expected.headers)
        if (const std::string got = value_of(told.headers, one.name); got != one.value)
            differ("/headers" + mapping::pointer_token(one.name), one.value, got);
    if (!expected.body.is_null())
        for (difference& one : differences_of_body(expected.body, told.body))
            found.push_back(std::move(one));
    return found;
}

// An example's request passes for a believed one where that matters.
std::vector<difference> run_challenge(const connection& through, const webhook& hook,
                                      const expected_reply& expected) {
    for (const bool is_believed : {false, true})
        if (const auto told = through.answer_challenge(hook, is_believed))
            return differences_of(expected, told->reply);
    return {{"/challenge", "is none of the challenges that the definition answers"}};
}

}  // namespace

mapping::result<json::value> outcome_of(const connection& through, const webhook& hook,
                                        const json::object* sent, const json::value* fetched) {
    const auto document = through.decode(hook);
    if (!document) return document.error();
    json::array outcomes;
    for (const assessed_event& event : assess(through, hook)) {
        if (!event.problems.empty()) return event.problems;
        auto part = through.part_of(*document, event.part);
        if (!part) return part.error();
        part->fetched = fetched;
        auto outcome = outcome_of(through, hook, *part, event.identity, sent);
        if (!outcome) return outcome.error();
        outcomes.push_back(std::move(*outcome));
    }
    if (through.provider().is_split()) return json::value(std::move(outcomes));
    return std::move(outcomes.front());
}

std::vector<difference> differences(const json::value& expected, json::value actual) {
    leave_out_what_may_be(expected, actual);
    std::vector<difference> found;
    for (const mapping::json_change& one : mapping::changes_between(expected, actual))
        found.push_back({one.where, "expected " + mapping::to_text(one.before) + ", got " +
                                        mapping::to_text(one.after)});
    return found;
}

std::set<std::string> members_of(const definition& provider, const example& one,
                                 std::string request) {
    const auto document = decode(provider.receive, request_of(one, std::move(request)));
    const auto parts = document ? split(*document, provider.receive.split)
                                : mapping::result<std::vector<event_part>>(document.error());
    std::set<std::string> all;
    if (parts)
        for (const event_part& part : *parts) all.merge(mapping::member_paths(*part.item));
    return all;
}

std::vector<difference> run_example(std::shared_ptr<const definition> provider, const example& one,
                                    example_texts texts) {
    const auto through = connection_for(std::move(provider), one);
    if (!through) return as_differences(through.error(), "/with");
    const webhook hook = request_of(one, std::move(texts.request));
    if (one.reply) return run_challenge(**through, hook, *one.reply);

    const auto expected = mapping::parse_json(texts.expect);
    if (!expected) return as_differences(expected.error(), "expectation: ");
    json::value fetched = json::object();
    for (const auto& [name, text] : texts.fetched) {
        auto document = mapping::parse_json(text);
        if (!document) return as_differences(document.error(), "fetched " + name + ": ");
        fetched.get_object()[name] = std::move(*document);
    }
    auto outcome = outcome_of(**through, hook, one.sent.empty() ? nullptr : &one.sent, &fetched);
    if (!outcome) return as_differences(outcome.error(), "");
    return differences(*expected, std::move(*outcome));
}

}  // namespace providers
