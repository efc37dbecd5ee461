#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace gateway {

// A booking as the CRM tells of it, alone, in a list or in an export.
struct crm_booking {
    std::int64_t id = 0, booking_provider = 0;
    std::string external_id, status;
    bool is_active = true;     // exports hold deleted ones too
    boost::json::object body;  // all of it

    // Somebody will act on it: neither dismissed nor deleted.
    bool is_standing() const { return is_active && status != "Dismissed"; }
};

// Nothing for what is shaped as none.
std::optional<crm_booking> crm_booking_in(const boost::json::value& body);

// All of them, or nothing when one is shaped as none.
std::optional<std::vector<crm_booking>> crm_bookings_in(const boost::json::array& entries);

}  // namespace gateway
