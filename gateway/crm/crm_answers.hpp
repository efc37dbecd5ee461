#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/booking.hpp"

// What a delivery reads out of the CRM's answers. An answer that is not shaped as the CRM's
// contract says is nothing, and never taken for an empty one: a booking could be hidden in it.
namespace gateway {

// The id of the booking in the answer to a create.
std::optional<std::int64_t> booking_id_in(const boost::json::value& body);

// The status of the booking in an answer: "New", "Dismissed", ...
std::optional<std::string> booking_status_in(const boost::json::value& body);

struct bookings_page {
    std::vector<std::int64_t> ids;     // of the bookings that carry exactly this externalId
    std::set<std::int64_t> dismissed;  // those of them that are
    bool has_more = false;
};
// The CRM does not promise that its filter matches whole ids only, so the match is repeated here.
std::optional<bookings_page> bookings_in(const boost::json::value& body,
                                         std::string_view external_id);

struct contacts_page {
    std::vector<mapping::crm_contact> contacts;
    bool has_more = false;
};
std::optional<contacts_page> contacts_in(const boost::json::value& body);

}  // namespace gateway
