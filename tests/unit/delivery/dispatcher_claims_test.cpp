#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "dispatcher_fixture.hpp"

// What the dispatcher makes of the inbox: whose turn it is, leases, and an inbox in trouble.
namespace {

using namespace testing;
using namespace std::chrono_literals;

std::string numbered(int i) { return "p-" + std::to_string(i); }

BOOST_FIXTURE_TEST_SUITE(claiming, dispatcher_fixture)

BOOST_AUTO_TEST_CASE(takes_no_more_of_a_tenant_than_its_lane_has_places_for) {
    settings.lane.concurrency = 3;
    for (int i = 0; i < 20; ++i) put("one", event_kind::create, numbered(i));
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 3; });
    run_for(20ms);
    BOOST_TEST(inbox.count(event_state::delivering) == 3u);
    BOOST_TEST(shows(R"(queue_inflight{tenant="acme"} 3)"));

    acme.let_go();
    run_until_settled();

    BOOST_TEST(acme.most_under_way == 3u);
    BOOST_TEST(inbox.count(event_state::delivered) == 20u);
}

BOOST_AUTO_TEST_CASE(a_slow_tenant_holds_nobody_else) {
    for (int i = 0; i < 100; ++i) put("one", event_kind::create, numbered(i));
    for (int i = 0; i < 5; ++i) put("other", event_kind::create, numbered(i));
    acme.holds = true;
    start();

    run_until([this] { return inbox.count(event_state::delivered) == 5; });

    BOOST_TEST(bolt.calls.size() == 5u);
    BOOST_TEST(acme.calls.size() == settings.lane.concurrency);
}

BOOST_AUTO_TEST_CASE(a_long_queue_of_one_connection_does_not_keep_another_waiting) {
    settings.lane.concurrency = 4;
    for (int i = 0; i < 200; ++i) put("one", event_kind::create, numbered(i));
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 4; });
    for (int i = 0; i < 3; ++i) put("two", event_kind::create, numbered(i));

    acme.let_go();
    run_until([this] { return inbox.links.contains({"two", "p-2"}); });

    BOOST_TEST(acme.calls.size() < 30u);
}

BOOST_AUTO_TEST_CASE(gives_a_freed_place_to_the_connection_with_the_fewest_deliveries_under_way) {
    settings.lane.concurrency = 3;
    for (int i = 0; i < 10; ++i) put("one", event_kind::create, numbered(i));
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 3; });
    put("two", event_kind::create, "p-0");

    acme.let_one_go();
    run_until([this] { return acme.calls.size() == 4; });

    BOOST_TEST(acme.calls.back().body.at("externalId").as_string() == "two-p-0");
}

BOOST_AUTO_TEST_CASE(sends_nothing_once_the_lease_is_lost) {
    inbox.loses_leases = true;
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::delivering) == 1; });
    run_for(20ms);

    BOOST_TEST(acme.calls.empty());
}

BOOST_AUTO_TEST_CASE(a_result_that_could_not_be_stored_is_looked_up_when_the_lease_is_over) {
    bool is_failing = true;
    inbox.before = [&](std::string_view operation) {
        if (operation == "settle" && is_failing) throw gateway::inbox_full("no space");
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return acme.calls.size() == 1; });
    run_for(20ms);
    BOOST_TEST((inbox.rows.front().state == event_state::delivering));

    is_failing = false;
    clock.advance(settings.lease);
    run_until_settled();

    BOOST_TEST(inbox.rows.front().reason == "found_existing");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST((inbox.links.at({"one", "p-1"}).crm_booking == 100));
}

BOOST_AUTO_TEST_CASE(an_event_whose_intent_could_not_be_stored_is_not_sent) {
    bool is_failing = true;
    inbox.before = [&](std::string_view operation) {
        if (operation == "record_progress" && is_failing) throw gateway::inbox_busy("later");
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([this] { return inbox.count(event_state::delivering) == 1; });
    run_for(20ms);
    BOOST_TEST(acme.calls.empty());

    is_failing = false;
    clock.advance(settings.lease);
    run_until_settled();

    BOOST_TEST(inbox.rows.front().reason == "created");
}

// The lease of a call that takes too long ends while this very process still waits for the answer.
BOOST_AUTO_TEST_CASE(does_not_deliver_an_event_that_it_is_delivering) {
    put("one", event_kind::create, "p-1");
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 1; });

    clock.advance(settings.lease);
    run_for(30ms);
    BOOST_TEST(acme.calls.size() == 1u);
    acme.let_go();
    clock.advance(1s);
    run_until_settled();

    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(goes_on_when_the_inbox_recovers) {
    bool is_failing = true;
    int failures = 0;
    inbox.before = [&](std::string_view operation) {
        if (operation != "claim" || !is_failing) return;
        ++failures;
        throw gateway::inbox_busy("too much is waiting");
    };
    put("one", event_kind::create, "p-1");
    start();
    run_until([&] { return failures == 3; });

    is_failing = false;
    run_until_settled();

    BOOST_TEST((inbox.rows.front().state == event_state::delivered));
}

