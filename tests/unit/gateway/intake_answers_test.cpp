#include "gateway/intake/answers.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_CASE(an_error_is_problem_json_that_repeats_its_status) {
    const auto answer = gateway::problem_answer(404, "There is nothing at this path.");

    const json::value body = json::parse(answer.body);
    BOOST_TEST(answer.status == 404u);
    BOOST_TEST(*gateway::http::find(answer.headers, "content-type") == "application/problem+json");
    BOOST_TEST(body.at("status").as_int64() == 404);
    BOOST_TEST(body.at("title").as_string() == "Not Found");
    BOOST_TEST(body.at("detail").as_string() == "There is nothing at this path.");
}

BOOST_AUTO_TEST_CASE(an_unmappable_request_learns_every_violation) {
    mapping::problems found(mapping::errc::missing, "/name", "is required", "/customer/name");
    found.add(mapping::errc::malformed, "/start", "is not a time");

    const auto answer = gateway::unmappable_answer(found);

    const json::value body = json::parse(answer.body);
    BOOST_TEST(answer.status == 422u);
    BOOST_REQUIRE_EQUAL(body.at("errors").as_array().size(), 2u);
    BOOST_TEST(body.at_pointer("/errors/0/field").as_string() == "/name");
    BOOST_TEST(body.at_pointer("/errors/0/pointer").as_string() == "/customer/name");
    BOOST_TEST(body.at_pointer("/errors/1/code").as_string() == "malformed");
}

BOOST_AUTO_TEST_CASE(our_fault_asks_the_sender_to_come_back) {
    const auto answer = gateway::unavailable_answer(5s, "later");

    BOOST_TEST(answer.status == 503u);
    BOOST_TEST(*gateway::http::find(answer.headers, "Retry-After") == "5");
}

BOOST_AUTO_TEST_CASE(a_repeat_gets_the_stored_answer_and_is_told_so) {
    const auto stored = gateway::accepted_answer("abc");

    const auto first = gateway::to_response(stored, "abc", false);
    const auto again = gateway::to_response(stored, "abc", true);

    BOOST_TEST(first.status == 202u);
    BOOST_TEST(json::parse(first.body).at("receipt").as_string() == "abc");
    BOOST_TEST(first.body == again.body);
    BOOST_TEST(!gateway::http::find(first.headers, "Idempotent-Replayed"));
    BOOST_TEST(*gateway::http::find(again.headers, "Idempotent-Replayed") == "true");
}

BOOST_AUTO_TEST_CASE(a_receipt_tells_what_became_of_the_event) {
    const mapping::timestamp received{std::chrono::seconds(1'700'000'000)};
    const gateway::receipt_status status{"abc", gateway::event_state::ignored, "stale", received,
                                         received + 5s};

    const auto answer = gateway::receipt_answer("abc", {status});

    const json::value expected = {{"receipt", "abc"},
                                  {"status", "ignored"},
                                  {"received_at", "2023-11-14T22:13:20Z"},
                                  {"settled_at", "2023-11-14T22:13:25Z"},
                                  {"reason", "stale"}};
    BOOST_TEST(json::parse(answer.body) == expected);
}

BOOST_AUTO_TEST_CASE(a_receipt_of_a_request_tells_of_each_of_its_events) {
    const mapping::timestamp received{std::chrono::seconds(1'700'000'000)};
    const gateway::receipt_status first{"abc-1", gateway::event_state::delivered, "created",
                                        received, received + 5s};
    const gateway::receipt_status second{"abc-2", gateway::event_state::accepted, "", received,
                                         std::nullopt};

    const auto both = json::parse(gateway::receipt_answer("abc", {first, second}).body);
    const auto one = json::parse(gateway::receipt_answer("abc-2", {second}).body);

    BOOST_TEST(both.at("receipt").as_string() == "abc");
    BOOST_TEST(both.at("events").as_array().size() == 2u);
    BOOST_TEST(both.at_pointer("/events/0/status").as_string() == "delivered");
    BOOST_TEST(both.at_pointer("/events/1/receipt").as_string() == "abc-2");
    BOOST_TEST(one.at("status").as_string() == "accepted");
}
