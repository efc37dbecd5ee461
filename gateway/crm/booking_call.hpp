#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string>
#include <string_view>

#include "gateway/crm/crm.hpp"

namespace gateway {

// Operations on one booking provider's bookings: those that a booking's delivery needs.
enum class booking_operation {
    create_booking,   // Bookings_Create
    find_bookings,    // Bookings_GetList2, filtered by externalId
    get_booking,      // Bookings_GetForProvider
    update_booking,   // Bookings_Update
    dismiss_booking,  // Bookings_DismissBooking
    list_contacts,    // Bookings_GetContactList2
    create_contact,   // Bookings_CreateContact
    update_contact,   // Bookings_UpdateBookingContact
    delete_contact,   // Bookings_DeleteContact
};
std::string_view to_string(booking_operation operation) noexcept;  // its operationId
inline constexpr booking_operation all_booking_operations[] = {
    booking_operation::create_booking,  booking_operation::find_bookings,
    booking_operation::get_booking,     booking_operation::update_booking,
    booking_operation::dismiss_booking, booking_operation::list_contacts,
    booking_operation::create_contact,  booking_operation::update_contact,
    booking_operation::delete_contact};

// One call on them.
struct booking_call {
    booking_operation operation;
    std::int64_t booking_provider = 0;
    std::int64_t booking = 0;  // where the path has one
    std::int64_t contact = 0;  // where the path has one
    std::string external_id;   // find_bookings
    int page = 1;              // find_bookings, list_contacts
    boost::json::value body;   // null for none
};

// The same as a call of the contract. Throws std::logic_error when it lacks what its operation
// needs: a path with a 0 in it, or a look-up for no external id at all, which would find every
// booking there is, must never be sent.
crm_call to_call(const booking_call& call);

}  // namespace gateway
