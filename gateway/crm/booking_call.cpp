#include "gateway/crm/booking_call.hpp"

#include <stdexcept>

namespace gateway {
namespace {

using enum booking_operation;

std::string number(std::int64_t id, const char* what) {
    if (id <= 0) throw std::logic_error(std::string("a CRM call without its ") + what);
    return std::to_string(id);
}

bool is_list(booking_operation operation) {
    return operation == find_bookings || operation == list_contacts;
}

bool names_a_booking(booking_operation operation) {
    return operation != create_booking && operation != find_bookings;
}

bool names_a_contact(booking_operation operation) {
    return operation == update_contact || operation == delete_contact;
}

bool has_body(booking_operation operation) {
    return operation == create_booking || operation == update_booking ||
           operation == dismiss_booking || operation == create_contact ||
           operation == update_contact;
}

}  // namespace

std::string_view to_string(booking_operation operation) noexcept {
    switch (operation) {
        case create_booking: return "Bookings_Create";
        case find_bookings: return "Bookings_GetList2";
        case get_booking: return "Bookings_GetForProvider";
        case update_booking: return "Bookings_Update";
        case dismiss_booking: return "Bookings_DismissBooking";
        case list_contacts: return "Bookings_GetContactList2";
        case create_contact: return "Bookings_CreateContact";
        case update_contact: return "Bookings_UpdateBookingContact";
        case delete_contact: return "Bookings_DeleteContact";
    }
    return "";
}

crm_call to_call(const booking_call& call) {
    crm_call made;
    made.operation = to_string(call.operation);
    made.path["booking_provider"] = number(call.booking_provider, "booking provider");
    if (names_a_booking(call.operation)) made.path["id"] = number(call.booking, "booking");
    if (names_a_contact(call.operation)) made.path["contactId"] = number(call.contact, "contact");
    if (call.operation == find_bookings) {
        if (call.external_id.empty()) throw std::logic_error("a look-up without an external id");
        made.query["externalId"] = call.external_id;
    }
    if (is_list(call.operation)) {
        made.query["page"] = number(call.page, "page");
        made.query["pageSize"] = "50";
    }
    if (has_body(call.operation)) made.body = call.body;
    return made;
}

}  // namespace gateway
