#include "gateway/delivery/lane.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace std::chrono_literals;
using gateway::crm_result;
using gateway::lane;
using outcome = crm_result::outcome;

const lane::time_point start{1'000'000s};

crm_result answer(outcome what) {
    crm_result result;
    result.what = what;
    return result;
}

struct fixture {
    gateway::metrics metrics;
    lane tested{"acme", {}, metrics};

    void call(outcome what, lane::time_point now) {
        tested.calling("a");
        tested.answered("a", answer(what), now);
    }
    bool shows(const std::string& line) const {
        return metrics.expose().find(line + "\n") != std::string::npos;
    }
    std::string reason(lane::time_point now) const { return reason("a", now); }
    std::string reason(const std::string& connection, lane::time_point now) const {
        const auto held = tested.held(connection, now);
        return held ? std::string(held->reason) : "";
    }
};

BOOST_FIXTURE_TEST_SUITE(lane_of_a_tenant, fixture)

BOOST_AUTO_TEST_CASE(has_as_many_places_as_its_concurrency) {
    for (int i = 0; i < 7; ++i) tested.began("a");
    BOOST_TEST(tested.free_slots("a", start) == 1u);

    tested.began("b");
    BOOST_TEST(tested.free_slots("a", start) == 0u);
    BOOST_TEST(tested.under_way("a") == 7u);
    BOOST_TEST(tested.under_way("b") == 1u);
    BOOST_TEST(shows("booking_gateway_queue_inflight{tenant=\"acme\"} 8"));

    tested.ended("b");
    BOOST_TEST(tested.free_slots("a", start) == 1u);
    BOOST_TEST(tested.under_way("b") == 0u);
}

BOOST_AUTO_TEST_CASE(opens_its_circuit_when_the_crm_does_not_answer) {
    for (const outcome what :
         {outcome::server_error, outcome::unknown, outcome::not_sent, outcome::server_error}) {
        call(what, start);
        BOOST_TEST(reason(start) == "");
    }

    call(outcome::unknown, start);

    BOOST_TEST(reason(start) == "circuit_open");
    BOOST_TEST(tested.free_slots("a", start) == 0u);
    BOOST_TEST((tested.held("a", start)->stay_away == 2s));
    BOOST_TEST(shows("booking_gateway_circuit_state{tenant=\"acme\"} 2"));
}

BOOST_AUTO_TEST_CASE(takes_any_answer_of_the_crm_for_a_sign_of_life) {
    for (const outcome sign : {outcome::ok, outcome::refused}) {
        for (int i = 0; i < 4; ++i) call(outcome::server_error, start);
        call(sign, start);
        for (int i = 0; i < 4; ++i) call(outcome::server_error, start);
        BOOST_TEST(reason(start) == "");
        call(sign, start);
    }
}

BOOST_AUTO_TEST_CASE(probes_with_one_delivery_and_one_call) {
    for (int i = 0; i < 5; ++i) call(outcome::server_error, start);
    const auto due = start + 2s;

    BOOST_TEST(tested.free_slots("a", due) == 1u);
    tested.began("a");
    BOOST_TEST(tested.free_slots("a", due) == 0u);
    tested.calling("a");
    BOOST_TEST(reason(due) == "circuit_open");
    BOOST_TEST(shows("booking_gateway_circuit_state{tenant=\"acme\"} 1"));
    tested.answered("a", answer(outcome::ok), due);

    BOOST_TEST(reason(due) == "");
    BOOST_TEST(tested.free_slots("a", due) == 7u);
    BOOST_TEST(shows("booking_gateway_circuit_state{tenant=\"acme\"} 0"));
}

BOOST_AUTO_TEST_CASE(pauses_at_once_when_credentials_are_refused) {
    BOOST_TEST(shows("booking_gateway_lane_paused{tenant=\"acme\"} 0"));

    call(outcome::unauthorized, start);

    BOOST_TEST(reason(start) == "credentials");
    BOOST_TEST((tested.held("a", start)->stay_away == 30s));
    BOOST_TEST(tested.free_slots("a", start + 29s) == 0u);
    BOOST_TEST(tested.free_slots("a", start + 30s) == 1u);
    BOOST_TEST(shows("booking_gateway_lane_paused{tenant=\"acme\"} 1"));
    BOOST_TEST(shows("booking_gateway_circuit_state{tenant=\"acme\"} 0"));
}

BOOST_AUTO_TEST_CASE(probes_credentials_less_and_less_often_up_to_five_minutes) {
    auto now = start;
    call(outcome::unauthorized, now);
    for (const auto pause : {30s, 60s, 120s, 240s, 300s, 300s}) {
        BOOST_TEST((tested.held("a", now)->stay_away == pause));
        now += pause;
        BOOST_TEST(tested.free_slots("a", now) == 1u);
        call(outcome::unauthorized, now);
    }
}

BOOST_AUTO_TEST_CASE(counts_refusals_of_calls_under_way_as_one) {
    for (int i = 0; i < 4; ++i) tested.calling("a");

    for (int i = 0; i < 4; ++i) tested.answered("a", answer(outcome::unauthorized), start);

    BOOST_TEST((tested.held("a", start)->stay_away == 30s));
}

BOOST_AUTO_TEST_CASE(resumes_when_credentials_are_accepted_even_if_the_event_is_not) {
    call(outcome::unauthorized, start);

    call(outcome::refused, start + 30s);

    BOOST_TEST(reason(start + 30s) == "");
    BOOST_TEST(shows("booking_gateway_lane_paused{tenant=\"acme\"} 0"));
}

BOOST_AUTO_TEST_CASE(stays_paused_when_a_probe_proves_nothing_about_credentials) {
    for (const outcome what : {outcome::server_error, outcome::not_sent, outcome::unknown}) {
        call(outcome::unauthorized, start);

        call(what, start + 30s);

        BOOST_TEST(reason(start + 30s) == "credentials");
        call(outcome::ok, start + 60s);
    }
}

