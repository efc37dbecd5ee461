#pragma once

#include <cstdint>
#include <string>

namespace gateway {

// A place for bookings in the CRM. The CRM's id of a booking means something in its place only.
struct crm_place {
    std::int64_t tenant =
        0;  // the CRM's number of it, which stays when its name in our files changes
    std::int64_t booking_provider = 0;
    friend bool operator==(const crm_place&, const crm_place&) = default;
};

// Where to look for a booking whose id is not known.
struct crm_address {
    crm_place place;
    std::string external_id;
    friend bool operator==(const crm_address&, const crm_address&) = default;
};

// For the person who has to look there: "tenant 12, booking provider 34, externalId site-56".
std::string to_text(const crm_place& place);
std::string to_text(const crm_address& address);

}  // namespace gateway
