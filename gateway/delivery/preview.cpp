#include "gateway/delivery/preview.hpp"

namespace gateway {
namespace {

using standing = booking_link::standing;

constexpr const char* contacts_follow =
    "its contacts are listed, and those that differ are added, changed or removed, one call each.";

std::string what_follows(booking_operation first, providers::event_kind kind) {
    switch (first) {
        case booking_operation::create_booking: return "The contacts go with it.";
        case booking_operation::update_booking: return std::string("Then ") + contacts_follow;
        case booking_operation::list_contacts:
            return std::string("Nothing of the booking itself changed; ") + contacts_follow;
        case booking_operation::dismiss_booking:
            return "If the CRM refuses, the booking is read: one that is dismissed already will "
                   "do.";
        case booking_operation::find_bookings:
            if (!providers::needs_booking(kind))
                return "An earlier try sent a create and its outcome was never seen: a booking "
                       "that is found is dismissed if this is a cancellation, else it stays.";
            return "A create was sent before and its outcome was never seen: only when two "
                   "look-ups "
                   "find no booking it is created again.";
        case booking_operation::get_booking:
        case booking_operation::create_contact:
        case booking_operation::update_contact:
        case booking_operation::delete_contact: break;  // none is ever the first
    }
    return {};
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
        std::string then = what_follows(call->call.operation, kind);
        if (leaves_another && call->call.operation != booking_operation::dismiss_booking)
            then += " Last, the booking " + std::to_string(replaced) +
                    " that it replaces is dismissed.";
        return {to_call(call->call), std::move(then), std::nullopt};
    }
    if (const auto* end = std::get_if<finish>(&next))
        return {std::nullopt, sentence_on(*end), end->dead};
    return {std::nullopt,
            "No call yet: it cannot be mapped by itself, and waits for the event before it.",
            std::nullopt};
}

}  // namespace gateway
