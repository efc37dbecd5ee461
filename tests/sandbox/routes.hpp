#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sandbox {

enum class operation {
    issue_token,
    create_booking,        // Bookings_Create
    find_bookings,         // Bookings_GetList2
    get_booking,           // Bookings_GetForProvider
    update_booking,        // Bookings_Update
    dismiss_booking,       // Bookings_DismissBooking
    list_contacts,         // Bookings_GetContactList2
    create_contact,        // Bookings_CreateContact
    update_contact,        // Bookings_UpdateBookingContact
    delete_contact,        // Bookings_DeleteContact
    find_tenant_bookings,  // Bookings_GetList
    get_tenant_booking,    // Bookings_Get
    list_tenant_contacts,  // Bookings_GetContactList
    create_tag,            // BookingProviderTags_Create
    list_tags,             // BookingProviderTags_GetList
    get_tag,               // BookingProviderTags_Get
    update_tag,            // BookingProviderTags_Update
};
std::string_view to_string(operation what) noexcept;  // "issue_token", ...
std::optional<operation> operation_named(std::string_view name) noexcept;

// An operation and the numbers of its path; 0 where the path has none.
struct route {
    operation what;
    std::int64_t tenant = 0;
    std::int64_t provider = 0;
    std::int64_t id = 0;  // of a booking or a tag
    std::int64_t contact = 0;
};

// Nothing for a path or method that is not known. A name where the path wants a number is such a
// path too.
std::optional<route> find_route(std::string_view method, std::string_view path);

}  // namespace sandbox
