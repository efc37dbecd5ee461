#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gateway {

// Operations of the CRM that a delivery needs (operationId in servicetitan's CRM v2 definition).
enum class crm_operation {
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
std::string_view to_string(crm_operation operation) noexcept;  // "create_booking", ...
inline constexpr crm_operation all_crm_operations[] = {
    crm_operation::create_booking, crm_operation::find_bookings,   crm_operation::get_booking,
    crm_operation::update_booking, crm_operation::dismiss_booking, crm_operation::list_contacts,
    crm_operation::create_contact, crm_operation::update_contact,  crm_operation::delete_contact};

// One call on one booking provider's bookings.
struct crm_call {
    crm_operation operation;
    std::int64_t booking_provider = 0;
    std::int64_t booking = 0;  // where the path has one
    std::int64_t contact = 0;  // where the path has one
    std::string external_id;   // find_bookings
    int page = 1;              // find_bookings, list_contacts
    boost::json::value body;   // null for none
};

// What became of a call. Tokens, app key, refresh after 401 and connections are dealt with before.
struct crm_result {
    enum class outcome {
        ok,            // 200 with a body that parses (or an empty one where none is due)
        refused,       // 400, 404, 409, 422 or another 4xx: the event is at fault
        unauthorized,  // 401 after a refresh, or no token to be had: our credentials are at fault
        forbidden,     // 403: we are known, but may not do this, perhaps with one booking provider
        throttled,     // 429: certainly not processed
        server_error,  // 5xx, a redirect, or an answer that is not the CRM's JSON: may have been
                       // processed
        unknown,       // sent, and no whole answer came: may have been processed
        not_sent,      // certainly not processed: no connection, or no token for lack of one
    } what = outcome::not_sent;
    int status = 0;                                        // HTTP; 0 when there was no answer
    boost::json::value body;                               // of an ok answer
    std::optional<std::chrono::milliseconds> retry_after;  // as asked for, bounded to 0..1 h
    std::string error;  // the CRM's text or the network's; no secrets
    std::chrono::milliseconds took{0};
};

// The CRM of one tenant. An interface because tests put a scripted one in its place.
class crm {
public:
    virtual ~crm() = default;
    // The CRM's number of the tenant.
    virtual std::int64_t tenant_id() const noexcept = 0;
    // Performs the call once. Failures are values. Runs on the delivery thread.
    virtual boost::asio::awaitable<crm_result> perform(crm_call call) = 0;
};

}  // namespace gateway
