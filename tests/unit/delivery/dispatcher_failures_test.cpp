#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "dispatcher_fixture.hpp"

namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::death;

BOOST_FIXTURE_TEST_SUITE(when_the_crm_fails, dispatcher_fixture)

BOOST_AUTO_TEST_CASE(an_unseen_outcome_is_looked_up_and_not_repeated) {
    acme.answer = [this](const gateway::booking_call& call) {
        const crm_result real = acme.usual_answer(call);
        return call.operation == booking_operation::create_booking
                   ? not_ok(outcome::unknown, 0, "reset")
                   : real;
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::unknown) == 1; });
    BOOST_TEST((inbox.rows.front().due >= noon + 2s));
    BOOST_TEST(inbox.rows.front().event.tries == 1);
    BOOST_TEST(shows(R"(upstream_retries_total{reason="no_answer",tenant="acme"} 1)"));

    clock.advance(30s);
    run_until_settled();

    BOOST_TEST(inbox.rows.front().reason == "found_existing");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST(shows(R"(upstream_lookups_total{result="found"} 1)"));
    BOOST_TEST(inbox.rows.front().attempts.size() == 2u);
    BOOST_TEST(inbox.rows.front().attempts.front().error == "no_answer: reset");
}

BOOST_AUTO_TEST_CASE(a_create_in_doubt_is_looked_for_where_it_was_sent_or_not_at_all) {
    acme.answer = [this](const gateway::booking_call& call) {
        acme.usual_answer(call);
        return not_ok(outcome::unknown, 0, "reset");
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::unknown) == 1; });
    acme.answer = [this](const gateway::booking_call& call) { return acme.usual_answer(call); };

    known = known_connections({"one"}, other_place);
    clock.advance(30s);
    run_until_settled();
    BOOST_TEST(inbox.rows.front().reason == "moved");
    BOOST_TEST(acme.calls.size() == 1u);
    BOOST_TEST(shows(R"(dead_lettered_total{connection="one",reason="moved"} 1)"));

    known = known_connections({"one"});
    replay(inbox.rows.front());
    run_until_settled();
    BOOST_TEST(inbox.rows.front().reason == "found_existing");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
}

BOOST_AUTO_TEST_CASE(an_exception_of_the_client_is_an_unseen_outcome) {
    acme.answer = [this](const gateway::booking_call& call) -> crm_result {
        const crm_result real = acme.usual_answer(call);
        if (call.operation == booking_operation::create_booking) throw std::runtime_error("bug");
        return real;
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::unknown) == 1; });

    clock.advance(30s);
    run_until_settled();

    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(throttling_costs_no_tries_and_delays_the_tenant) {
    bool is_throttling = true;
    acme.answer = [&](const gateway::booking_call& call) {
        return is_throttling ? not_ok(outcome::throttled, 429) : acme.usual_answer(call);
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::waiting) == 1; });
    BOOST_TEST(inbox.rows.front().event.tries == 0);
    BOOST_TEST(inbox.rows.front().reason == "throttled");

    is_throttling = false;
    clock.advance(10s);
    run_until_settled();

    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
    BOOST_TEST(inbox.rows.front().event.tries == 0);
}

BOOST_AUTO_TEST_CASE(tries_end_with_the_schedule) {
    acme.answer = [](const auto&) { return not_ok(outcome::not_sent, 0, "refused"); };
    put("one", event_kind::create, "p-1");
    start();
    run_on_until([this] { return inbox.all_settled(); }, 1h);

    const auto& row = inbox.rows.front();
    BOOST_REQUIRE(row.dead.has_value());
    BOOST_TEST((row.dead->reason == death::expired));
    BOOST_TEST(row.attempts.size() == static_cast<std::size_t>(row.event.tries) + 1);
    BOOST_TEST(row.event.tries < 500);
}

BOOST_AUTO_TEST_CASE(an_unseen_outcome_does_not_expire_before_it_was_looked_for) {
    bool is_down = false;
    acme.answer = [&](const gateway::booking_call& call) {
        if (is_down) return not_ok(outcome::not_sent);
        is_down = call.operation == booking_operation::create_booking;
        return is_down ? not_ok(outcome::unknown) : acme.usual_answer(call);
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::unknown) == 1; });
    const auto calls_then = acme.calls.size();
    clock.advance(100h);
    run_on_until([&] { return acme.calls.size() > calls_then + 3; });
    BOOST_REQUIRE((clock.now() < noon + 144h));
    BOOST_TEST(!inbox.all_settled());

    is_down = false;
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(inbox.rows.front().reason == "expired");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST((acme.calls.back().operation == booking_operation::find_bookings));
}

BOOST_AUTO_TEST_CASE(an_unseen_outcome_that_nobody_can_look_for_expires_and_a_replay_looks_again) {
    bool is_down = false;
    acme.answer = [&](const gateway::booking_call& call) {
        if (is_down) return not_ok(outcome::not_sent);
        const crm_result real = acme.usual_answer(call);
        is_down = call.operation == booking_operation::create_booking;
        return is_down ? not_ok(outcome::unknown) : real;
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::unknown) == 1; });
    run_on_until([this] { return inbox.all_settled(); }, 1h);
    BOOST_TEST(inbox.rows.front().reason == "expired");
    BOOST_TEST((clock.now() >= noon + 144h));
    BOOST_TEST(inbox.rows.front().dead->detail.find("externalId one-p-1") != std::string::npos);

    is_down = false;
    replay(inbox.rows.front());
    run_until_settled();

    BOOST_TEST(inbox.rows.front().reason == "found_existing");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
}

