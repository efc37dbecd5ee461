#include "gateway/reconciliation/crm_booking.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using gateway::crm_booking_in;
using gateway::crm_bookings_in;

namespace {

constexpr std::string_view whole =
    R"({"id": 100, "bookingProviderId": 34, "externalId": "x-1", "status": "New", "name": "Ada"})";

}  // namespace

BOOST_AUTO_TEST_CASE(reads_a_booking_of_a_list) {
    const auto booking = crm_booking_in(json::parse(whole));

    BOOST_REQUIRE(booking.has_value());
    BOOST_TEST(booking->id == 100);
    BOOST_TEST(booking->booking_provider == 34);
    BOOST_TEST(booking->external_id == "x-1");
    BOOST_TEST(booking->status == "New");
    BOOST_TEST(booking->body.at("name").as_string() == "Ada");
    BOOST_TEST(booking->is_standing());
}

BOOST_AUTO_TEST_CASE(a_dismissed_or_deleted_booking_does_not_stand) {
    const auto stands = [](std::string_view status, bool active) {
        json::object body = json::parse(whole).as_object();
        body["status"] = status;
        body["active"] = active;
        return crm_booking_in(body).value().is_standing();
    };

    BOOST_TEST(stands("Converted", true));
    BOOST_TEST(stands("Accepted", true));
    BOOST_TEST(!stands("Dismissed", true));
    BOOST_TEST(!stands("New", false));
}

BOOST_AUTO_TEST_CASE(what_is_shaped_otherwise_is_no_booking) {
    for (const char* wrong :
         {"null", "[]", "{}", R"({"id": 0, "bookingProviderId": 1, "status": "New"})",
          R"({"id": 1, "status": "New"})", R"({"id": 1, "bookingProviderId": 1})",
          R"({"id": 1, "bookingProviderId": "1", "status": "New"})"})
        BOOST_TEST(!crm_booking_in(json::parse(wrong)).has_value(), wrong);
}

BOOST_AUTO_TEST_CASE(one_that_is_none_spoils_the_page) {
    json::array entries{json::parse(whole)};
    BOOST_TEST(crm_bookings_in(entries).value().size() == 1u);

    entries.push_back(nullptr);
    BOOST_TEST(!crm_bookings_in(entries).has_value());
}
