#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/timestamp.hpp"

namespace providers {

// What a webhook means for the CRM.
enum class event_kind {
    create,      // one booking with its contacts
    update,      // the booking changed
    reschedule,  // as update; the partner may have given the booking a new id
    cancel,      // dismiss the booking
    operation,   // other calls of the CRM, which the definition names
    test,        // settled, nothing sent
    ignore,      // settled, nothing sent
};
std::string_view to_string(event_kind kind) noexcept;
std::optional<event_kind> event_kind_from(std::string_view text) noexcept;

// True for test and ignore: the CRM hears nothing of it.
bool is_for_nobody(event_kind kind) noexcept;
// True for create, update and reschedule: the event carries the booking as it shall be.
bool needs_booking(event_kind kind) noexcept;
// True for these and cancel: the event is about one booking, which the partner must have named.
bool needs_booking_id(event_kind kind) noexcept;

// Who an event is, found at the door without mapping it.
struct event_identity {
    // Of an assessed event the last resort is a hash of it; "" only where the definition says that
    // nothing tells a repeat, so that every event is a new one.
    std::string event_id;
    bool id_is_idempotency_key = false;  // the sender chose it in an Idempotency-Key header, and so
                                         // promised that one key means one body
    event_kind kind = event_kind::create;
    std::string type;                 // the partner's own word for it, for logs; may be ""
    std::string booking_id;           // the partner's id of the booking; "" when there is none
    std::string previous_booking_id;  // of the booking this one replaces; "" for none
    std::optional<mapping::timestamp> occurred_at;  // by the partner's clock, to spot late arrivals
};

}  // namespace providers