BOOST_AUTO_TEST_CASE(the_circuit_opens_and_one_call_closes_it) {
    bool is_down = true;
    acme.answer = [&](const gateway::booking_call& call) {
        return is_down ? not_ok(outcome::not_sent) : acme.usual_answer(call);
    };
    settings.lane.concurrency = 1;
    settings.lane.circuit = {5, 50ms, 50ms};
    for (int i = 0; i < 30; ++i) put("one", event_kind::create, "p-" + std::to_string(i));
    start();
    run_until([this] { return shows(R"(circuit_state{tenant="acme"} 2)"); });
    run_for(20ms);
    BOOST_TEST(acme.calls.size() == 5u);

    is_down = false;
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(inbox.count(event_state::delivered) == 30u);
    BOOST_TEST(shows(R"(circuit_state{tenant="acme"} 0)"));
}

BOOST_AUTO_TEST_CASE(refused_credentials_pause_their_tenant_only) {
    bool is_refusing = true;
    settings.lane.concurrency = 1;
    acme.answer = [&](const gateway::booking_call& call) {
        return is_refusing ? not_ok(outcome::unauthorized, 401) : acme.usual_answer(call);
    };
    settings.lane.credentials = {1, 500ms, 500ms};
    for (int i = 0; i < 10; ++i) put("one", event_kind::create, "p-" + std::to_string(i));
    put("other", event_kind::create, "p-1");
    start();
    run_until([this] {
        return inbox.count(event_state::delivered) == 1 && shows(R"(lane_paused{tenant="acme"} 1)");
    });
    run_for(20ms);
    BOOST_TEST(acme.calls.size() == 1u);
    BOOST_TEST(inbox.rows.front().reason == "unauthorized");

    is_refusing = false;
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(inbox.count(event_state::delivered) == 11u);
    for (const auto& row : inbox.rows) BOOST_TEST(row.event.tries == 0);
    BOOST_TEST(shows(R"(lane_paused{tenant="acme"} 0)"));
}

BOOST_AUTO_TEST_CASE(forbidden_calls_pause_their_connection_only) {
    bool is_forbidding = true;
    acme.answer = [&](const gateway::booking_call& call) {
        const bool is_of_one = call.body.at("externalId").as_string().starts_with("one-");
        return is_forbidding && is_of_one ? not_ok(outcome::forbidden, 403)
                                          : acme.usual_answer(call);
    };
    settings.lane.concurrency = 1;
    settings.lane.credentials = {1, 500ms, 500ms};
    for (int i = 0; i < 10; ++i) put("one", event_kind::create, "p-" + std::to_string(i));
    for (int i = 0; i < 10; ++i) put("two", event_kind::create, "p-" + std::to_string(i));
    start();
    run_until([this] { return inbox.count(event_state::delivered) == 10; });
    BOOST_TEST(shows(R"(connection_paused{connection="one"} 1)"));
    BOOST_TEST(shows(R"(connection_paused{connection="two"} 0)"));
    BOOST_TEST(shows(R"(lane_paused{tenant="acme"} 0)"));
    BOOST_TEST(inbox.rows.front().reason == "forbidden");
    BOOST_TEST((inbox.rows.front().due > clock.now()));

    is_forbidding = false;
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(inbox.count(event_state::delivered) == 20u);
    for (const auto& row : inbox.rows) BOOST_TEST(row.event.tries == 0);
    BOOST_TEST(shows(R"(connection_paused{connection="one"} 0)"));
}

BOOST_AUTO_TEST_CASE(
    a_paused_connection_calls_no_more_until_its_pause_is_over_or_it_is_read_again) {
    acme.answer = [](const auto&) { return not_ok(outcome::forbidden, 403); };
    settings.lane.concurrency = 1;
    settings.lane.credentials = {1, 1h, 1h};
    for (int i = 0; i < 3; ++i) put("one", event_kind::create, "p-" + std::to_string(i));
    start();
    run_until([this] { return shows(R"(connection_paused{connection="one"} 1)"); });
    run_for(30ms);
    BOOST_TEST(acme.calls.size() == 1u);
    BOOST_TEST(inbox.count(event_state::accepted) == 2u);

    acme.answer = [this](const gateway::booking_call& call) { return acme.usual_answer(call); };
    known = known_connections({"one", "two", "other"});
    run_until([this] { return inbox.count(event_state::delivered) == 2; });

    BOOST_TEST(shows(R"(connection_paused{connection="one"} 0)"));
}

BOOST_AUTO_TEST_CASE(calls_keep_to_the_rate_of_the_tenant) {
    settings.lane.calls_per_second = 100;
    settings.lane.burst = 1;
    for (int i = 0; i < 11; ++i) put("one", event_kind::create, "p-" + std::to_string(i));

    const auto started = std::chrono::steady_clock::now();
    start();
    run_until_settled();

    BOOST_TEST((std::chrono::steady_clock::now() - started >= 100ms));
    BOOST_TEST(metrics.expose().find("upstream_throttled_seconds_total{tenant=\"acme\"}") !=
               std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
