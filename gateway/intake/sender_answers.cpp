#include "gateway/intake/sender_answers.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "gateway/intake/answers.hpp"
#include "providers/media_type.hpp"

namespace gateway {

namespace json = boost::json;
using providers::answer_template;

namespace {

http::response to_response(const providers::answer& told) {
    http::response out;
    out.status = told.status;
    if (!told.content_type.empty()) out.headers.push_back({"Content-Type", told.content_type});
    for (const providers::header& one : told.headers) out.headers.push_back({one.name, one.value});
    out.body = told.body;
    return out;
}

stored_answer to_stored(providers::answer told) {
    return stored_answer{told.status, std::move(told.content_type), std::move(told.body)};
}

stored_answer to_stored(const http::response& own) {
    const auto type = http::find(own.headers, "Content-Type");
    return stored_answer{own.status, std::string(type.value_or("")), own.body};
}

json::object result_of(const std::string& receipt, const settled_event& end) {
    json::object result{
        {"receipt", receipt}, {"status", to_string(end.state)}, {"reason", end.reason}};
    if (end.crm_booking != 0) result["booking"] = end.crm_booking;
    return result;
}

// Every problem of the events, each with the number of its event if there are several.
mapping::problems all_problems(const std::vector<providers::assessed_event>& events) {
    mapping::problems all;
    for (const providers::assessed_event& event : events) {
        const std::string place =
            event.part ? "event " + std::to_string(*event.part + 1) + " " : "";
        for (const mapping::problem& one : event.problems)
            all.add(one.code, place + one.where, one.what, one.from);
    }
    return all;
}

bool is_ignored(const providers::assessed_event& event) {
    return event.problems.empty() && providers::is_for_nobody(event.identity.kind);
}

// The first of these that the definition has.
const answer_template* first_of(std::initializer_list<const std::optional<answer_template>*> all) {
    for (const auto* one : all)
        if (*one) return &**one;
    return nullptr;
}

}  // namespace

// The reason is for us, not for a forger.
http::response rejected_answer(const providers::connection& through, providers::rejection why) {
    const auto& own = through.provider().respond.rejected;
    http::response refusal;
    if (own)
        refusal = to_response(through.fill_without_request(*own));
    else if (is_about_the_peer(why))
        refusal = problem_answer(403, "This connection does not take webhooks from you.");
    else
        refusal = problem_answer(401, "The request could not be authenticated.");
    if (refusal.status == 401)
        refusal.headers.push_back({"WWW-Authenticate", "Webhook realm=\"booking-gateway\""});
    return refusal;
}

http::response challenge_answer(const providers::challenge_reply& reply) {
    using enum providers::challenge_reply::outcome;
    switch (reply.what) {
        case answered: return to_response(reply.reply);
        case wrong_token:
            return problem_answer(reply.reply.status, "The challenge does not show our token.");
        case unusable: break;
    }
    return problem_answer(reply.reply.status,
                          "The challenge sends nothing that could be answered.");
}

std::optional<http::response> no_event_answer(const providers::connection& through,
                                              const providers::webhook& hook) {
    if (hook.method != "POST")
        return problem_answer(400, "This is none of the challenges that the connection answers.");
    // The door lets bodies in that are of a challenge's format and of no event's.
    const auto type = providers::sole_header(hook, "Content-Type");
    if (type && !providers::is_readable(type, through.provider().receive.format))
        return media_type_answer();
    return std::nullopt;
}

std::optional<http::response> unmappable_answer(
    const providers::connection& through, const providers::webhook& hook,
    const std::vector<providers::assessed_event>& events) {
    if (!through.provider().reject_unmappable) return std::nullopt;
    const mapping::problems wrong = all_problems(events);
    if (wrong.empty()) return std::nullopt;
    const auto& own = through.provider().respond.unmappable;
    if (!own) return unmappable_answer(wrong);
    json::object result{{"status", "unmappable"}, {"reason", mapping::to_text(wrong)}};
    return to_response(through.fill(*own, hook, std::move(result)));
}

stored_answer promised_answer(const providers::connection& through, const providers::webhook& hook,
                              const std::string& receipt,
                              const std::vector<providers::assessed_event>& events) {
    const providers::responses& respond = through.provider().respond;
    const bool nothing_to_do = std::ranges::all_of(events, is_ignored);
    const auto* own =
        nothing_to_do ? first_of({&respond.ignored, &respond.stored}) : first_of({&respond.stored});
    stored_answer promised = accepted_answer(receipt);
    if (own)
        promised =
            to_stored(through.fill(*own, hook, {{"receipt", receipt}, {"status", "accepted"}}));
    promised.is_final = nothing_to_do || !respond.wait;
    return promised;
}

stored_answer repeated_answer(const providers::connection& through, const providers::webhook& hook,
                              const std::string& receipt, const stored_answer& told) {
    const auto& own = through.provider().respond.repeat;
    if (!own) return told;
    return to_stored(through.fill(*own, hook, {{"receipt", receipt}, {"status", "accepted"}}));
}

stored_answer awaited_answer(const providers::connection& through, const providers::webhook& hook,
                             const std::string& receipt, const settled_event& end) {
    const providers::responses& respond = through.provider().respond;
    const bool has_failed = end.state == event_state::dead || end.state == event_state::discarded;
    const auto* own = first_of({&respond.delivered, &respond.stored});
    if (has_failed) own = first_of({&respond.failed});
    if (end.state == event_state::ignored)
        own = first_of({&respond.ignored, &respond.delivered, &respond.stored});
    stored_answer told = accepted_answer(receipt);
    if (own)
        told = to_stored(through.fill(*own, hook, result_of(receipt, end)));
    else if (has_failed)
        told = to_stored(problem_answer(422, "No booking could be made of it."));
    told.is_final = !has_failed;  // it may be replayed
    return told;
}

http::response late_answer(const providers::connection& through, const providers::webhook& hook,
                           const std::string& receipt, bool repeat) {
    const auto& own = through.provider().respond.late;
    stored_answer told =
        to_stored(problem_answer(503, "The booking is still being made; ask again."));
    if (own)
        told = to_stored(through.fill(*own, hook, {{"receipt", receipt}, {"status", "accepted"}}));
    http::response out = to_response(told, receipt, repeat);
    if (out.status >= 500)
        out.headers.push_back({"Retry-After", std::to_string(come_back_after.count())});
    return out;
}

}  // namespace gateway
