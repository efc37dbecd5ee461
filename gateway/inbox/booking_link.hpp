#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>

#include "gateway/inbox/crm_address.hpp"
#include "mapping/timestamp.hpp"

namespace gateway {

using mapping::timestamp;

// Booking link: connection + the partner's booking id -> the CRM's booking.
struct booking_link {
    enum class standing {
        live,        // the booking exists
        cancelled,   // dismissed, or cancelled before it was made (then crm_booking is 0)
        superseded,  // the partner replaced it with another id of the same booking
        missing,     // the CRM has the booking no more, and a person wants it made again
    } what = standing::live;
    std::int64_t crm_booking = 0;
    crm_place place;                       // of crm_booking
    boost::json::object sent;              // what the CRM was last sent (booking::to_json)
    std::optional<timestamp> occurred_at;  // of the newest event that was applied
    friend bool operator==(const booking_link&, const booking_link&) = default;
};

}  // namespace gateway
