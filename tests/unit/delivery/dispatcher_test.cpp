#include <boost/test/unit_test.hpp>

#include "dispatcher_fixture.hpp"

namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::death;

BOOST_FIXTURE_TEST_SUITE(dispatching, dispatcher_fixture)

BOOST_AUTO_TEST_CASE(makes_a_booking_of_an_event) {
    put("one", event_kind::create, "p-1");

    start();
    run_until_settled();

    const auto& row = inbox.rows.front();
    BOOST_TEST((row.state == event_state::delivered));
    BOOST_TEST(row.reason == "created");
    BOOST_TEST((inbox.links.at({"one", "p-1"}).crm_booking == 100));
    BOOST_REQUIRE(acme.calls.size() == 1u);
    BOOST_TEST(acme.calls.front().booking_provider == 77);
    BOOST_TEST(acme.calls.front().body.at("externalId").as_string() == "one-p-1");
    BOOST_REQUIRE(row.attempts.size() == 1u);
    BOOST_TEST(row.attempts.front().operation == "Bookings_Create");
    BOOST_TEST(row.attempts.front().status == 200);
    BOOST_TEST(row.attempts.front().error == "");
    BOOST_TEST(shows(R"(bookings_total{connection="one",outcome="created"} 1)"));
    BOOST_TEST(shows(R"(booking_latency_seconds_count{connection="one"} 1)"));
    BOOST_TEST(shows(R"(queue_inflight{tenant="acme"} 0)"));
}

BOOST_AUTO_TEST_CASE(delivers_events_of_one_booking_in_their_order) {
    put("one", event_kind::create, "p-1");
    put("one", event_kind::update, "p-1",
        R"({"booking": "p-1", "name": "Grace", "phone": "2125550123"})");
    put("one", event_kind::cancel, "p-1");

    start();
    run_until_settled();

    const std::vector<booking_operation> in_order{
        booking_operation::create_booking, booking_operation::update_booking,
        booking_operation::list_contacts, booking_operation::create_contact,
        booking_operation::dismiss_booking};
    std::vector<booking_operation> made;
    for (const auto& call : acme.calls) made.push_back(call.operation);
    BOOST_TEST((made == in_order));
    BOOST_TEST(shows(R"(bookings_total{connection="one",outcome="updated"} 1)"));
    BOOST_TEST(shows(R"(bookings_total{connection="one",outcome="dismissed"} 1)"));
}

BOOST_AUTO_TEST_CASE(settles_events_that_want_nothing_without_reading_them) {
    put("one", event_kind::test, "", "this is no JSON");

    start();
    run_until_settled();

    BOOST_TEST(inbox.rows.front().reason == "test");
    BOOST_TEST(acme.calls.empty());
    BOOST_TEST(shows(R"(bookings_total{connection="one",outcome="ignored"} 1)"));
}

BOOST_AUTO_TEST_CASE(buries_what_cannot_become_a_booking_at_once) {
    put("one", event_kind::create, "p-1", "this is no JSON");
    put("one", event_kind::create, "p-2", R"({"booking": "p-2", "phone": "2125550123"})");
    acme.answer = [](const auto&) { return refused(400, "The customer Ada is not active."); };
    put("one", event_kind::create, "p-3");

    start();
    run_until_settled();

    const death expected[] = {death::unreadable, death::unmappable, death::refused_by_crm};
    for (std::size_t i = 0; i < 3; ++i) {
        BOOST_REQUIRE(inbox.rows[i].dead.has_value());
        BOOST_TEST((inbox.rows[i].dead->reason == expected[i]));
        BOOST_TEST(!inbox.rows[i].dead->detail.empty());
        BOOST_TEST(inbox.rows[i].event.tries == 0);
    }
    BOOST_TEST(inbox.rows[1].dead->detail.find("/name") != std::string::npos);
    BOOST_TEST(acme.calls.size() == 1u);
    BOOST_TEST(shows(R"(dead_lettered_total{connection="one",reason="unmappable"} 1)"));
    BOOST_TEST(shows(R"(bookings_total{connection="one",outcome="dead"} 3)"));
}

BOOST_AUTO_TEST_CASE(keeps_the_words_of_the_crm_out_of_the_attempts) {
    acme.answer = [](const auto&) { return refused(400, "The customer Ada is not active."); };
    put("one", event_kind::create, "p-1");

    start();
    run_until_settled();

    BOOST_TEST(inbox.rows.front().attempts.front().error == "refused");
    BOOST_TEST(inbox.rows.front().attempts.front().status == 400);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_holds_its_own_booking_only) {
    put("one", event_kind::create, "p-1", "this is no JSON");
    put("one", event_kind::update, "p-1");
    put("one", event_kind::create, "p-2");

    start();
    run_until([this] { return inbox.rows[2].state == event_state::delivered; });

    BOOST_TEST((inbox.rows[1].state == event_state::accepted));
}

BOOST_AUTO_TEST_CASE(buries_events_whose_connection_is_gone) {
    put("gone", event_kind::create, "p-1");
    put("one", event_kind::create, "p-1");

    start();
    run_until_settled();

    BOOST_REQUIRE(inbox.rows[0].dead.has_value());
    BOOST_TEST((inbox.rows[0].dead->reason == death::unknown_connection));
    BOOST_TEST((inbox.rows[1].state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(waits_for_a_connection_that_may_come_back) {
    settings.orphaned_after = 1h;
    put("two", event_kind::create, "p-1");
    known = known_connections({"one", "other"});
    start();
    run_for(30ms);
    BOOST_TEST((inbox.rows.front().state == event_state::accepted));

    known = known_connections({"one", "two", "other"});
    run_until_settled();

    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(counts_anew_for_how_long_a_connection_is_missing_when_it_was_back) {
    settings.orphaned_after = 200ms;
    put("two", event_kind::create, "p-1").due = noon + 1h;
    const auto without = known_connections({"one"}), with = known_connections({"one", "two"});
    known = without;
    start();
    run_for(120ms);
    known = with;
    run_for(30ms);
    known = without;

    const auto gone_again = std::chrono::steady_clock::now();
    clock.advance(1h);
    run_until_settled();

    BOOST_TEST(inbox.rows.front().reason == "unknown_connection");
    BOOST_TEST((std::chrono::steady_clock::now() - gone_again >= 200ms));
}

BOOST_AUTO_TEST_CASE(uses_the_connections_as_they_are_configured_now) {
    known = known_connections({"other"});
    settings.seek_orphans_each = 1h;
    start();
    run_for(20ms);

    known = known_connections({"one", "other"});
    put("one", event_kind::create, "p-1");
    run_until_settled();

    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(is_woken_by_a_commit) {
    settings.look_each = 1h;
    start();
    run_until([this] { return inbox.claims > 0; });
    run_for(10ms);

    put("one", event_kind::create, "p-1");
    inbox.wake();
    inbox.wake();

    run_until_settled();
    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(comes_back_when_the_next_event_is_due) {
    settings.look_each = 1h;
    put("one", event_kind::create, "p-1").due = noon + 10ms;
    start();
    run_for(5ms);
    BOOST_TEST(acme.calls.empty());

    clock.advance(10ms);

    run_until_settled();
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
