// The other readings of what is not known, and what the office does with a booking.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::bookings_path;
using sandbox::caller;
using sandbox::make_booking;
namespace json = sandbox::json;

namespace {

// A sandbox with one setting that is not the default.
template <class Value>
caller with(Value sandbox::settings::*setting, Value value) {
    sandbox::settings wanted;
    wanted.*setting = std::move(value);
    return caller(std::move(wanted));
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_comes_before_the_crm_is_worded_by_the_api_gateway_or_by_the_crm) {
    for (const bool by_crm : {false, true}) {
        sandbox::settings wanted;
        wanted.api_error_responses = by_crm;
        wanted.calls_per_second = 1;
        caller client(wanted), stranger(wanted);
        stranger.headers.clear();
        client.call("GET", "leads");
        const char* const text = by_crm ? "title" : "message";

        const auto unknown = stranger.ask("GET", "leads"), throttled = client.ask("GET", "leads");
        client.crm_.add_fault({{"fault", "status_500_before"}});
        client.now += 1s;
        const auto failed = client.call("GET", "leads");

        BOOST_TEST(unknown.at(text).as_string() == "Unauthorized");
        BOOST_TEST(throttled.at(text).as_string() ==
                   "Rate limit is exceeded. Try again in 1 seconds.");
        BOOST_TEST(throttled.contains("traceId") == by_crm);
        BOOST_TEST(failed.status == 500);
        BOOST_TEST(json::parse(failed.body).at(text).as_string() ==
                   "An error occurred while processing your request.");
    }
}

BOOST_AUTO_TEST_CASE(a_wrong_application_key_is_refused_with_the_status_that_is_set) {
    for (const int status : {401, 403, 404}) {
        auto client = with(&sandbox::settings::app_key_status, status);
        client.headers["st-app-key"] = "another";

        BOOST_TEST(client.call("GET", "leads").status == status);
    }
}

BOOST_AUTO_TEST_CASE(another_providers_booking_may_be_forbidden) {
    sandbox::settings wanted;
    wanted.booking_providers = {{5678, "Ours"}, {9012, "Theirs"}};
    wanted.other_provider_status = 403;
    caller client(wanted);
    make_booking(client);

    BOOST_TEST(client.call("GET", "booking-provider/9012/bookings/5000000001").status == 403);
    BOOST_TEST(client.call("GET", "booking-provider/9012/bookings/5000000002").status == 404);
}

BOOST_AUTO_TEST_CASE(a_429_may_keep_the_time_to_itself) {
    auto client = with(&sandbox::settings::retry_after, false);
    client.crm_.add_fault({{"fault", "throttle"}, {"operation", "Leads_GetList"}});

    const auto refused = client.call("GET", "leads");

    BOOST_TEST(refused.status == 429);
    BOOST_TEST(!refused.headers.contains("Retry-After"));
}

BOOST_AUTO_TEST_CASE(calls_may_be_counted_from_second_to_second) {
    sandbox::settings wanted;
    wanted.calls_per_second = 1;
    wanted.fixed_window = true;
    caller client(wanted);
    client.now = *sandbox::parse_instant("2026-03-02T09:00:00.7Z");

    BOOST_TEST(client.call("GET", "leads").status == 200);
    client.now += 200ms;
    BOOST_TEST(client.call("GET", "leads").status == 429);
    client.now += 100ms;  // the next second
    BOOST_TEST(client.call("GET", "leads").status == 200);
}

BOOST_AUTO_TEST_CASE(a_null_may_clear_what_can_be_nothing) {
    auto client = with(&sandbox::settings::null_clears, true);
    auto wanted = sandbox::minimal_booking();
    wanted["campaignId"] = 11;
    client.ask("POST", bookings_path, wanted);
    const auto path = bookings_path + "/5000000001";

    BOOST_TEST(client.ask("PATCH", path, {{"campaignId", nullptr}}).at("campaignId").is_null());
    BOOST_TEST(client.call("PATCH", path, R"({"name": null})").status == 400);
}

BOOST_AUTO_TEST_CASE(texts_may_have_a_limit) {
    auto client = with(&sandbox::settings::most_characters, std::size_t{20});
    auto wanted = sandbox::minimal_booking();
    wanted["summary"] = std::string(21, 'x');

    const auto refused = client.call("POST", bookings_path, json::serialize(wanted));
    std::string accented;
    for (int i = 0; i < 20; ++i) accented += "\xC3\xAB";
    wanted["summary"] = accented;
    const auto fitting = client.call("POST", bookings_path, json::serialize(wanted));
    wanted["summary"] = accented + "\xF0\x9F\x94\xA7";
    const auto long_again = client.call("POST", bookings_path, json::serialize(wanted));

    BOOST_TEST(refused.status == 400);
    BOOST_TEST(sandbox::errors_of(refused).contains("summary"));
    BOOST_TEST(fitting.status == 200);
    BOOST_TEST(long_again.status == 400);
}

BOOST_AUTO_TEST_CASE(a_part_of_an_address_may_be_enough_for_what_is_made) {
    const json::object part{{"zip", "45402"}};
    auto booking = sandbox::minimal_booking(), customer = sandbox::customer_body(),
         location = sandbox::location_body();
    booking["address"] = part;
    customer["address"] = part;
    customer["locations"].at(0).as_object()["address"] = part;
    location["address"] = part;
    location["customerId"] = 4'000'000'001;
    const json::object form{{"name", "Ada"}, {"phoneNumber", "9375550143"}, {"address", part}};
    const std::pair<std::string, json::object> cases[] = {{bookings_path, booking},
                                                          {"customers", customer},
                                                          {"locations", location},
                                                          {"leads/form", form}};
    for (const bool is_enough : {false, true}) {
        auto client = with(&sandbox::settings::accept_partial_addresses, is_enough);
        sandbox::make_customer(client);
        for (const auto& [target, body] : cases) BOOST_TEST_CONTEXT(target) {
                const auto answered = client.call("POST", target, json::serialize(body));

                BOOST_TEST(answered.status == (is_enough ? 200 : 400));
                const auto told = json::parse(answered.body);
                if (!is_enough)
                    BOOST_TEST(told.at("errors").as_object().contains("address.street"));
                else if (const auto* const address = told.as_object().if_contains("address"))
                    BOOST_TEST(address->at("zip").as_string() == "45402");
            }
    }
}

BOOST_AUTO_TEST_CASE(a_dismissed_booking_may_take_an_update) {
    auto client = with(&sandbox::settings::accept_late_updates, true);
    const auto path = make_booking(client);
    client.call("POST", path + "/dismiss", "{}");

    const auto updated = client.ask("PATCH", path, {{"name", "Late"}});

    BOOST_TEST(updated.at("name").as_string() == "Late");
    BOOST_TEST(updated.at("status").as_string() == "Dismissed");
}

BOOST_AUTO_TEST_CASE(characters_that_are_not_escaped_may_be_garbled) {
    auto client = with(&sandbox::settings::garble_non_ascii, true);
    const std::string start = R"({"campaignId": 11, "callReasonId": 7, "summary": ")";

