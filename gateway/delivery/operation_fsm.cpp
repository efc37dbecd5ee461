#include "gateway/delivery/operation_fsm.hpp"

#include <stdexcept>

#include "gateway/crm/paging.hpp"
#include "gateway/delivery/operation_lookup.hpp"

namespace gateway {

namespace json = boost::json;
using mapping::api_repeat;
using outcome = crm_result::outcome;
using providers::operation_call;
using cause = wait_and_retry::cause;

// Every function returns what to do next. `current` is the call that is being made.
struct operation_fsm::state {
    state(operation_input decided, delivery_policy rules)
        : input(std::move(decided)), policy(rules), progress(input.progress) {}

    operation_input input;
    delivery_policy policy;
    call_progress progress;
    call_progress before_intent = progress;  // what holds again if the call was not processed
    std::optional<operation_call> current;
    std::optional<crm_call> look_up_call;  // that is being made instead
    int pages = 0;                         // that it took

    delivery_action start();
    delivery_action go_on();
    delivery_action take_up_again();
    delivery_action record_and_send();
    delivery_action send();
    delivery_action look_up();
    delivery_action called(const crm_result& result);
    delivery_action looked_up(const crm_result& result);
    delivery_action found_none();
    delivery_action made(json::value answer);
    delivery_action unseen(const crm_result& result);
    delivery_action failed(const crm_result& result);

