#include "gateway/delivery/delivery_fsm.hpp"

#include <algorithm>
#include <stdexcept>

#include "gateway/delivery/delivery_steps.hpp"

namespace gateway {

namespace json = boost::json;
using outcome = crm_result::outcome;

std::string_view to_string(lookup_result result) noexcept {
    switch (result) {
        case lookup_result::found: return "found";
        case lookup_result::none: return "none";
        case lookup_result::several: return "several";
    }
    return "none";
}

// ---- Where an event begins ----

delivery_action delivery_fsm::state::start() {
    const auto kind = input.identity.kind;
    if (!providers::needs_booking_id(kind) && !progress.create_sent) return without_booking();
    // Without an id nothing could find the booking again, and a second attempt would double it.
    if (input.identity.booking_id.empty())
        return bury(death::unreadable, "The event does not say which booking it is about.");
    if (progress.create_sent && progress.create_sent != input.address) return bury_moved_create();
    if (providers::needs_booking(kind)) return apply();
    // An earlier try took the event for another kind, and may have made the booking.
    const bool is_known = input.link && input.link->what != booking_link::standing::missing;
    if (progress.create_sent && !is_known) return look_up();
    return without_booking();
}

delivery_action delivery_fsm::state::without_booking() {
    if (input.identity.kind == providers::event_kind::cancel) return cancel();
    finish end =
        ignored(input.identity.kind == providers::event_kind::test ? "test" : "not_wanted");
    // An earlier try may have changed a part of the booking: what it was last sent is not known.
    if (input.may_be_half_done && input.link && input.link->what == booking_link::standing::live) {
        booking_link& unsure = end.links[input.identity.booking_id] = *input.link;
        unsure.sent.clear();
    }
    return end;
}

// The id that the event replaces, if it names one, stands for the same booking.
delivery_action delivery_fsm::state::cancel() {
    const auto& link = input.link;
    if (!link) {
        finish end =
            ignored("nothing_to_cancel");  // a tombstone: a create that comes later is late
        end.links[input.identity.booking_id] =
            booking_link{booking_link::standing::cancelled, 0, {}, {}, input.identity.occurred_at};
        return retire_previous(std::move(end));
    }
    if (link->what == booking_link::standing::superseded)
        return retire_previous(ignored("superseded"));
    if (link->what == booking_link::standing::cancelled) return retire_previous(ignored("repeat"));
    if (is_stale(*link)) return retire_previous(ignored("stale"));

    booking_link cancelled = *link;
    cancelled.what = booking_link::standing::cancelled;
    cancelled.occurred_at = newest(*link);
    finish end{event_state::delivered, "dismissed", std::nullopt, {}};
    end.links[input.identity.booking_id] = std::move(cancelled);
    return dismiss(*link, input.cancel_memo, std::move(end));
}

// A create that repeats itself is an update, and an update that comes first is a create.
delivery_action delivery_fsm::state::apply() {
    const auto& own = input.link;
    if (own && (own->what == booking_link::standing::cancelled ||
                own->what == booking_link::standing::superseded))
        return retire_previous(ignored("superseded"));
    if (own && is_stale(*own)) return retire_previous(ignored("stale"));
    const booking_link* replaced = own ? nullptr : previous_booking();
    if (replaced && is_stale(*replaced) && !progress.create_sent) return rename(*replaced);
    if (const booking_link* missing = missing_booking()) return make_again(*missing);
    if (own) return update(*own);
    // An earlier attempt may have made the booking, whatever is known of the one it replaces.
    if (progress.create_sent) return look_up();
    if (replaced) return update(*replaced);
    if (*input.booking || input.identity.kind == providers::event_kind::create) return create();
    return wait_and_retry{wait_and_retry::cause::earlier, std::nullopt, false,
                          std::string(waits_for_earlier), bury_unmappable().dead};
}

// The event is too old to say anything but that the id has changed.
delivery_action delivery_fsm::state::rename(const booking_link& replaced) {
    finish end = ignored("stale");
    booking_link& renamed = end.links[input.identity.booking_id] = replaced;
    if (replaced.what == booking_link::standing::superseded)
        renamed.what = booking_link::standing::live;
    return retire_previous(std::move(end));
}

// ---- What all steps use ----

// The booking that the event continues under a new id. One that was cancelled is not continued.
const booking_link* delivery_fsm::state::previous_booking() const {
    const auto& link = input.previous_link;
    const bool is_there = link && link->crm_booking != 0 &&
                          link->what != booking_link::standing::cancelled &&
                          input.identity.previous_booking_id != input.identity.booking_id;
    return is_there ? &*link : nullptr;
}

// The booking that the event is about, when it is to be made again.
const booking_link* delivery_fsm::state::missing_booking() const {
    const booking_link* known = input.link ? &*input.link : previous_booking();
    return known && known->what == booking_link::standing::missing ? known : nullptr;
}

bool delivery_fsm::state::is_stale(const booking_link& link) const {
    const auto& occurred_at = input.identity.occurred_at;
    return occurred_at && link.occurred_at && *occurred_at < *link.occurred_at;
}

std::optional<timestamp> delivery_fsm::state::newest(const booking_link& link) const {
    return std::max(link.occurred_at, input.identity.occurred_at);  // nothing is the oldest
}

std::map<std::string, booking_link> delivery_fsm::state::link_to(
    std::int64_t booking, json::object was_sent, std::optional<timestamp> occurred_at) const {
    const auto live = booking_link::standing::live;
    return {{input.identity.booking_id,
             booking_link{live, booking, input.address.place, std::move(was_sent), occurred_at}}};
}

delivery_action delivery_fsm::state::call(booking_operation operation, json::value body,
                                          std::int64_t contact) {
    pending = operation;
    booking_call wanted{
        operation, input.address.place.booking_provider, target, contact, "", 1, std::move(body)};
    if (operation == booking_operation::find_bookings) wanted.external_id = sought;
    if (operation == booking_operation::find_bookings ||
        operation == booking_operation::list_contacts)
        wanted.page = page;
    return perform_call{to_call(wanted)};
}

// What a call that did not work means, except where its operation knows better.
delivery_action delivery_fsm::state::failed(const crm_result& result,
                                            bool changes_something) const {
    using cause = wait_and_retry::cause;
    const std::string reason(reason_of(result.what));
    switch (result.what) {
        case outcome::unauthorized:
        case outcome::forbidden: return hold_off{reason};
        case outcome::throttled:
            return wait_and_retry{cause::throttled, result.retry_after,
                                  progress.create_sent.has_value(), reason, std::nullopt};
        case outcome::invalid:
            return bury(death::unmappable,
                        std::string(to_string(pending)) +
                            " was not sent, as it breaks the CRM's contract: " + result.error);
        case outcome::refused: {
            std::string detail = std::string(to_string(pending)) + " was refused with " +
                                 std::to_string(result.status) + ": " + result.error;
            if (progress.create_sent && !missing_booking())
                detail += " A create was sent before; it may have worked.";
            return bury(death::refused_by_crm, std::move(detail));
        }
        case outcome::not_sent:
            return wait_and_retry{cause::retry, std::nullopt, progress.create_sent.has_value(),
                                  reason, std::nullopt};
        case outcome::ok:
        case outcome::server_error:
        case outcome::unknown: break;
    }
    return wait_and_retry{cause::retry, std::nullopt,
                          changes_something || progress.create_sent.has_value(), reason,
                          std::nullopt};
}

finish delivery_fsm::state::ignored(std::string reason) const {
    return finish{event_state::ignored, std::move(reason), std::nullopt, {}};
}

finish delivery_fsm::state::bury(death reason, std::string detail) const {
    return finish{
        event_state::dead, std::string(to_string(reason)), burial{reason, std::move(detail)}, {}};
}

finish delivery_fsm::state::bury_unmappable() const {
    if (input.not_fetched) return bury(input.not_fetched->reason, input.not_fetched->detail);
    return bury(death::unmappable, mapping::to_text(input.booking->error()));
}

// Looked for where the connection leads now, the booking would not be found, and be made again.
finish delivery_fsm::state::bury_moved_create() const {
    return bury(death::moved,
                "A create was sent and its outcome was never seen. Look for the booking at " +
                    to_text(*progress.create_sent) + ". The connection now leads to " +
                    to_text(input.address) +
                    ", so nothing was sent. When it leads there again, a replay looks the booking "
                    "up and goes on.");
}

// Where the connection leads now, that id is another booking's or nobody's.
finish delivery_fsm::state::bury_moved(const booking_link& existing) const {
    return bury(death::moved, "The booking is " + std::to_string(existing.crm_booking) + " at " +
                                  to_text(existing.place) + ". The connection now leads to " +
                                  to_text(input.address.place) +
                                  ", so nothing was sent. When it leads there again, a replay "
                                  "goes on.");
}

// ---- The outside ----

delivery_fsm::delivery_fsm(delivery_input input, delivery_policy policy)
    : state_(std::make_unique<state>(std::move(input), policy)) {
    const delivery_input& given = state_->input;
    if (providers::needs_booking(given.identity.kind) && !given.booking)
        throw std::invalid_argument("an event of this kind is delivered with a mapped booking");
}

delivery_fsm::~delivery_fsm() = default;
delivery_fsm::delivery_fsm(delivery_fsm&&) noexcept = default;

delivery_action delivery_fsm::start() { return state_->start(); }
delivery_action delivery_fsm::recorded() { return state_->send_create(); }
const delivery_progress& delivery_fsm::progress() const noexcept { return state_->progress; }
std::optional<lookup_result> delivery_fsm::looked_up() const noexcept { return state_->looked_up; }

delivery_action delivery_fsm::resume(const crm_result& result) {
    switch (state_->pending) {
        case booking_operation::create_booking: return state_->created(result);
        case booking_operation::find_bookings: return state_->found_page(result);
        case booking_operation::update_booking: return state_->updated(result);
        case booking_operation::list_contacts: return state_->listed_page(result);
        case booking_operation::create_contact:
        case booking_operation::update_contact:
        case booking_operation::delete_contact: return state_->changed_contact(result);
        case booking_operation::dismiss_booking: return state_->dismissed(result);
        case booking_operation::get_booking:
            return state_->dismissing ? state_->checked_dismissal(result)
                                      : state_->sought_missing(result);
    }
    throw std::logic_error("no such operation");
}

}  // namespace gateway
