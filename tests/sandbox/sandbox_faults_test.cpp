// What goes wrong on demand, and the control operations.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/caller.hpp"

using namespace std::chrono_literals;
using sandbox::answer;
using sandbox::bookings_path;
using sandbox::caller;
using sandbox::minimal_booking;
namespace json = sandbox::json;

namespace {

answer create(caller& client) {
    return client.call("POST", bookings_path, json::serialize(minimal_booking()));
}

struct client_with_fault : caller {
    explicit client_with_fault(const std::string& fault) {
        BOOST_TEST(call("POST", "/sandbox/faults", fault).status == 200);
    }
    std::size_t made() { return crm_.data().find(1234567)->bookings.all().size(); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(every_third_create_is_performed_and_its_answer_dropped) {
    client_with_fault client(
        R"({"operation": "Bookings_Create", "fault": "drop_after_commit", "every": 3})");

    std::vector<bool> dropped;
    for (int i = 0; i < 6; ++i)
        dropped.push_back(create(client).delivered == answer::delivery::none);

    BOOST_TEST(dropped == (std::vector<bool>{false, false, true, false, false, true}),
               boost::test_tools::per_element());
    BOOST_TEST(client.made() == 6u);
}

BOOST_AUTO_TEST_CASE(a_fault_after_the_commit_strikes_successful_calls_only) {
    client_with_fault client(
        R"({"operation": "Bookings_Create", "fault": "drop_after_commit", "times": 1})");

    const auto refused = client.call("POST", bookings_path, "{}");
    const auto lost = create(client);

    BOOST_TEST(refused.status == 400);
    BOOST_TEST((refused.delivered == answer::delivery::whole));
    BOOST_TEST((lost.delivered == answer::delivery::none));
}

BOOST_AUTO_TEST_CASE(a_fault_ends_after_its_times) {
    client_with_fault client(R"({"operation": "*", "fault": "status_500_before", "times": 2})");

    BOOST_TEST(create(client).status == 500);
    BOOST_TEST(create(client).status == 500);
    BOOST_TEST(create(client).status == 200);
    BOOST_TEST(client.made() == 1u);
}

BOOST_AUTO_TEST_CASE(faults_concern_the_operation_that_they_name) {
    client_with_fault client(R"({"operation": "Bookings_GetList2", "fault": "html_502"})");

    BOOST_TEST(create(client).status == 200);
    BOOST_TEST(client.call("GET", bookings_path).status == 502);
    BOOST_TEST(client.call("GET", bookings_path).content_type == "text/html");
}

BOOST_AUTO_TEST_CASE(a_500_after_the_commit_hides_a_booking) {
    client_with_fault client(R"({"operation": "*", "fault": "status_500_after_commit"})");

    BOOST_TEST(create(client).status == 500);
    BOOST_TEST(client.made() == 1u);
}

BOOST_AUTO_TEST_CASE(a_throttled_call_is_not_performed_and_told_when_to_come_back) {
    client_with_fault client(R"({"operation": "*", "fault": "throttle", "retry_after": 7})");

    const auto refused = create(client);

    BOOST_TEST(refused.status == 429);
    BOOST_TEST(refused.headers.at("Retry-After") == "7");
    BOOST_TEST(client.made() == 0u);
}

BOOST_AUTO_TEST_CASE(an_expired_token_stays_bad_until_a_new_one_is_asked_for) {
    client_with_fault client(R"({"operation": "*", "fault": "expired_token", "times": 1})");

    BOOST_TEST(create(client).status == 401);
    BOOST_TEST(create(client).status == 401);
    client.sign_in();
    BOOST_TEST(create(client).status == 200);
    BOOST_TEST(client.made() == 1u);
}

BOOST_AUTO_TEST_CASE(slow_and_truncated_answers_are_the_real_ones) {
    client_with_fault client(
        R"({"operation": "Bookings_Create", "fault": "slow", "delay_ms": 250, "times": 1})");
    BOOST_TEST(client.crm_.add_fault(
                   {{"operation", "Bookings_GetForProvider"}, {"fault", "truncated_body"}}) == "");

    const auto late = create(client);
    const auto half = client.call("GET", bookings_path + "/5000000001");

    BOOST_TEST(late.delay.count() == 250);
    BOOST_TEST(late.status == 200);
    BOOST_TEST((half.delivered == answer::delivery::half));
    BOOST_TEST(half.body == late.body);
}

BOOST_AUTO_TEST_CASE(the_token_endpoint_is_struck_only_by_name) {
    client_with_fault everywhere(R"({"operation": "*", "fault": "throttle"})");
    client_with_fault tokens(R"({"operation": "issue_token", "fault": "throttle"})");
    const auto ask = [](caller& client) {
        client.headers["content-type"] = "application/x-www-form-urlencoded";
        return client.call("POST", "/connect/token", "grant_type=client_credentials").status;
    };

    BOOST_TEST(ask(everywhere) == 400);
    BOOST_TEST(ask(tokens) == 429);
}

BOOST_AUTO_TEST_CASE(a_new_booking_is_missing_from_the_list_while_it_lags) {
    client_with_fault client(R"({"list_lag_ms": 800})");
    create(client);
    const auto listed = [&] {
        return client.ask("GET", bookings_path + "?externalId=lead-1").at("data").as_array().size();
    };

    client.now += 799ms;
    BOOST_TEST(listed() == 0u);
    BOOST_TEST(client.call("GET", bookings_path + "/5000000001").status == 200);
    client.now += 1ms;
    BOOST_TEST(listed() == 1u);
}

BOOST_AUTO_TEST_CASE(faults_are_counted_and_switched_off) {
    client_with_fault client(
        R"({"operation": "Bookings_Create", "fault": "throttle", "every": 2})");
    for (int i = 0; i < 3; ++i) create(client);

    const auto rules = client.list("/sandbox/faults");
    client.call("DELETE", "/sandbox/faults");

    BOOST_TEST(rules.size() == 1u);
    BOOST_TEST(rules.at(0).at("seen").as_int64() == 3);
    BOOST_TEST(rules.at(0).at("struck").as_int64() == 1);
    BOOST_TEST(create(client).status == 200);
}

BOOST_AUTO_TEST_CASE(a_fault_that_is_not_one_is_refused) {
    for (const std::string wrong :
         {"", "[]", "{}", R"({"fault": "meteor"})", R"({"fault": "slow", "operation": "lunch"})",
          R"({"fault": "slow", "every": 0})", R"({"fault": "slow", "delay_ms": "long"})",
          R"({"fault": "slow", "deley_ms": 5})", R"({"list_lag_ms": -1})"}) {
        caller client;

        BOOST_TEST_CONTEXT(wrong) {
            BOOST_TEST(client.call("POST", "/sandbox/faults", wrong).status == 400);
            BOOST_TEST(client.list("/sandbox/faults").empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(all_bookings_are_shown_with_their_contacts_and_no_token_is_needed) {
    caller client;
    create(client);
    client.headers.clear();

    const auto shown = client.list("/sandbox/bookings");

    BOOST_TEST(shown.size() == 1u);
    BOOST_TEST(shown.at(0).at("tenant").as_int64() == 1234567);
    BOOST_TEST(shown.at(0).at("externalId").as_string() == "lead-1");
    BOOST_TEST(shown.at(0).at("contacts").at(0).at("value").as_string() == "2125550143");
}

BOOST_AUTO_TEST_CASE(calls_are_counted_by_operation_and_status) {
    caller client;
    create(client);
    client.call("POST", bookings_path, "{}");

    const auto calls = client.ask("GET", "/sandbox/calls");

    BOOST_TEST(calls.at("issue_token").at("200").as_int64() == 1);
    BOOST_TEST(calls.at("Bookings_Create").at("200").as_int64() == 1);
    BOOST_TEST(calls.at("Bookings_Create").at("400").as_int64() == 1);
    BOOST_TEST(client.crm_.calls("Bookings_Create", 400) == 1);
}

BOOST_AUTO_TEST_CASE(a_reset_forgets_all_but_the_settings) {
    client_with_fault client(R"({"operation": "*", "fault": "slow"})");
    create(client);
    client.call("POST", "booking-provider-tags", R"({"tagName": "New", "description": ""})");

    BOOST_TEST(client.call("POST", "/sandbox/reset").status == 200);

    BOOST_TEST(create(client).status == 401);  // the token is forgotten as well
    client.sign_in();
    const auto listed = client.call("GET", bookings_path);
    BOOST_TEST(listed.delay.count() == 0);
    BOOST_TEST(json::parse(listed.body).at("data").as_array().empty());
    BOOST_TEST(client.ask("GET", "booking-provider-tags").at("data").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(it_says_that_it_lives) {
    caller client;

    BOOST_TEST(client.call("GET", "/livez").status == 200);
    BOOST_TEST(client.call("GET", "/sandbox/lunch").status == 404);
}
