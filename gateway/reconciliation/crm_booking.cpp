#include "gateway/reconciliation/crm_booking.hpp"

#include "gateway/crm/crm_answers.hpp"

namespace gateway {

namespace json = boost::json;

std::optional<crm_booking> crm_booking_in(const json::value& body) {
    const auto id = booking_id_in(body);
    const auto status = booking_status_in(body);
    if (!id || !status) return std::nullopt;
    const json::object& whole = body.get_object();
    const json::value* provider = whole.if_contains("bookingProviderId");
    const json::value* external_id = whole.if_contains("externalId");
    const json::value* active = whole.if_contains("active");
    if (!provider || !provider->is_int64()) return std::nullopt;

    crm_booking booking;
    booking.id = *id;
    booking.status = *status;
    booking.booking_provider = provider->get_int64();
    if (external_id && external_id->is_string()) booking.external_id = external_id->get_string();
    booking.is_active = !active || !active->is_bool() || active->get_bool();
    booking.body = whole;
    return booking;
}

std::optional<std::vector<crm_booking>> crm_bookings_in(const json::array& entries) {
    std::vector<crm_booking> bookings;
    for (const json::value& entry : entries) {
        auto booking = crm_booking_in(entry);
        if (!booking) return std::nullopt;
        bookings.push_back(std::move(*booking));
    }
    return bookings;
}

}  // namespace gateway