    client.call("POST", "leads", start + "Zo\xC3\xAB\"}");
    client.call("POST", "leads", start + "Zo\\u00eb\"}");

    BOOST_TEST(sandbox::values(client, "leads", "summary") ==
                   (std::vector<std::string>{"Zo\xEF\xBF\xBD", "Zo\xC3\xAB"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_page_may_be_smaller_at_most) {
    auto client = with(&sandbox::settings::most_page_size, std::int64_t{200});

    BOOST_TEST(client.call("GET", "leads?pageSize=200").status == 200);
    BOOST_TEST(client.call("GET", "leads?pageSize=201").status == 400);
}

BOOST_AUTO_TEST_CASE(a_restricted_application_exports_no_bookings) {
    sandbox::settings wanted;
    wanted.restricted_to = 5678;
    caller client(wanted);

    BOOST_TEST(client.call("GET", "export/bookings").status == 403);
    BOOST_TEST(client.call("GET", "export/leads").status == 200);
}

BOOST_AUTO_TEST_CASE(the_office_deletes_a_booking_which_only_an_export_tells_of) {
    caller client;
    const auto path = make_booking(client);
    const std::string office = "/sandbox/bookings/5000000001";

    BOOST_TEST(client.call("DELETE", office).status == 200);
    BOOST_TEST(client.call("GET", path).status == 404);
    const auto exported = client.ask("GET", "export/bookings?includeRecentChanges=true");
    BOOST_TEST(!exported.at("data").at(0).at("active").as_bool());
    BOOST_TEST(client.call("DELETE", office).status == 404);
}

BOOST_AUTO_TEST_CASE(the_office_converts_a_booking_which_then_takes_no_update) {
    caller client;
    const auto path = make_booking(client);
    const std::string office = "/sandbox/bookings/5000000001";

    BOOST_TEST(client.call("POST", office, R"({"status": "Accepted"})").status == 200);
    BOOST_TEST(client.call("PATCH", path, R"({"name": "Ada B"})").status == 200);
    client.call("POST", office, R"({"status": "Converted", "jobId": 77})");
    const auto shown = client.ask("GET", path);
    BOOST_TEST(shown.at("status").as_string() == "Converted");
    BOOST_TEST(shown.at("jobId").as_int64() == 77);
    BOOST_TEST(client.call("PATCH", path, R"({"name": "Late"})").status == 409);
    BOOST_TEST(client.call("POST", office, R"({"status": "Eaten"})").status == 400);
    BOOST_TEST(client.call("POST", "/sandbox/bookings/7", R"({"status": "New"})").status == 404);
}
