#include "gateway/crm/crm.hpp"

namespace gateway {

std::string_view to_string(crm_operation operation) noexcept {
    switch (operation) {
        case crm_operation::create_booking: return "create_booking";
        case crm_operation::find_bookings: return "find_bookings";
        case crm_operation::get_booking: return "get_booking";
        case crm_operation::update_booking: return "update_booking";
        case crm_operation::dismiss_booking: return "dismiss_booking";
        case crm_operation::list_contacts: return "list_contacts";
        case crm_operation::create_contact: return "create_contact";
        case crm_operation::update_contact: return "update_contact";
        case crm_operation::delete_contact: return "delete_contact";
    }
    return "unknown";
}

}  // namespace gateway