BOOST_AUTO_TEST_CASE(a_surprise_in_our_own_code_is_a_failed_try) {
    auto& link = inbox.links[{"one", "p-1"}];
    link.crm_booking = 100;
    link.place = place;
    link.sent = json::object{{"not", "a booking"}};
    put("one", event_kind::update, "p-1");
    put("one", event_kind::create, "p-2");
    start();
    run_until([this] { return inbox.rows[1].state == event_state::delivered; });

    BOOST_TEST((inbox.rows[0].state == event_state::waiting));
    BOOST_TEST(inbox.rows[0].reason == "internal_error");
    BOOST_TEST(inbox.rows[0].event.tries == 1);
}

BOOST_AUTO_TEST_CASE(reads_the_identity_again_that_could_not_be_read_at_the_door) {
    auto& link = inbox.links[{"one", "p-1"}];
    link.what = standing::cancelled;
    put("one", event_kind::create, "", R"({"type": "created", "id": "e-1", "booking": "p-1",
                                           "name": "Ada", "phone": "2125550123"})");
    put("one", event_kind::create, "", R"({"type": "created", "id": "e-2", "booking": "p-2",
                                           "name": "Ada", "phone": "2125550123"})");

    start();
    run_until_settled();

    BOOST_TEST(inbox.rows[0].reason == "superseded");
    BOOST_TEST(inbox.rows[1].reason == "created");
    BOOST_TEST((inbox.links.at({"one", "p-2"}).what == standing::live));
}

BOOST_AUTO_TEST_CASE(settles_an_event_that_the_definition_now_says_to_ignore) {
    put("one", event_kind::create, "", R"({"type": "ping", "id": "e-1"})");
    put("one", event_kind::create, "", R"({"type": "seen", "id": "e-2"})");
    put("one", event_kind::create, "", R"({"type": "unheard of", "id": "e-3"})");

    start();
    run_until_settled();

    BOOST_TEST((inbox.rows[0].state == event_state::ignored));
    BOOST_TEST(inbox.rows[0].reason == "test");
    BOOST_TEST((inbox.rows[1].state == event_state::ignored));
    BOOST_TEST(inbox.rows[1].reason == "not_wanted");
    BOOST_TEST(inbox.rows[2].reason == "unreadable");
    BOOST_TEST(acme.calls.empty());
}

// The inbox does not know that all of them are about one booking.
BOOST_AUTO_TEST_CASE(makes_one_booking_of_events_whose_identity_is_read_at_the_same_time) {
    for (const std::string id : {"e-1", "e-2", "e-3"})
        put("one", event_kind::create, "",
            R"({"type": "created", "id": ")" + id +
                R"(", "booking": "p-1", "name": "Ada",
                                               "phone": "2125550123"})");
    put("one", event_kind::create, "p-1");
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 1; });
    run_for(20ms);
    acme.let_go();

    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST(inbox.count(event_state::delivered) == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_FIXTURE_TEST_SUITE(stopping, dispatcher_fixture)

BOOST_AUTO_TEST_CASE(finishes_what_is_under_way_and_claims_nothing_more) {
    settings.lane.concurrency = 2;
    for (int i = 0; i < 10; ++i) put("one", event_kind::create, numbered(i));
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 2; });

    stop(5s);
    run_for(10ms);
    BOOST_TEST(!stopped.has_value());
    acme.let_go();
    run_until([this] { return stopped.has_value(); });

    BOOST_TEST(*stopped);
    BOOST_TEST(inbox.count(event_state::delivered) == 2u);
    BOOST_TEST(inbox.count(event_state::accepted) == 8u);
}

BOOST_AUTO_TEST_CASE(leaves_to_the_lease_what_takes_too_long) {
    put("one", event_kind::create, "p-1");
    acme.holds = true;
    start();
    run_until([this] { return acme.under_way == 1; });

    stop(20ms);
    run_until([this] { return stopped.has_value(); });

    BOOST_TEST(!*stopped);
    BOOST_TEST((inbox.rows.front().state == event_state::delivering));
    BOOST_TEST(inbox.rows.front().event.progress.create_sent.has_value());
}

BOOST_AUTO_TEST_CASE(is_quick_when_there_is_nothing_to_do) {
    settings.look_each = 1h;
    start();
    run_for(10ms);

    stop(1h);
    run_until([this] { return stopped.has_value(); });

    BOOST_TEST(*stopped);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
