// The steps of delivery_fsm that dismiss a booking.
#include "gateway/crm/crm_answers.hpp"
#include "gateway/delivery/delivery_steps.hpp"

namespace gateway {

namespace json = boost::json;
using outcome = crm_result::outcome;

// The id that the event replaces stands for nothing any more, even if it was never heard of. Out of
// order it may have got a booking of its own: then that one is dismissed before the event ends.
delivery_action delivery_fsm::state::retire_previous(finish end) {
    const auto& own = input.identity.booking_id;
    const auto& replaced = input.identity.previous_booking_id;
    const auto& link = input.previous_link;
    if (replaced.empty() || replaced == own || end.links.contains(replaced)) return end;
    const bool may_stand = !link || link->what == booking_link::standing::live ||
                           link->what == booking_link::standing::missing;
    if (!may_stand) return end;

    const booking_link kept = end.links.contains(own) ? end.links[own] : *input.link;
    end.links[replaced] = booking_link{
        booking_link::standing::superseded, kept.crm_booking, kept.place, {}, kept.occurred_at};
    const bool is_kept_booking =
        link && link->crm_booking == kept.crm_booking && link->place == kept.place;
    if (!link || is_kept_booking) return end;

    if (end.state == event_state::ignored) {
        end.state = event_state::delivered;
        end.reason = "dismissed";
    }
    std::string memo =
        kept.what == booking_link::standing::cancelled
            ? input.cancel_memo
            : "Replaced by the booking with externalId " + input.address.external_id + ".";
    return dismiss(*link, std::move(memo), std::move(end));
}

delivery_action delivery_fsm::state::dismiss(const booking_link& existing, std::string memo,
                                             finish end) {
    target = existing.crm_booking;
    after_dismissal = std::move(end);
    dismissing = true;
    may_be_gone = existing.what == booking_link::standing::missing;
    if (existing.place != input.address.place) return undismissed(bury_moved(existing));
    return call(booking_operation::dismiss_booking,
                json::object{{"dismissingMemo", std::move(memo)}});
}

delivery_action delivery_fsm::state::dismissed(const crm_result& result) {
    if (result.what == outcome::ok) return retire_previous(after_dismissal);
    if (result.what != outcome::refused) return failed(result, true);
    refusal = result.error;  // perhaps because it is dismissed already, by us or by a person
    return call(booking_operation::get_booking);
}

delivery_action delivery_fsm::state::checked_dismissal(const crm_result& result) {
    const auto status =
        result.what == outcome::ok ? booking_status_in(result.body) : std::optional<std::string>();
    const bool is_gone = may_be_gone && result.what == outcome::refused && result.status == 404;
    if (status == "Dismissed" || is_gone) return retire_previous(after_dismissal);
    if (!status && result.what != outcome::refused) return failed(result, false);

    return undismissed(bury(death::refused_by_crm, "The CRM does not dismiss the booking " +
                                                       std::to_string(target) + ", which is " +
                                                       status.value_or("gone") + ": " + refusal));
}

// The event dies of a dismissal. A booking that it made before stays known, or the next event would
// make another.
finish delivery_fsm::state::undismissed(finish dead) const {
    const auto own = after_dismissal.links.find(input.identity.booking_id);
    if (own != after_dismissal.links.end() && own->second.what == booking_link::standing::live)
        dead.links.insert(*own);
    else if (progress.create_sent && input.link)
        dead.links[input.identity.booking_id] = *input.link;
    return dead;
}

}  // namespace gateway
