#include "gateway/crm/contract.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <limits>
#include <stdexcept>
#include <string>

using gateway::all_crm_operations;
using gateway::crm_call;
using gateway::crm_operation;
using gateway::to_request;

namespace {

constexpr std::int64_t tenant = 9007199254740993;

crm_call call_of(crm_operation operation) {
    crm_call call;
    call.operation = operation;
    call.booking_provider = 31;
    call.booking = 5000000001;
    call.contact = 7;
    call.external_id = "acme-17";
    call.page = 2;
    return call;
}

}  // namespace

BOOST_AUTO_TEST_CASE(knows_the_method_and_the_path_of_every_operation) {
    const struct {
        crm_operation operation;
        std::string method, after_bookings;
        bool has_body, has_answer;
    } cases[] = {
        {crm_operation::create_booking, "POST", "", true, true},
        {crm_operation::find_bookings, "GET", "?externalId=acme-17&page=2&pageSize=50", false,
         true},
        {crm_operation::get_booking, "GET", "/5000000001", false, true},
        {crm_operation::update_booking, "PATCH", "/5000000001", true, true},
        {crm_operation::dismiss_booking, "POST", "/5000000001/dismiss", true, false},
        {crm_operation::list_contacts, "GET", "/5000000001/contacts?page=2&pageSize=50", false,
         true},
        {crm_operation::create_contact, "POST", "/5000000001/contacts", true, true},
        {crm_operation::update_contact, "PATCH", "/5000000001/contacts/7", true, true},
        {crm_operation::delete_contact, "DELETE", "/5000000001/contacts/7", false, false},
    };
    BOOST_TEST(std::size(cases) == std::size(all_crm_operations));
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(to_string(one.operation)) {
            crm_call call = call_of(one.operation);
            call.body = {{"a", 1}};

            const auto request = to_request(call, tenant);

            BOOST_TEST(request.method == one.method);
            BOOST_TEST(request.target ==
                       "/crm/v2/tenant/9007199254740993/booking-provider/31/bookings" +
                           one.after_bookings);
            BOOST_TEST(request.body == (one.has_body ? R"({"a":1})" : ""));
            BOOST_TEST(has_answer(one.operation) == one.has_answer);
        }
    }
}

BOOST_AUTO_TEST_CASE(encodes_an_external_id_so_that_it_stays_one_parameter) {
    const std::pair<std::string, std::string> cases[] = {
        {"Az09-._~", "Az09-._~"}, {"a b+c", "a%20b%2Bc"}, {"x&page=9#?/", "x%26page%3D9%23%3F%2F"},
        {"100%", "100%25"},       {"a\r\nb", "a%0D%0Ab"}, {"caf\xc3\xa9", "caf%C3%A9"},
    };
    for (const auto& [id, encoded] : cases) {
        crm_call call = call_of(crm_operation::find_bookings);
        call.external_id = id;

        const auto request = to_request(call, tenant);

        BOOST_TEST(
            request.target.ends_with("/bookings?externalId=" + encoded + "&page=2&pageSize=50"));
    }
}

BOOST_AUTO_TEST_CASE(sends_no_body_where_the_call_has_none) {
    const auto request = to_request(call_of(crm_operation::dismiss_booking), tenant);

    BOOST_TEST(request.body == "");
}

BOOST_AUTO_TEST_CASE(escapes_every_character_beyond_ascii_and_changes_nothing) {
    const std::string texts[] = {"plain",
                                 "Zo\xc3\xab",
                                 "\xe2\x82\xac 5",
                                 "\xf0\x9f\x94\xa7 now",
                                 "\xed\x9f\xbf\xee\x80\x80\xef\xbf\xbf\xf4\x8f\xbf\xbf",
                                 "quote \" and \\ and \n"};
    for (const std::string& text : texts) {
        crm_call call = call_of(crm_operation::create_booking);
        call.body = {{"name", text}};

        const std::string body = to_request(call, tenant).body;

        BOOST_TEST(std::all_of(body.begin(), body.end(), [](char c) { return c > 0; }));
        BOOST_TEST(boost::json::parse(body) == call.body);
    }
}

BOOST_AUTO_TEST_CASE(replaces_bytes_that_are_not_utf8) {
    for (const std::string bytes : {"\xff", "\x80", "\xc3", "\xe2\x82", "\xf0\x9f\x94"}) {
        crm_call call = call_of(crm_operation::create_booking);
        call.body = {{"name", "a" + bytes}};

        const auto sent = boost::json::parse(to_request(call, tenant).body);

        BOOST_TEST(std::string(sent.at("name").as_string()).starts_with("a\xef\xbf\xbd"));
    }
}

BOOST_AUTO_TEST_CASE(never_makes_a_request_that_would_mean_another_one) {
    for (const crm_operation operation : all_crm_operations) {
        BOOST_TEST_CONTEXT(to_string(operation)) {
            crm_call without_provider = call_of(operation);
            without_provider.booking_provider = 0;

            BOOST_CHECK_THROW(to_request(without_provider, tenant), std::logic_error);
            BOOST_CHECK_THROW(to_request(call_of(operation), 0), std::logic_error);
        }
    }
    crm_call any_booking = call_of(crm_operation::find_bookings);
    any_booking.external_id = "";
    crm_call page_zero = call_of(crm_operation::find_bookings);
    page_zero.page = 0;
    crm_call no_booking = call_of(crm_operation::dismiss_booking);
    no_booking.booking = 0;
    crm_call no_contact = call_of(crm_operation::delete_contact);
    no_contact.contact = std::numeric_limits<std::int64_t>::min();

    for (const crm_call& call : {any_booking, page_zero, no_booking, no_contact})
        BOOST_CHECK_THROW(to_request(call, tenant), std::logic_error);
}
