#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/delivery/delivery_fsm.hpp"

namespace gateway {

// The inside of delivery_fsm, for its own source files only. Every function returns what to do
// next; `pending` says which function takes the result of a call.
struct delivery_fsm::state {
    state(delivery_input decided, delivery_policy rules)
        : input(std::move(decided)), policy(rules) {}

    delivery_input input;
    delivery_policy policy;
    delivery_progress progress = input.progress;
    delivery_progress before_intent = progress;  // what holds again if the create was not processed
    std::optional<lookup_result> looked_up;

    booking_operation pending = booking_operation::find_bookings;  // whose result is awaited
    int page = 1;                                                  // of the list that is being read
    std::string sought = input.address.external_id;  // the externalId that is looked up
    std::set<std::int64_t> found;                    // bookings that carry it
    std::set<std::int64_t> found_dismissed;          // those of them that are
    std::int64_t target = 0;                         // the CRM's booking that is worked on
    booking_link base;                               // what is known of the target
    std::optional<mapping::booking> sent;            // what it was last sent, if that is known
    std::vector<mapping::crm_contact> listed;
    std::vector<mapping::contact_change> changes;  // still to be made, the next one last
    finish after_dismissal{};  // how the event ends when the booking is dismissed
    std::string refusal;       // what the CRM said to a dismissal
    bool dismissing = false;   // a booking that stands in the way of after_dismissal
    bool may_be_gone = false;  // that booking

    delivery_action start();
    delivery_action without_booking();
    delivery_action rename(const booking_link& replaced);
    delivery_action cancel();
    delivery_action apply();
    delivery_action make_again(const booking_link& missing);
    delivery_action sought_missing(const crm_result& result);
    delivery_action create();
    delivery_action send_create();
    delivery_action created(const crm_result& result);
    delivery_action look_up();
    delivery_action found_page(const crm_result& result);
    delivery_action found_none();
    delivery_action adopt(std::int64_t booking);
    delivery_action found_unwanted(std::int64_t booking);
    delivery_action bring_up_to_date(std::int64_t booking);
    delivery_action conclude_created(std::int64_t booking, std::string reason);
    delivery_action update(const booking_link& existing);
    delivery_action updated(const crm_result& result);
    delivery_action list_contacts();
    delivery_action listed_page(const crm_result& result);
    delivery_action change_contact();
    delivery_action changed_contact(const crm_result& result);
    delivery_action conclude_updated();
    delivery_action retire_previous(finish end);
    delivery_action dismiss(const booking_link& existing, std::string memo, finish end);
    delivery_action dismissed(const crm_result& result);
    delivery_action checked_dismissal(const crm_result& result);

    const booking_link* previous_booking() const;
    const booking_link* missing_booking() const;
    bool is_stale(const booking_link& link) const;
    std::optional<timestamp> newest(const booking_link& link) const;  // the link's, or the event's
    std::map<std::string, booking_link> link_to(std::int64_t booking, boost::json::object was_sent,
                                                std::optional<timestamp> occurred_at) const;
    delivery_action call(booking_operation operation, boost::json::value body = nullptr,
                         std::int64_t contact = 0);
    delivery_action failed(const crm_result& result, bool changes_something) const;
    finish ignored(std::string reason) const;
    finish bury(death reason, std::string detail) const;
    finish bury_unmappable() const;
    finish bury_moved_create() const;
    finish bury_moved(const booking_link& existing) const;
    finish undismissed(finish dead) const;
};

}  // namespace gateway
