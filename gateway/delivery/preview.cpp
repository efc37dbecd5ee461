#include "gateway/delivery/preview.hpp"

#include <algorithm>

namespace gateway {
namespace {

using standing = booking_link::standing;

constexpr const char* contacts_follow =
    "its contacts are listed, and those that differ are added, changed or removed, one call each.";

bool is(const crm_call& call, booking_operation operation) {
    return call.operation == to_string(operation);
}

// After the first call; no others are ever the first.
std::string what_follows(const crm_call& first, providers::event_kind kind) {
    if (is(first, booking_operation::create_booking)) return "The contacts go with it.";
    if (is(first, booking_operation::update_booking)) return std::string("Then ") + contacts_follow;
    if (is(first, booking_operation::list_contacts))
        return std::string("Nothing of the booking itself changed; ") + contacts_follow;
    if (is(first, booking_operation::dismiss_booking))
        return "If the CRM refuses, the booking is read: one that is dismissed already will do.";
    if (is(first, booking_operation::get_booking))
        return "The booking was missing from the CRM: only when it is not there, and two look-ups "
               "by its externalId find no other, it is created again.";
    if (!providers::needs_booking(kind))
        return "An earlier try sent a create and its outcome was never seen: a booking that is "
               "found is dismissed if this is a cancellation, else it stays.";
    return "A create was sent before and its outcome was never seen: only when two look-ups find "
           "no booking it is created again.";
}

// The id that the event replaces got a booking of its own, which is not the one that goes on.
bool leaves_another_booking(const delivery_input& input) {
    const auto& replaced = input.previous_link;
    return input.link && replaced && input.link->what == standing::live &&
           replaced->what == standing::live && replaced->crm_booking != input.link->crm_booking;
}

std::string sentence_on(const finish& end) {
    if (end.dead) return "No call: it becomes a dead letter, " + end.reason + ".";
    return "No call: it is settled as " + std::string(to_string(end.state)) + ", " + end.reason +
           ".";
}

}  // namespace

delivery_preview preview_of(delivery_input input) {
    const bool leaves_another = leaves_another_booking(input);
    const std::int64_t replaced = input.previous_link ? input.previous_link->crm_booking : 0;
    const auto kind = input.identity.kind;
    delivery_fsm delivery(std::move(input), {});
    delivery_action next = delivery.start();
    if (std::holds_alternative<record_intent>(next)) next = delivery.recorded();

    if (auto* call = std::get_if<perform_call>(&next)) {
        std::string then = what_follows(call->call, kind);
        if (leaves_another && !is(call->call, booking_operation::dismiss_booking))
            then += " Last, the booking " + std::to_string(replaced) +
                    " that it replaces is dismissed.";
        return {{std::move(call->call)}, std::move(then), std::nullopt};
    }
    if (const auto* end = std::get_if<finish>(&next)) return {{}, sentence_on(*end), end->dead};
    return {{},
            "No call yet: it cannot be mapped by itself, and waits for the event before it.",
            std::nullopt};
}

namespace {

std::string when_answers_are_lost(const std::vector<crm_call>& calls) {
    using way = mapping::api_repeat::way;
    const auto has = [&](way what) {
        return std::any_of(calls.begin(), calls.end(), [&](const crm_call& one) {
            return mapping::crm_contract().find(one.operation)->repeat.what == what;
        });
    };
    if (calls.empty()) return "No call: no operation's condition holds.";
    if (has(way::never)) return "When the answer to a call is lost, a person may have to look.";
    if (has(way::look_up))
        return "What a POST made is looked for before it is sent again, when its answer was lost.";
    return "When an answer is lost the call is made again, which changes nothing more.";
}

}  // namespace

delivery_preview preview_of(providers::connection::planned_operations plan) {
    delivery_preview seen;
    for (providers::operation_call& one : plan.calls)
        seen.calls.push_back(crm_call{one.operation->id, std::move(one.path), std::move(one.query),
                                      std::move(one.body)});
    if (plan.wrong.empty()) {
        seen.then = when_answers_are_lost(seen.calls);
    } else if (seen.calls.empty()) {
        seen.then = "No call: it becomes a dead letter, unmappable.";
        seen.dead = burial{death::unmappable, mapping::to_text(plan.wrong)};
    } else {
        seen.then =
            "The next call cannot be told without the answer to an earlier one (give it "
            "with --fetched NAME=FILE): " +
            mapping::to_text(plan.wrong);
    }
    return seen;
}

}  // namespace gateway
