// What `try` finds out about the door: whether a request gets in, whether it is a challenge, and
// what its sender is told.
#include "gateway/commands/trying.hpp"

#include <algorithm>

#include "gateway/intake/admission.hpp"
#include "gateway/intake/answers.hpp"
#include "gateway/intake/sender_answers.hpp"
#include "providers/assess.hpp"

namespace gateway {

namespace {

using providers::absent_secret;

// In answers that name them. Nobody can take these for real ones.
const std::string made_up_receipt(44, '0');
constexpr std::int64_t made_up_booking = 999'999'999;

// Whether the request is believed, and what its sender is told if it is not.
struct belief {
    tried_verification said;
    std::optional<http::response> refusal;
};

tried_verification believed(const trial& with, std::optional<std::size_t> position) {
    const providers::secret_store& secrets = with.through->settings().secrets;
    if (!with.through->proves_anything()) return {"believed", "believed: `verify: none`"};
    if (!position) return {"believed", "believed"};
    std::string sentence = "believed, by secret " + std::to_string(*position + 1);
    if (secrets.size() == 1) sentence += " of " + std::to_string(secrets.begin()->second.size());
    return {"believed", std::move(sentence)};
}

belief disbelieved(const trial& with, const providers::webhook& hook, providers::rejection why) {
    const std::string reason(to_string(why));
    const auto is_content_type = [](const providers::header& one) {
        return one.name == "Content-Type";
    };
    const bool shows_nothing =
        hook.path.empty() && hook.query.empty() &&
        std::all_of(hook.headers.begin(), hook.headers.end(), is_content_type);
    if (shows_nothing && why == providers::rejection::credentials_missing)
        return {{"not_tried", "not tried: nothing was signed (--signed, --header)"}, {}};
    if (providers::is_about_the_peer(why))
        return {{"not_tried", "not tried: it depends on who connects (" + reason + ")"}, {}};
    std::string sentence = "refused: " + reason;
    if (why == providers::rejection::timestamp_skew)
        sentence += " (the signature is right, its time is not)";
    return {{"refused", std::move(sentence)}, rejected_answer(*with.through, why)};
}

belief belief_in(const trial& with, const providers::webhook& hook, timestamp now) {
    if (!with.absent_secrets.empty())
        return {{"not_tried", "not tried: " + with.absent_secrets.front()}, {}};
    const auto verdict = with.through->authenticate(hook, now);
    if (!verdict) return disbelieved(with, hook, verdict.error());
    return {believed(with, verdict->secret_position()), {}};
}

http::request head_of(const providers::connection& through, const providers::webhook& hook) {
    http::request head;
    head.method = hook.method;
    head.target = "/hooks/" + through.settings().name + hook.path;
    if (!hook.query.empty()) head.target += "?" + hook.query;
    for (const auto& [name, value] : hook.headers) head.headers.push_back({name, value});
    return head;
}

// Why the door turns the request away whatever it proves; nothing when it does not.
std::optional<belief> refused_at_the_door(const providers::connection& through,
                                          const providers::webhook& hook) {
    const http::request head = head_of(through, hook);
    http::service::admission verdict = admission_of(head, find_route(head.path()), &through);
    std::string why;
    if (verdict.refusal && verdict.refusal->status == 405) {
        why = "the definition has no challenge that comes with " + hook.method;
    } else if (verdict.refusal) {
        why = "it is of another media type, or coded";
    } else if (hook.body.size() > verdict.body_limit) {
        verdict.refusal = problem_answer(413, "the body is too large");
        why = "it is larger than " + std::to_string(verdict.body_limit) +
              " bytes, `receive.limit` of the definition";
        if (hook.method == "GET") why = "a GET has no body";
    }
    if (!verdict.refusal) return std::nullopt;
    const std::string status = std::to_string(verdict.refusal->status);
    return belief{{"refused", "refused with " + status + ": " + why}, std::move(verdict.refusal)};
}

// The door's part: what becomes of the request before anybody looks for events in it.
void try_door(const trial& with, const providers::webhook& hook, timestamp now,
              tried_request& all) {
    const providers::connection& through = *with.through;
    std::optional<belief> verdict = refused_at_the_door(through, hook);
    if (!verdict) {
        all.challenge = through.answer_challenge(hook, false, absent_secret::passes);
        if (all.challenge)
            verdict =
                belief{{"not_needed", "not needed: the challenge says `verified: false`"}, {}};
    }
    if (!verdict) {
        verdict = belief_in(with, hook, now);
        all.challenge = through.answer_challenge(hook, true, absent_secret::passes);
    }

    all.verification = std::move(verdict->said);
    if (verdict->refusal)
        all.answers.push_back({"refused", std::move(*verdict->refusal)});
    else if (all.challenge)
        all.answers.push_back({"challenge", challenge_answer(*all.challenge)});
    else if (auto refusal = no_event_answer(through, hook))
        all.answers.push_back({"refused", std::move(*refusal)});
}

// Of a sender that waits for its one event.
std::vector<tried_answer> waited_answers(const providers::connection& through,
                                         const providers::webhook& hook, const tried_event& event) {
    const bool is_cancelled =
        event.identity && event.identity->kind == providers::event_kind::cancel;
    const settled_event delivered{event_state::delivered, is_cancelled ? "dismissed" : "created",
                                  made_up_booking};
    const death why = event.delivery.dead ? event.delivery.dead->reason : death::refused_by_crm;
    const settled_event dead{event_state::dead, std::string(to_string(why)), 0};
    const auto told = [&](const settled_event& end) {
        return to_response(awaited_answer(through, hook, made_up_receipt, end), made_up_receipt,
                           false);
    };
    return {{"delivered", told(delivered)},
            {"failed", told(dead)},
            {"late", late_answer(through, hook, made_up_receipt, false)}};
}

// Of a request whose events are taken.
std::vector<tried_answer> answers_to(const providers::connection& through,
                                     const providers::webhook& hook,
                                     const std::vector<tried_event>& events) {
    const auto found = providers::assess(through, hook);
    if (auto refusal = unmappable_answer(through, hook, found))
        return {{"refused", std::move(*refusal)}};
    const stored_answer promised = promised_answer(through, hook, made_up_receipt, found);
    if (!promised.is_final) return waited_answers(through, hook, events.front());
    return {{"stored", to_response(promised, made_up_receipt, false)}};
}

}  // namespace

bool tried_request::is_good() const {
    const auto is_refusal = [](const tried_answer& one) { return one.when == "refused"; };
    const auto is_dead = [](const tried_event& one) { return one.delivery.dead.has_value(); };
    const bool is_answered =
        !challenge || challenge->what == providers::challenge_reply::outcome::answered;
    return is_answered && std::none_of(answers.begin(), answers.end(), is_refusal) &&
           std::none_of(events.begin(), events.end(), is_dead);
}

tried_request about(const trial& with) {
    tried_request all;
    all.connection = with.through->settings().name;
    all.definition = with.through->provider().name;
    return all;
}

tried_request try_request(const trial& with, const providers::webhook& hook, timestamp now,
                          const boost::json::object& fetched) {
    tried_request all = about(with);
    try_door(with, hook, now, all);
    if (all.challenge || hook.method != "POST") return all;
    all.events = try_events(with, hook, fetched);
    if (all.answers.empty()) all.answers = answers_to(*with.through, hook, all.events);
    return all;
}

}  // namespace gateway
