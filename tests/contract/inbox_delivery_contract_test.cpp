#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// What every inbox promises to deliveries: claims, leases, replays and links. The order in which
// events are claimed is in inbox_order_contract_test.cpp.

namespace {

using gateway::booking_link;
using gateway::death;
using gateway::delivery_progress;
using gateway::event_state;
using std::chrono::seconds;
using testing::event_sketch;
using testing::inbox_desk;
using testing::lease_time;
using testing::noon;

using harnesses = boost::mp11::mp_list<testing::sqlite_harness>;

const gateway::crm_address somewhere{{4242, 77}, "site-b"};

booking_link live_link(std::int64_t crm_booking) {
    booking_link link;
    link.crm_booking = crm_booking;
    link.place = somewhere.place;
    link.sent = {{"name", "Ada"}, {"jobTypeId", 7001}};
    link.occurred_at = noon - seconds(1);
    return link;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(claims_an_event_with_all_that_was_received, Harness, harnesses) {
    inbox_desk<Harness> desk;
    const std::string body("{\"zero\": \"\0\"}", 13);
    desk.insert(event_sketch("e")
                    .of("b2")
                    .replacing("b1")
                    .identified_by_key()
                    .kind(providers::event_kind::reschedule)
                    .type("moved")
                    .occurred(noon - seconds(9))
                    .body(body)
                    .target("/v3/Create%20Booking/", "a=1&b=%2F")
                    .header("X-Signature", "one")
                    .header("x-signature", "two")
                    .header("X-Name", "J\xf6rg \"\\")
                    .receipt("r"));
    desk.reopen();

    const auto event = desk.claim_one(noon + seconds(2));

    BOOST_TEST(event.receipt == "r");
    BOOST_TEST(event.connection == "acme");
    BOOST_TEST(event.identity.event_id == "e");
    BOOST_TEST(event.identity.booking_id == "b2");
    BOOST_TEST(event.identity.previous_booking_id == "b1");
    BOOST_TEST(event.identity.id_is_idempotency_key);
    BOOST_TEST(to_string(event.identity.kind) == "reschedule");
    BOOST_TEST(event.identity.type == "moved");
    BOOST_TEST((event.identity.occurred_at == noon - seconds(9)));
    BOOST_TEST(event.request.method == "POST");
    BOOST_TEST(event.request.path == "/v3/Create%20Booking/");
    BOOST_TEST(event.request.query == "a=1&b=%2F");
    BOOST_TEST(event.request.body == body);
    BOOST_REQUIRE(event.request.headers.size() == 3u);
    BOOST_TEST(event.request.headers[0].name == "X-Signature");
    BOOST_TEST(event.request.headers[1].value == "two");
    BOOST_TEST(event.request.headers[2].value == "J\xf6rg \"\\");
    BOOST_TEST((event.received_at == noon));
    BOOST_TEST((event.first_try == noon));
    BOOST_TEST(event.tries == 0);
    BOOST_TEST(!event.was_unknown);
    BOOST_TEST((event.progress == delivery_progress()));
    BOOST_TEST(!event.lease.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keeps_every_state_over_a_restart, Harness, harnesses) {
    constexpr event_state ends[] = {event_state::waiting,   event_state::unknown,
                                    event_state::delivered, event_state::ignored,
                                    event_state::dead,      event_state::discarded};
    for (const event_state end : ends) {
        BOOST_TEST_CONTEXT(to_string(end)) {
            inbox_desk<Harness> desk;
            desk.insert(event_sketch("e"));
            desk.settle(desk.claim_one(), end, noon + seconds(5));
            desk.reopen();
            desk.wait(desk.store().recover(noon));

            BOOST_TEST(desk.state_of("e") == to_string(end));
            BOOST_TEST(desk.claim(noon + seconds(4)).empty());
            BOOST_TEST(desk.claim(noon + seconds(5)).size() == (is_settled(end) ? 0u : 1u));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(holds_a_claimed_event_until_the_lease_ends, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    const auto first = desk.claim_one();
    BOOST_TEST(desk.state_of("e") == "delivering");
    BOOST_TEST(desk.claim(noon + lease_time - seconds(1)).empty());

    const auto second = desk.claim_one(noon + lease_time);

    BOOST_TEST(second.seq == first.seq);
    BOOST_TEST(second.was_unknown);
    BOOST_TEST(second.lease != first.lease);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(writes_nothing_for_a_lost_lease, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e").of("b"));
    const auto lost = desk.claim_one();
    const auto held = desk.claim_one(noon + lease_time);
    auto end = desk.end_as(event_state::delivered);
    end.links["b"] = live_link(77);

    BOOST_TEST(!desk.settle(lost, end));
    BOOST_TEST(!desk.wait(desk.store().record_progress(lost.seq, lost.lease, {somewhere, 3})));

    BOOST_TEST(desk.state_of("e") == "delivering");
    BOOST_TEST(!desk.wait(desk.store().find_link("acme", "b")).has_value());
    BOOST_TEST(desk.settle(held, event_state::waiting));
    BOOST_TEST((desk.claim_one().progress == delivery_progress()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lets_a_lease_that_nobody_took_over_be_used, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    const auto event = desk.claim_one();

    BOOST_TEST(desk.settle(event, desk.end_as(event_state::delivered), noon + 2 * lease_time));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(never_changes_a_settled_event, Harness, harnesses) {
    for (const event_state end : {event_state::delivered, event_state::ignored, event_state::dead,
                                  event_state::discarded}) {
        BOOST_TEST_CONTEXT(to_string(end)) {
            inbox_desk<Harness> desk;
            desk.insert(event_sketch("e"));
            const auto event = desk.claim_one();
            desk.settle(event, end);

            BOOST_TEST(!desk.settle(event, event_state::waiting));
            BOOST_TEST(!desk.settle(event, event_state::delivered));
            desk.wait(desk.store().recover(noon));

            BOOST_TEST(desk.state_of("e") == to_string(end));
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(refuses_an_end_that_is_none, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    const auto event = desk.claim_one();
    gateway::settlement dead_without_reason;
    dead_without_reason.state = event_state::dead;

    BOOST_CHECK_THROW(desk.settle(event, event_state::accepted), std::logic_error);
    BOOST_CHECK_THROW(desk.settle(event, event_state::delivering), std::logic_error);
    BOOST_CHECK_THROW(desk.settle(event, dead_without_reason), std::logic_error);

    BOOST_TEST(desk.settle(event, event_state::delivered));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gives_out_at_once_what_an_earlier_process_held, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    const auto before = desk.claim_one();
    desk.reopen();
    BOOST_TEST(desk.claim().empty());

    desk.wait(desk.store().recover(noon));

    BOOST_TEST(desk.state_of("e") == "unknown");
    BOOST_TEST(!desk.settle(before, event_state::delivered));
    BOOST_TEST(desk.claim_one().was_unknown);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remembers_how_far_a_delivery_came, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    const auto event = desk.claim_one();

    BOOST_TEST(desk.wait(desk.store().record_progress(event.seq, event.lease, {somewhere, 1})));
    desk.reopen();

    desk.wait(desk.store().recover(noon));
    const auto again = desk.claim_one();
    BOOST_TEST((again.progress == delivery_progress{somewhere, 1}));
    auto end = desk.end_as(event_state::unknown);
    end.progress = {somewhere, 2};
    desk.settle(again, end);
    BOOST_TEST((desk.claim_one().progress == delivery_progress{somewhere, 2}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remembers_how_far_the_calls_of_an_operation_came, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e").kind(providers::event_kind::operation));
    const auto event = desk.claim_one();
    delivery_progress progress;
    progress.calls.tenant = 4242;
    progress.calls.answers = {{"lead", {{"id", 9007199254740993}, {"name", "Zo\xc3\xab"}}},
                              {"note", nullptr}};
    progress.calls.sent = {{"name", "tag"}, {"call", "BulkTags_AddTags"}};
    progress.calls.sent_at = noon;
    progress.calls.empty_lookups = 1;

    BOOST_TEST(desk.wait(desk.store().record_progress(event.seq, event.lease, progress)));
    desk.reopen();

    desk.wait(desk.store().recover(noon));
    const auto again = desk.claim_one();
    BOOST_TEST((again.progress == progress));
    desk.settle(again, event_state::waiting);
    BOOST_TEST((desk.claim_one().progress == delivery_progress()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forgets_a_create_that_was_certainly_not_processed, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    const auto event = desk.claim_one();
    desk.wait(desk.store().record_progress(event.seq, event.lease, {somewhere, 0}));

    desk.settle(event, event_state::waiting);

    BOOST_TEST((desk.claim_one().progress == delivery_progress()));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_only_tries_that_count, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    auto end = desk.end_as(event_state::waiting);

    desk.settle(desk.claim_one(), end);
    end.counts_as_try = true;
    desk.settle(desk.claim_one(), end);
    desk.settle(desk.claim_one(), end);

    BOOST_TEST(desk.claim_one().tries == 2);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(says_whether_an_outcome_was_never_seen, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));

    desk.settle(desk.claim_one(), event_state::waiting);
    const auto after_waiting = desk.claim_one();
    desk.settle(after_waiting, event_state::unknown);
    const auto after_unknown = desk.claim_one();

    BOOST_TEST(!after_waiting.was_unknown);
    BOOST_TEST(after_unknown.was_unknown);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gives_a_replayed_dead_letter_a_fresh_budget, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    auto end = desk.end_as(event_state::dead);
    end.counts_as_try = true;
    end.progress = {somewhere, 2};
    desk.settle(desk.claim_one(), end);
    desk.reopen();

    BOOST_TEST(desk.replay("receipt of acme/e", noon + seconds(9)));

    BOOST_TEST(desk.state_of("e") == "waiting");
    BOOST_TEST(!desk.status_of("e")->settled_at.has_value());
    BOOST_TEST(desk.claim(noon + seconds(8)).empty());
    const auto event = desk.claim_one(noon + seconds(9));
    BOOST_TEST(event.tries == 0);
    BOOST_TEST((event.first_try == noon + seconds(9)));
    BOOST_TEST((event.received_at == noon));
    BOOST_TEST((event.progress == delivery_progress{somewhere, 2}));
    BOOST_TEST(desk.settle(event, event_state::delivered));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replays_nothing_but_dead_letters, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));

    BOOST_TEST(!desk.replay("receipt of acme/unheard of"));
    BOOST_TEST(!desk.replay("receipt of acme/e"));
    const auto event = desk.claim_one();
    BOOST_TEST(!desk.replay("receipt of acme/e"));
    desk.settle(event, event_state::delivered);
    BOOST_TEST(!desk.replay("receipt of acme/e"));

    BOOST_TEST(desk.state_of("e") == "delivered");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(links_bookings_when_a_claim_ends, Harness, harnesses) {
    inbox_desk<Harness> desk;
    booking_link tombstone;
    tombstone.what = booking_link::standing::cancelled;
    booking_link superseded = live_link(77);
    superseded.what = booking_link::standing::superseded;
    auto end = desk.end_as(event_state::delivered);
    end.links = {{"b2", live_link(77)}, {"b1", superseded}, {"never made", tombstone}};
    desk.insert(event_sketch("e").of("b2").replacing("b1"));
    desk.settle(desk.claim_one(), end);
    desk.reopen();

    const auto found = [&](const char* connection, const char* booking) {
        return desk.wait(desk.store().find_link(connection, booking));
    };
    BOOST_TEST((found("acme", "b2") == live_link(77)));
    BOOST_TEST((found("acme", "b1") == superseded));
    BOOST_TEST((found("acme", "never made") == tombstone));
    BOOST_TEST(!found("bolt", "b2").has_value());

    desk.insert(event_sketch("next").of("b2").replacing("b1"));
    const auto next = desk.claim_one();
    BOOST_TEST((next.link == live_link(77)));
    BOOST_TEST((next.previous_link == superseded));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replaces_a_link_by_a_newer_one, Harness, harnesses) {
    inbox_desk<Harness> desk;
    for (const std::int64_t crm_booking : {77, 88}) {
        desk.insert(event_sketch("e" + std::to_string(crm_booking)).of("b"));
        auto end = desk.end_as(event_state::delivered);
        end.links["b"] = live_link(crm_booking);
        end.links["b"].place.booking_provider = crm_booking;
        desk.settle(desk.claim_one(), end);
    }

    const auto link = desk.wait(desk.store().find_link("acme", "b"));
    BOOST_TEST(link->crm_booking == 88);
    BOOST_TEST(link->place.booking_provider == 88);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(claims_no_link_for_an_event_without_a_booking, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));

    const auto event = desk.claim_one();

    BOOST_TEST(!event.link.has_value());
    BOOST_TEST(!event.previous_link.has_value());
}
