#include "gateway/crm/booking_call.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <stdexcept>
#include <string>

#include "gateway/crm/request.hpp"

using gateway::all_booking_operations;
using gateway::booking_call;
using gateway::booking_operation;
using gateway::to_call;

namespace {

booking_call call_of(booking_operation operation) {
    booking_call call;
    call.operation = operation;
    call.booking_provider = 31;
    call.booking = 5000000001;
    call.contact = 7;
    call.external_id = "acme-17";
    call.page = 2;
    return call;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_operation_is_one_of_the_contract) {
    const struct {
        booking_operation operation;
        std::string method, after_bookings;
        boost::json::value body;
    } cases[] = {
        {booking_operation::create_booking,
         "POST",
         "",
         {{"source", "Direct"},
          {"name", "Ada"},
          {"summary", "Leak"},
          {"isFirstTimeClient", true},
          {"externalId", "7"}}},
        {booking_operation::find_bookings, "GET", "?externalId=acme-17&page=2&pageSize=50", {}},
        {booking_operation::get_booking, "GET", "/5000000001", {}},
        {booking_operation::update_booking, "PATCH", "/5000000001", {{"name", "Ada"}}},
        {booking_operation::dismiss_booking,
         "POST",
         "/5000000001/dismiss",
         {{"dismissingMemo", "Sorry"}}},
        {booking_operation::list_contacts, "GET", "/5000000001/contacts?page=2&pageSize=50", {}},
        {booking_operation::create_contact,
         "POST",
         "/5000000001/contacts",
         {{"type", "Phone"}, {"value", "1"}}},
        {booking_operation::update_contact, "PATCH", "/5000000001/contacts/7", {{"value", "1"}}},
        {booking_operation::delete_contact, "DELETE", "/5000000001/contacts/7", {}},
    };
    BOOST_TEST(std::size(cases) == std::size(all_booking_operations));
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(to_string(one.operation)) {
            booking_call call = call_of(one.operation);
            call.body = one.body;

            const auto request = to_request(to_call(call), 4242);

            BOOST_REQUIRE_MESSAGE(request.has_value(), mapping::to_text(request.error()));
            BOOST_TEST(request->operation->method == one.method);
            BOOST_TEST(request->target ==
                       "/crm/v2/tenant/4242/booking-provider/31/bookings" + one.after_bookings);
            BOOST_TEST(request->body.empty() == one.body.is_null());
        }
    }
}

BOOST_AUTO_TEST_CASE(never_makes_a_call_that_would_mean_another_one) {
    for (const booking_operation operation : all_booking_operations) {
        booking_call without_provider = call_of(operation);
        without_provider.booking_provider = 0;
        BOOST_CHECK_THROW(to_call(without_provider), std::logic_error);
    }
    booking_call any_booking = call_of(booking_operation::find_bookings);
    any_booking.external_id = "";
    booking_call page_zero = call_of(booking_operation::find_bookings);
    page_zero.page = 0;
    booking_call no_booking = call_of(booking_operation::dismiss_booking);
    no_booking.booking = 0;
    booking_call no_contact = call_of(booking_operation::delete_contact);
    no_contact.contact = std::numeric_limits<std::int64_t>::min();

    for (const booking_call& call : {any_booking, page_zero, no_booking, no_contact})
        BOOST_CHECK_THROW(to_call(call), std::logic_error);
}
