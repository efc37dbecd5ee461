#include "gateway/delivery/ending.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using namespace std::chrono_literals;
using gateway::death;
using gateway::event_state;
using gateway::wait_and_retry;
using cause = wait_and_retry::cause;

const gateway::timestamp now{1'000'000'000s};
const gateway::retry_schedule schedule;
const gateway::delivery_progress untouched;
const gateway::delivery_progress create_sent{gateway::crm_address{{4242, 77}, "site-p-1"}, 1};

gateway::claimed_event tried(int tries, std::chrono::milliseconds since_first) {
    gateway::claimed_event event;
    event.tries = tries;
    event.first_try = now - since_first;
    return event;
}

wait_and_retry wait_for(cause why) {
    return wait_and_retry{why, std::nullopt, false, "why", std::nullopt};
}

BOOST_AUTO_TEST_CASE(a_failed_try_waits_by_the_schedule_and_counts) {
    const auto end =
        settle_waiting(wait_for(cause::retry), untouched, tried(2, 1min), schedule, now, 0.5);

    BOOST_TEST((end.state == event_state::waiting));
    BOOST_TEST(end.reason == "why");
    BOOST_TEST(end.counts_as_try);
    BOOST_TEST((end.due == now + 4s));
}

BOOST_AUTO_TEST_CASE(a_failed_try_waits_for_the_least_time_at_least) {
    auto wait = wait_for(cause::retry);
    wait.after = 20s;

    const auto early = settle_waiting(wait, create_sent, tried(0, 0s), schedule, now, 0.5);
    const auto late = settle_waiting(wait, create_sent, tried(6, 1h), schedule, now, 0.5);

    BOOST_TEST((early.due == now + 20s));
    BOOST_TEST((late.due == now + 64s));
}

BOOST_AUTO_TEST_CASE(an_unseen_outcome_is_a_state_of_its_own) {
    auto wait = wait_for(cause::retry);
    wait.outcome_unknown = true;

    const auto end = settle_waiting(wait, create_sent, tried(0, 0s), schedule, now, 0.5);

    BOOST_TEST((end.state == event_state::unknown));
    BOOST_TEST((end.progress == create_sent));
}

BOOST_AUTO_TEST_CASE(throttling_and_settling_cost_nothing) {
    for (const cause why : {cause::throttled, cause::settle}) {
        auto wait = wait_for(why);
        wait.after = 7s;

        const auto end = settle_waiting(wait, untouched, tried(3, 100h), schedule, now, 0.5);

        BOOST_TEST((end.state == event_state::waiting));
        BOOST_TEST(!end.counts_as_try);
        BOOST_TEST((end.due == now + 7s));
    }
}

BOOST_AUTO_TEST_CASE(throttling_without_a_time_waits_by_the_schedule) {
    const auto end =
        settle_waiting(wait_for(cause::throttled), untouched, tried(3, 0s), schedule, now, 0.5);

    BOOST_TEST((end.due == now + 8s));
    BOOST_TEST(!end.counts_as_try);
}

BOOST_AUTO_TEST_CASE(an_event_dies_when_the_schedule_is_over) {
    for (const cause why : {cause::retry, cause::earlier}) {
        const auto end =
            settle_waiting(wait_for(why), untouched, tried(30, 72h), schedule, now, 0.5);

        BOOST_TEST((end.state == event_state::dead));
        BOOST_REQUIRE(end.dead.has_value());
        BOOST_TEST((end.dead->reason == death::expired));
        BOOST_TEST(end.reason == "expired");
        BOOST_TEST(!end.dead->detail.empty());
    }
}

BOOST_AUTO_TEST_CASE(an_event_dies_of_what_it_says_it_would) {
    auto wait = wait_for(cause::earlier);
    wait.when_over = gateway::burial{death::unmappable, "/name: missing"};

    const auto end = settle_waiting(wait, untouched, tried(30, 72h), schedule, now, 0.5);

    BOOST_REQUIRE(end.dead.has_value());
    BOOST_TEST((end.dead->reason == death::unmappable));
    BOOST_TEST(end.dead->detail == "/name: missing");
    BOOST_TEST(end.reason == "unmappable");
}

BOOST_AUTO_TEST_CASE(an_event_that_may_have_made_a_booking_outlives_the_schedule) {
    auto wait = wait_for(cause::retry);
    wait.outcome_unknown = true;

    const auto end = settle_waiting(wait, create_sent, tried(30, 72h), schedule, now, 0.5);

    BOOST_TEST((end.state == event_state::unknown));
    BOOST_TEST((end.due == now + 5min));
    BOOST_TEST(end.counts_as_try);
}

BOOST_AUTO_TEST_CASE(an_event_that_may_have_made_a_booking_dies_after_twice_the_schedule) {
    auto wait = wait_for(cause::retry);
    wait.outcome_unknown = true;

    const auto before =
        settle_waiting(wait, create_sent, tried(60, 144h - 1ms), schedule, now, 0.5);
    const auto end = settle_waiting(wait, create_sent, tried(60, 144h), schedule, now, 0.5);

    BOOST_TEST((before.state == event_state::unknown));
    BOOST_TEST((end.state == event_state::dead));
    BOOST_REQUIRE(end.dead.has_value());
    BOOST_TEST((end.dead->reason == death::expired));
    BOOST_TEST(end.dead->detail.find(to_text(*create_sent.create_sent)) != std::string::npos);
    BOOST_TEST(end.dead->detail.find("ended with: why") != std::string::npos);
    BOOST_TEST((end.progress == create_sent));
}

BOOST_AUTO_TEST_CASE(only_a_try_that_failed_ends_an_event) {
    auto throttled = wait_for(cause::throttled), settling = wait_for(cause::settle);
    throttled.outcome_unknown = settling.outcome_unknown = true;

    for (const auto& wait : {throttled, settling}) {
        const auto end = settle_waiting(wait, create_sent, tried(60, 999h), schedule, now, 0.5);

        BOOST_TEST((end.state == event_state::unknown));
    }
}

BOOST_AUTO_TEST_CASE(an_event_that_the_lane_held_loses_nothing) {
    const gateway::lane::hold held{"circuit_open", 2s};

    const auto waiting = settle_held(held, untouched, now);
    const auto unknown = settle_held(held, create_sent, now);

    BOOST_TEST((waiting.state == event_state::waiting));
    BOOST_TEST(waiting.reason == "circuit_open");
    BOOST_TEST((waiting.due == now + 2s));
    BOOST_TEST(!waiting.counts_as_try);
    BOOST_TEST((unknown.state == event_state::unknown));
    BOOST_TEST((unknown.progress == create_sent));
}

BOOST_AUTO_TEST_CASE(a_finished_event_takes_its_links_and_burial_along) {
    gateway::finish finished{
        event_state::dead, "ambiguous", gateway::burial{death::ambiguous, "two"}, {}};
    finished.links["p-1"].crm_booking = 7;

    const auto end = settle_finished(finished, create_sent);

    BOOST_TEST((end.state == event_state::dead));
    BOOST_TEST(end.dead->detail == "two");
    BOOST_TEST(end.links.at("p-1").crm_booking == 7);
    BOOST_TEST((end.progress == create_sent));
}

}  // namespace