BOOST_AUTO_TEST_CASE(pauses_the_connection_that_is_forbidden_its_calls_and_no_other) {
    tested.configured({"a", "b"});
    BOOST_TEST(shows("booking_gateway_connection_paused{connection=\"a\"} 0"));

    call(outcome::forbidden, start);

    BOOST_TEST(reason("a", start) == "forbidden");
    BOOST_TEST((tested.held("a", start)->stay_away == 30s));
    BOOST_TEST(tested.free_slots("a", start) == 0u);
    BOOST_TEST(reason("b", start) == "");
    BOOST_TEST(tested.free_slots("b", start) == 8u);
    BOOST_TEST(shows("booking_gateway_connection_paused{connection=\"a\"} 1"));
    BOOST_TEST(shows("booking_gateway_connection_paused{connection=\"b\"} 0"));
    BOOST_TEST(shows("booking_gateway_lane_paused{tenant=\"acme\"} 0"));
    BOOST_TEST(shows("booking_gateway_circuit_state{tenant=\"acme\"} 0"));
}

BOOST_AUTO_TEST_CASE(probes_a_forbidden_connection_with_one_delivery_and_one_call) {
    call(outcome::forbidden, start);
    const auto due = start + 30s;
    tested.began("b");

    BOOST_TEST(tested.free_slots("a", due) == 1u);
    tested.began("a");
    BOOST_TEST(tested.free_slots("a", due) == 0u);
    BOOST_TEST(tested.free_slots("b", due) == 6u);
    tested.calling("a");
    BOOST_TEST(reason("a", due) == "forbidden");
    tested.answered("a", answer(outcome::ok), due);

    BOOST_TEST(reason("a", due) == "");
    BOOST_TEST(tested.free_slots("a", due) == 6u);
    BOOST_TEST(shows("booking_gateway_connection_paused{connection=\"a\"} 0"));
}

BOOST_AUTO_TEST_CASE(probes_a_forbidden_connection_less_and_less_often_up_to_five_minutes) {
    auto now = start;
    call(outcome::forbidden, now);
    for (const auto pause : {30s, 60s, 120s, 240s, 300s, 300s}) {
        BOOST_TEST((tested.held("a", now)->stay_away == pause));
        now += pause;
        call(outcome::forbidden, now);
    }
}

BOOST_AUTO_TEST_CASE(keeps_a_connection_paused_when_its_probe_proves_nothing) {
    for (const outcome what : {outcome::server_error, outcome::not_sent, outcome::unknown,
                               outcome::throttled, outcome::unauthorized}) {
        call(outcome::forbidden, start);

        call(what, start + 30s);

        BOOST_TEST((tested.held("a", start + 30s)->stay_away >= 30s));
        call(outcome::refused, start + 90s);
        BOOST_TEST(reason("a", start + 90s) == "");
    }
}

BOOST_AUTO_TEST_CASE(takes_a_403_for_a_sign_that_the_credentials_are_accepted) {
    call(outcome::unauthorized, start);

    call(outcome::forbidden, start + 30s);

    BOOST_TEST(reason("b", start + 30s) == "");
    BOOST_TEST(reason("a", start + 30s) == "forbidden");
}

BOOST_AUTO_TEST_CASE(gives_a_paused_connection_a_new_chance_when_the_configuration_is_read_again) {
    call(outcome::forbidden, start);

    tested.configured({"b"});

    BOOST_TEST(reason("a", start) == "");
    BOOST_TEST(tested.free_slots("a", start) == 8u);
    BOOST_TEST(shows("booking_gateway_connection_paused{connection=\"a\"} 0"));
}

BOOST_AUTO_TEST_CASE(rests_a_little_even_when_a_429_asks_for_no_rest) {
    crm_result throttled = answer(outcome::throttled);
    throttled.retry_after = 0s;

    tested.calling("a");
    tested.answered("a", throttled, start);

    BOOST_TEST(reason(start) == "throttled");
    BOOST_TEST(reason(start + 1s) == "");
}

BOOST_AUTO_TEST_CASE(rests_for_as_long_as_the_crm_asks) {
    crm_result throttled = answer(outcome::throttled);
    throttled.retry_after = 7s;

    tested.calling("a");
    tested.answered("a", throttled, start);

    BOOST_TEST(reason(start) == "throttled");
    BOOST_TEST((tested.held("a", start + 1s)->stay_away == 6s));
    BOOST_TEST(tested.free_slots("a", start + 6s) == 0u);
    BOOST_TEST(reason(start + 7s) == "");
    BOOST_TEST(tested.free_slots("a", start + 7s) == 8u);
}

BOOST_AUTO_TEST_CASE(rests_for_a_second_when_the_crm_does_not_say_how_long) {
    call(outcome::throttled, start);

    BOOST_TEST((tested.held("a", start)->stay_away == 1s));
}

BOOST_AUTO_TEST_CASE(does_not_shorten_a_rest_that_was_asked_for) {
    crm_result throttled = answer(outcome::throttled);
    throttled.retry_after = 60s;
    tested.calling("a");
    tested.calling("a");
    tested.answered("a", throttled, start);

    throttled.retry_after = 1s;
    tested.answered("a", throttled, start);

    BOOST_TEST((tested.held("a", start)->stay_away == 60s));
}

BOOST_AUTO_TEST_CASE(spaces_calls_by_the_tenants_rate) {
    for (int i = 0; i < 5; ++i) BOOST_TEST(tested.reserve(start).count() == 0);

    const auto wait = tested.reserve(start);

    BOOST_TEST((wait > 16ms && wait < 17ms));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
