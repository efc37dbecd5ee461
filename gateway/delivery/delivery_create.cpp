// The steps of delivery_fsm that make a booking, or find the one that was made.
#include "gateway/crm/crm_answers.hpp"
#include "gateway/crm/paging.hpp"
#include "gateway/delivery/delivery_steps.hpp"

namespace gateway {

namespace json = boost::json;
using outcome = crm_result::outcome;

// A reconciliation did not find it. The CRM is asked again, by the booking's id and then by the
// externalIds that it may have, before it gets another: what is gone is treated as a create whose
// outcome was not seen.
delivery_action delivery_fsm::state::make_again(const booking_link& missing) {
    if (missing.place != input.address.place) return bury_moved(missing);
    base = missing;
    target = missing.crm_booking;
    return call(booking_operation::get_booking);
}

delivery_action delivery_fsm::state::sought_missing(const crm_result& result) {
    if (result.what == outcome::refused && result.status == 404) {
        if (!progress.create_sent) progress = delivery_progress{input.address, 0};
        // The one that it was made with: a booking keeps it under a new id of the partner's.
        const json::value* first = base.sent.if_contains("externalId");
        if (first && first->is_string()) sought = std::string(first->get_string());
        return look_up();
    }
    const bool is_there = result.what == outcome::ok && booking_id_in(result.body);
    return is_there ? update(booking_link(base)) : failed(result, false);
}

delivery_action delivery_fsm::state::create() {
    if (!*input.booking) return bury_unmappable();
    before_intent = progress;
    progress = delivery_progress{input.address, 0};
    return record_intent{progress};
}

delivery_action delivery_fsm::state::send_create() {
    return call(booking_operation::create_booking, (*input.booking)->to_json());
}

delivery_action delivery_fsm::state::created(const crm_result& result) {
    switch (result.what) {
        case outcome::ok:
            if (const auto id = booking_id_in(result.body)) return conclude_created(*id, "created");
            [[fallthrough]];
        case outcome::server_error:
        case outcome::unknown:
            return wait_and_retry{wait_and_retry::cause::retry, policy.first_look, true,
                                  std::string(reason_of(result.what)), std::nullopt};
        case outcome::invalid:
        case outcome::refused:
        case outcome::unauthorized:
        case outcome::forbidden:
        case outcome::throttled:
        case outcome::not_sent: break;
    }
    progress = before_intent;  // it was certainly not processed
    return failed(result, true);
}

delivery_action delivery_fsm::state::look_up() { return call(booking_operation::find_bookings); }

delivery_action delivery_fsm::state::found_page(const crm_result& result) {
    const auto listed_bookings = result.what == outcome::ok ? bookings_in(result.body, sought)
                                                            : std::optional<bookings_page>();
    if (!listed_bookings || page >= most_pages) return failed(result, false);

    found.insert(listed_bookings->ids.begin(), listed_bookings->ids.end());
    found_dismissed.merge(std::set(listed_bookings->dismissed));
    if (found.size() > 1) {
        looked_up = lookup_result::several;
        return bury(death::ambiguous, "The CRM has the bookings " + std::to_string(*found.begin()) +
                                          " and " + std::to_string(*found.rbegin()) +
                                          " with the externalId of this event.");
    }
    if (listed_bookings->has_more) {
        ++page;
        return look_up();
    }
    if (found.empty() && sought != input.address.external_id) {
        sought = input.address.external_id;
        page = 1;
        return look_up();
    }
    if (found.empty()) return found_none();
    looked_up = lookup_result::found;
    return adopt(*found.begin());
}

delivery_action delivery_fsm::state::adopt(std::int64_t booking) {
    if (!providers::needs_booking(input.identity.kind)) return found_unwanted(booking);
    const bool is_another = missing_booking() != nullptr;
    // Somebody decided that of its double, when both were there.
    if (is_another && found_dismissed.contains(booking))
        return bury(death::ambiguous, "The booking is missing from the CRM, which has " +
                                          std::to_string(booking) +
                                          " of its externalId, but dismissed. Is it wanted?");
    if ((is_another || input.is_fetched) && *input.booking) return bring_up_to_date(booking);
    return conclude_created(booking, "found_existing");
}

delivery_action delivery_fsm::state::found_none() {
    looked_up = lookup_result::none;
    ++progress.empty_lookups;
    if (progress.empty_lookups < policy.lookups_before_create)
        return wait_and_retry{wait_and_retry::cause::settle, policy.settle_time, true, "settling",
                              std::nullopt};
    if (!providers::needs_booking(input.identity.kind)) return without_booking();
    if (input.budget_over)
        return bury(
            death::expired,
            "The outcome of the create was never seen, or the booking is missing; at the end "
            "of the retry schedule the CRM lists no booking of this externalId.");
    return create();
}

// An earlier try made it, before the event turned out to be a cancellation, or nothing that makes
// one. In the latter case later events must know of it, or they would make another.
delivery_action delivery_fsm::state::found_unwanted(std::int64_t booking) {
    input.link =
        booking_link{booking_link::standing::live, booking, input.address.place, {}, std::nullopt};
    if (input.identity.kind == providers::event_kind::cancel) return cancel();
    return conclude_created(booking, "found_existing");
}

// It was made of what an earlier try had fetched, or by somebody else: nobody knows of what.
delivery_action delivery_fsm::state::bring_up_to_date(std::int64_t booking) {
    page = 1;
    return update(booking_link{booking_link::standing::live,
                               booking,
                               input.address.place,
                               {},
                               input.identity.occurred_at});
}

// Contacts went inline with the create, so a booking that is there is complete.
delivery_action delivery_fsm::state::conclude_created(std::int64_t booking, std::string reason) {
    finish end{event_state::delivered, std::move(reason), std::nullopt, {}};
    const bool is_mapped = input.booking && *input.booking;
    json::object was_sent = is_mapped ? (*input.booking)->to_json() : json::object();
    end.links = link_to(booking, std::move(was_sent), input.identity.occurred_at);
    return retire_previous(std::move(end));
}

}  // namespace gateway
