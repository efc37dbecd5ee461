#include "gateway/delivery/fetch_answer.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace {

using gateway::burial;
using gateway::claimed_event;
using gateway::death;
using gateway::fetch_answer;
using gateway::to_fetch_answer;
using gateway::wait_and_retry;
using outcome = fetch_answer::outcome;
using cause = wait_and_retry::cause;
using namespace std::chrono_literals;
namespace http = gateway::http;

const mapping::timestamp noon{std::chrono::hours(500'000)};

http::exchange answered(unsigned status, std::string body = "", http::fields headers = {}) {
    http::exchange reply;
    reply.what = http::fate::answered;
    reply.answer = {status, std::move(headers), std::move(body)};
    return reply;
}

http::exchange broken(http::fate what, std::string error) {
    http::exchange reply;
    reply.what = what;
    reply.error = std::move(error);
    return reply;
}

providers::fetch_request customer() {
    providers::fetch_request request;
    request.name = "customer";
    request.origin = "https://api.example.com";
    request.method = "GET";
    request.url = "https://api.example.com/c/ada@example.com?key=s3cret";
    request.headers = {{"Authorization", "Bearer s3cret"}};
    return request;
}

providers::fetch_request optional(providers::fetch_request asked) {
    asked.is_optional = true;
    return asked;
}

providers::fetch_request expecting(std::string pointer) {
    providers::fetch_request asked = customer();
    asked.expect = std::move(pointer);
    return asked;
}

claimed_event tried(int times) {
    claimed_event event;
    event.tries = times;
    return event;
}

auto after(const http::exchange& reply, int tries = 0, bool budget_over = false) {
    return after_failure(customer(), to_fetch_answer(reply, customer(), noon), tried(tries),
                         budget_over);
}

wait_and_retry wait_after(const http::exchange& reply, int tries = 0, bool budget_over = false) {
    const auto end = after(reply, tries, budget_over);
    BOOST_REQUIRE(std::holds_alternative<wait_and_retry>(end));
    return std::get<wait_and_retry>(end);
}

std::string word_for(outcome what) {
    switch (what) {
        case outcome::there: return "there";
        case outcome::not_there: return "not_there";
        case outcome::refused: return "refused";
        case outcome::unauthorized: return "unauthorized";
        case outcome::throttled: return "throttled";
        case outcome::failed: return "failed";
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_answer_has_its_meaning) {
    const struct {
        unsigned status;
        const char* body;
        const char* what;
        const char* error;
    } cases[] = {
        {200, R"({"name": "Ada"})", "there", ""},
        {201, "[1]", "there", ""},
        {203, "null", "there", ""},
        {200, "<!doctype html><p>Log in</p>", "failed", "not_json"},
        {200, R"({"name": "Ada")", "failed", "not_json"},
        {200, "", "not_there", "empty"},
        {204, "", "not_there", "empty"},
        {301, R"({"moved": true})", "failed", "redirect"},
        {302, "", "failed", "redirect"},
        {304, "", "failed", "redirect"},
        {307, "", "failed", "redirect"},
        {400, "{}", "refused", "refused"},
        {401, "{}", "unauthorized", "unauthorized"},
        {402, "{}", "refused", "refused"},
        {403, "{}", "unauthorized", "unauthorized"},
        {404, R"({"name": "Ada"})", "not_there", "not_there"},
        {405, "", "refused", "refused"},
        {408, "", "failed", "server_error"},
        {410, "", "refused", "refused"},
        {422, "", "refused", "refused"},
        {425, "", "failed", "server_error"},
        {429, "", "throttled", "throttled"},
        {500, R"({"name": "Ada"})", "failed", "server_error"},
        {503, "", "failed", "server_error"},
    };
    for (const auto& one : cases) {
        const auto got = to_fetch_answer(answered(one.status, one.body), customer(), noon);

        BOOST_TEST(word_for(got.what) == one.what, one.status << " " << one.body);
        BOOST_TEST(got.error == one.error, one.status << " " << one.body);
        BOOST_TEST(got.status == static_cast<int>(one.status));
    }
}

BOOST_AUTO_TEST_CASE(what_is_there_is_read_exactly) {
    const auto got =
        to_fetch_answer(answered(200, R"({"id": 98765432109876543210})"), customer(), noon);

    BOOST_TEST(serialize(got.document) == R"({"id":"98765432109876543210"})");
}

BOOST_AUTO_TEST_CASE(a_success_without_what_was_expected_is_not_there) {
    const char* const graphql_error = R"({"errors": [{"message": "no"}], "data": null})";
    const struct {
        const char* expect;
        const char* body;
        const char* what;
        const char* error;
    } cases[] = {
        {"/data/client", R"({"data": {"client": {"name": "Ada"}}})", "there", ""},
        {"/data/client", R"({"data": {"client": []}})", "there", ""},
        {"/data/client", R"({"data": {"client": null}})", "not_there", "nothing at /data/client"},
        {"/data/client", graphql_error, "not_there", "nothing at /data/client"},
        {"/data/0", R"({"data": []})", "not_there", "nothing at /data/0"},
        {"/data", "<html>", "failed", "not_json"},
        {"", graphql_error, "there", ""},
        {"", "", "not_there", "empty"},
        {"", " \r\n", "not_there", "empty"},
    };
    for (const auto& one : cases) {
        const auto got = to_fetch_answer(answered(200, one.body), expecting(one.expect), noon);

        BOOST_TEST(word_for(got.what) == one.what, one.expect << " " << one.body);
        BOOST_TEST(got.error == one.error, one.expect << " " << one.body);
    }
    const auto absent =
        to_fetch_answer(answered(200, graphql_error), optional(expecting("/data/client")), noon);
    BOOST_TEST(word_for(absent.what) == "there");
    BOOST_TEST(absent.document.is_null());
}

BOOST_AUTO_TEST_CASE(an_empty_success_goes_the_way_of_a_404) {
    for (const auto& reply : {answered(204), answered(404), answered(200)}) {
        BOOST_TEST(wait_after(reply, 4).reason == "fetch_not_there");
        BOOST_TEST(std::holds_alternative<burial>(after(reply, 5)));
        const auto absent = to_fetch_answer(reply, optional(customer()), noon);
        BOOST_TEST(word_for(absent.what) == "there");
        BOOST_TEST(absent.document.is_null());
    }
}

BOOST_AUTO_TEST_CASE(an_answer_that_did_not_come_has_failed) {
    for (const auto& [fate, error] : {std::pair(http::fate::not_sent, "not_sent: refused"),
                                      std::pair(http::fate::unknown, "no_answer: refused")}) {
        const auto got = to_fetch_answer(broken(fate, "refused"), optional(customer()), noon);

        BOOST_TEST(word_for(got.what) == "failed");
        BOOST_TEST(got.error == error);
        BOOST_TEST(got.status == 0);
    }
}

BOOST_AUTO_TEST_CASE(what_is_optional_may_be_absent_and_nothing_else) {
    const auto absent =
        to_fetch_answer(answered(404, R"({"error": "none"})"), optional(customer()), noon);

    BOOST_TEST(word_for(absent.what) == "there");
    BOOST_TEST(absent.document.is_null());
    BOOST_TEST(absent.error == "");
    BOOST_TEST(word_for(to_fetch_answer(answered(410), optional(customer()), noon).what) ==
               "refused");
    BOOST_TEST(word_for(to_fetch_answer(answered(500), optional(customer()), noon).what) ==
               "failed");
}

BOOST_AUTO_TEST_CASE(what_may_come_right_is_tried_again_by_the_schedule) {
    const struct {
        http::exchange reply;
        const char* reason;
    } cases[] = {
        {answered(503), "fetch_failed"},
        {answered(302), "fetch_failed"},
        {answered(200, "<p>"), "fetch_failed"},
        {broken(http::fate::unknown, "timeout"), "fetch_failed"},
        {answered(401), "fetch_unauthorized"},
        {answered(403), "fetch_unauthorized"},
        {answered(404), "fetch_not_there"},
    };
    for (const auto& one : cases) {
        const wait_and_retry wait = wait_after(one.reply);

        BOOST_TEST((wait.why == cause::retry));
        BOOST_TEST(wait.reason == one.reason);
        BOOST_TEST(!wait.after);
        BOOST_TEST(!wait.outcome_unknown);
        BOOST_REQUIRE(wait.when_over);
        BOOST_TEST((wait.when_over->reason == death::not_fetched));
    }
}

BOOST_AUTO_TEST_CASE(a_429_waits_as_long_as_it_asks_for_and_costs_nothing) {
    const auto rest = [](const char* asked) {
        const wait_and_retry wait = wait_after(answered(429, "", {{"Retry-After", asked}}));
        BOOST_TEST((wait.why == cause::throttled));
        BOOST_TEST(wait.reason == "fetch_throttled");
        return wait.after.value();
    };

    BOOST_TEST((rest("7") == 7s));
    BOOST_TEST((rest("0") == 250ms));
    BOOST_TEST((rest("9999999") == 1h));
    BOOST_TEST((wait_after(answered(429)).after.value() == 1s));
}

BOOST_AUTO_TEST_CASE(a_429_does_not_keep_an_event_beyond_its_schedule) {
    BOOST_TEST((wait_after(answered(429), 0, true).why == cause::retry));
}

BOOST_AUTO_TEST_CASE(what_will_not_come_right_is_buried) {
    for (const unsigned status : {400u, 410u, 422u})
        BOOST_TEST(std::holds_alternative<burial>(after(answered(status))), status);
    BOOST_TEST(std::holds_alternative<wait_and_retry>(after(answered(404), 4)));
    BOOST_TEST(std::holds_alternative<burial>(after(answered(404), 5)));
    BOOST_TEST(std::holds_alternative<wait_and_retry>(after(answered(401), 500)));
    BOOST_TEST(std::holds_alternative<wait_and_retry>(after(answered(503), 500)));
}

BOOST_AUTO_TEST_CASE(a_burial_tells_what_was_asked_and_nothing_that_was_in_it) {
    const auto buried = std::get<burial>(after(answered(400, R"({"email": "ada@example.com"})")));

    BOOST_TEST((buried.reason == death::not_fetched));
    BOOST_TEST(buried.detail ==
               "The fetch customer (GET from https://api.example.com) was answered 400 (refused).");
    const std::string expired =
        wait_after(broken(http::fate::unknown, "timeout")).when_over->detail;
    BOOST_TEST(expired ==
               "Tried until the end of the retry schedule. The fetch customer (GET from "
               "https://api.example.com) got no answer: no_answer: timeout.");
}

BOOST_AUTO_TEST_CASE(an_event_whose_create_is_in_doubt_stays_so) {
    claimed_event event;
    event.progress.create_sent = gateway::crm_address{{4242, 77}, "site-p-1"};

    const auto end =
        after_failure(customer(), to_fetch_answer(answered(503), customer(), noon), event, false);

    const auto& wait = std::get<wait_and_retry>(end);
    BOOST_TEST(wait.outcome_unknown);
    BOOST_TEST(wait.when_over->detail.find("site-p-1") != std::string::npos);
}
