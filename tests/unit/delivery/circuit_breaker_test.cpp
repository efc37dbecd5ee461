#include "gateway/delivery/circuit_breaker.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace std::chrono_literals;
using gateway::circuit_breaker;
using condition = circuit_breaker::condition;
using time_point = circuit_breaker::time_point;

const time_point start{1'000'000s};

circuit_breaker breaker_of_three() { return circuit_breaker({3, 2s, 10s}); }

circuit_breaker opened() {
    circuit_breaker breaker = breaker_of_three();
    for (int i = 0; i < 3; ++i) breaker.failed(start);
    return breaker;
}

BOOST_AUTO_TEST_CASE(opens_after_failures_in_a_row_only) {
    circuit_breaker breaker = breaker_of_three();

    breaker.failed(start);
    breaker.failed(start);
    breaker.succeeded();
    breaker.failed(start);
    breaker.failed(start);
    BOOST_TEST(breaker.allows(start));

    breaker.failed(start);
    BOOST_TEST(!breaker.allows(start));
    BOOST_TEST((breaker.closed_for(start) == 2s));
}

BOOST_AUTO_TEST_CASE(allows_one_probe_and_no_more) {
    circuit_breaker breaker = opened();
    const time_point due = start + 2s;

    BOOST_TEST(!breaker.allows(due - 1ns));
    BOOST_TEST(breaker.allows(due));
    breaker.begin();

    BOOST_TEST((breaker.now_is() == condition::half_open));
    BOOST_TEST(!breaker.allows(due + 1h));
    BOOST_TEST((breaker.closed_for(due) == 2s));
}

BOOST_AUTO_TEST_CASE(closes_when_the_probe_works) {
    circuit_breaker breaker = opened();
    breaker.begin();

    breaker.succeeded();

    BOOST_TEST((breaker.now_is() == condition::closed));
    BOOST_TEST(breaker.allows(start));
    BOOST_TEST(breaker.closed_for(start).count() == 0);
}

BOOST_AUTO_TEST_CASE(waits_twice_as_long_after_each_failed_probe_up_to_a_limit) {
    circuit_breaker breaker = opened();
    time_point now = start;
    for (const auto expected : {2s, 4s, 8s, 10s, 10s}) {
        BOOST_TEST((breaker.closed_for(now) == expected));
        now += expected;
        BOOST_REQUIRE(breaker.allows(now));
        breaker.begin();
        breaker.failed(now);
    }
}

BOOST_AUTO_TEST_CASE(starts_with_the_short_delay_again_once_it_was_closed) {
    circuit_breaker breaker = opened();
    breaker.begin();
    breaker.failed(start);
    breaker.begin();
    breaker.succeeded();

    for (int i = 0; i < 3; ++i) breaker.failed(start);

    BOOST_TEST((breaker.closed_for(start) == 2s));
}

BOOST_AUTO_TEST_CASE(learns_nothing_from_calls_that_were_under_way_when_it_opened) {
    circuit_breaker breaker = opened();

    breaker.failed(start + 1s);
    breaker.failed(start + 1s);

    BOOST_TEST((breaker.closed_for(start + 1s) == 1s));
}

BOOST_AUTO_TEST_CASE(probes_again_when_a_probe_proved_nothing) {
    circuit_breaker breaker = opened();
    breaker.begin();

    breaker.ended_without_verdict(start + 5s);

    BOOST_TEST((breaker.now_is() == condition::open));
    BOOST_TEST((breaker.closed_for(start + 5s) == 2s));
}

BOOST_AUTO_TEST_CASE(stays_closed_when_a_call_proved_nothing) {
    circuit_breaker breaker = breaker_of_three();

    breaker.begin();
    breaker.ended_without_verdict(start);

    BOOST_TEST((breaker.now_is() == condition::closed));
}

}  // namespace