    bool is_repeatable() const { return current->operation->repeat.what == api_repeat::way::safe; }
    // By an earlier try, which never saw what became of it.
    bool was_sent_before() const {
        const json::value* name = input.progress.sent.if_contains("name");
        return name && *name == json::value(current->name);
    }
    // What is safe may be sent again at once; a POST leaves a trace all the same, because the
    // second one may be refused for what the first one did.
    bool leaves_trace() const { return current->operation->method == "POST"; }
    finish bury(death reason, std::string detail) const;
    std::string story() const;
};

delivery_action operation_fsm::state::start() {
    const bool has_begun = !progress.sent.empty() || !progress.answers.empty();
    if (has_begun && progress.tenant != input.tenant)
        return bury(death::moved, "The connection now leads to another tenant than the " +
                                      std::to_string(progress.tenant) + " where it began.");
    progress.tenant = input.tenant;
    return progress.sent.empty() ? go_on() : take_up_again();
}

delivery_action operation_fsm::state::go_on() {
    auto next = input.next(progress.answers);
    if (!next) return bury(death::unmappable, mapping::to_text(next.error()));
    current = std::move(*next);
    if (!current) {
        progress = {};  // what the CRM answered is a customer's: it is not kept for longer
        return finish{event_state::delivered, "performed", std::nullopt, {}};
    }
    return leaves_trace() ? record_and_send() : send();
}

// An earlier try sent a call and never saw what became of it.
delivery_action operation_fsm::state::take_up_again() {
    current = providers::operation_call_from(progress.sent);
    if (!current)
        return bury(death::ambiguous,
                    "An operation was sent and its outcome never seen, and the contract does not "
                    "have it any more: look in the CRM whether it was made.");
    return is_repeatable() ? send() : look_up();
}

delivery_action operation_fsm::state::record_and_send() {
    before_intent = progress;
    if (progress.sent.empty()) progress.sent_at = input.now;
    progress.sent = to_json(*current);
    progress.empty_lookups = 0;
    return record_intent{{std::nullopt, 0, progress}};
}

delivery_action operation_fsm::state::send() {
    look_up_call.reset();
    return perform_call{
        crm_call{current->operation->id, current->path, current->query, current->body}};
}

delivery_action operation_fsm::state::look_up() {
    look_up_call = lookup_of(*current, progress.sent_at);
    if (!look_up_call)
        return bury(death::ambiguous, "The operation " + current->name +
                                          " was sent and its outcome never seen, and it says too "
                                          "little to be found: look in the CRM whether it was "
                                          "made.");
    return perform_call{*look_up_call};
}

delivery_action operation_fsm::state::called(const crm_result& result) {
    switch (result.what) {
        case outcome::ok: return made(result.body);
        case outcome::server_error:
        case outcome::unknown: return unseen(result);
        case outcome::refused:
            // It is as it shall be: what was to go is gone, what was to be there is there.
            if (current->operation->method == "DELETE" && result.status == 404)
                return made(nullptr);
            if (was_sent_before() && is_repeatable() && result.status == 409) return made(nullptr);
            break;
        default: break;
    }
    progress = before_intent;  // it was certainly not processed
    return failed(result);
}

delivery_action operation_fsm::state::unseen(const crm_result& result) {
    const std::string reason(reason_of(result.what));
    if (is_repeatable())
        return wait_and_retry{cause::retry, std::nullopt, !progress.sent.empty(), reason,
                              std::nullopt};
    return wait_and_retry{cause::retry, policy.first_look, true, reason, std::nullopt};
}

delivery_action operation_fsm::state::made(json::value answer) {
    progress.answers[current->name] = std::move(answer);
    progress.sent.clear();
    progress.empty_lookups = 0;
    before_intent = progress;
    current.reset();
    auto next = input.next(progress.answers);
    if (next && !*next) return go_on();  // it was the last: settling records it
    return record_intent{{std::nullopt, 0, progress}};
}

delivery_action operation_fsm::state::looked_up(const crm_result& result) {
    const bool is_none = result.what == outcome::refused && result.status == 404;
    if (is_none) return found_none();
    const auto read = result.what == outcome::ok
                          ? read_lookup(*current, progress.sent_at, result.body)
                          : std::nullopt;
    if (!read || ++pages >= most_pages) return failed(result);
    if (read->found) return made(*read->found);
    look_up_call = next_call(std::move(*look_up_call), result.body);
    if (look_up_call) return perform_call{*look_up_call};
    return found_none();
}

delivery_action operation_fsm::state::found_none() {
    if (++progress.empty_lookups < policy.lookups_before_create)
        return wait_and_retry{cause::settle, policy.settle_time, true, "settling", std::nullopt};
    if (input.budget_over)
        return bury(death::expired, "The outcome of the operation " + current->name +
                                        " was never seen; at the end of the retry schedule the "
                                        "CRM shows nothing of it.");
    return record_and_send();
}

// What a call that did not work means; nothing new is in doubt.
delivery_action operation_fsm::state::failed(const crm_result& result) {
    const std::string reason(reason_of(result.what));
    const bool in_doubt = !progress.sent.empty();
    switch (result.what) {
        case outcome::unauthorized:
        case outcome::forbidden: return hold_off{reason};
        case outcome::throttled:
            return wait_and_retry{cause::throttled, result.retry_after, in_doubt, reason,
                                  std::nullopt};
        case outcome::invalid:
            return bury(
                death::unmappable,
                current->name + " was not sent, as it breaks the CRM's contract: " + result.error);
        case outcome::refused:
            return bury(death::refused_by_crm, current->operation->id + " was refused with " +
                                                   std::to_string(result.status) + ": " +
                                                   result.error);
        default: break;
    }
    return wait_and_retry{cause::retry, std::nullopt, in_doubt, reason, std::nullopt};
}

// What was made before stays made: whoever reads the dead letter must know.
std::string operation_fsm::state::story() const {
    if (progress.answers.empty()) return {};
    std::string names;
    for (const auto& [name, answer] : progress.answers)
        names += (names.empty() ? "" : ", ") + std::string(name);
    return " Made before: " + names + ". A replay goes on after them.";
}

finish operation_fsm::state::bury(death reason, std::string detail) const {
    return finish{event_state::dead,
                  std::string(to_string(reason)),
                  burial{reason, std::move(detail) + story()},
                  {}};
}

operation_fsm::operation_fsm(operation_input input, delivery_policy policy)
    : state_(std::make_unique<state>(std::move(input), policy)) {}
operation_fsm::~operation_fsm() = default;
operation_fsm::operation_fsm(operation_fsm&&) noexcept = default;

delivery_action operation_fsm::start() { return state_->start(); }

delivery_action operation_fsm::recorded() {
    return state_->current ? state_->send() : state_->go_on();
}

delivery_action operation_fsm::resume(const crm_result& result) {
    return state_->look_up_call ? state_->looked_up(result) : state_->called(result);
}

delivery_progress operation_fsm::progress() const { return {std::nullopt, 0, state_->progress}; }

}  // namespace gateway
