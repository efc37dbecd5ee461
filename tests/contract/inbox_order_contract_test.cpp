#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// In which order every inbox gives out its events.

namespace {

using gateway::death;
using gateway::event_state;
using std::chrono::seconds;
using testing::event_sketch;
using testing::inbox_desk;
using testing::noon;
using ids = std::vector<std::string>;

using harnesses = boost::mp11::mp_list<testing::sqlite_harness>;

// Delivers whatever can be, one claim after the other, and says in which order that was.
template <class Harness>
ids deliver_all(inbox_desk<Harness>& desk) {
    ids order;
    for (;;) {
        const auto events = desk.claim();
        if (events.empty()) return order;
        for (const auto& event : events) {
            order.push_back(event.identity.event_id);
            desk.settle(event, event_state::delivered);
        }
    }
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(gives_out_the_oldest_first, Harness, harnesses) {
    inbox_desk<Harness> desk;
    for (int i = 0; i < 5; ++i)
        desk.insert(event_sketch("e" + std::to_string(i)).at(noon + seconds(i)));

    BOOST_TEST(desk.claimed_ids(noon + seconds(9), 2) == (ids{"e0", "e1"}));
    BOOST_TEST(desk.claimed_ids(noon + seconds(9), 9) == (ids{"e2", "e3", "e4"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(gives_out_no_event_before_the_earlier_one_of_its_booking_is_settled,
                              Harness, harnesses) {
    for (const event_state end :
         {event_state::delivered, event_state::ignored, event_state::discarded}) {
        inbox_desk<Harness> desk;
        for (const char* id : {"first", "second", "third"}) desk.insert(event_sketch(id).of("b"));

        auto event = desk.claim_one();
        BOOST_TEST(event.identity.event_id == "first");
        BOOST_TEST(desk.claim().empty());
        desk.settle(event, end);

        event = desk.claim_one();
        BOOST_TEST(event.identity.event_id == "second");
        desk.settle(event, event_state::waiting, noon + seconds(5));
        BOOST_TEST(desk.claim(noon + seconds(4)).empty());
        BOOST_TEST(desk.claim_one(noon + seconds(5)).identity.event_id == "second");
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lets_a_late_event_pass_one_that_waits_for_it, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("update").of("b"));
    auto waits = inbox_desk<Harness>::end_as(event_state::waiting, noon + seconds(60));
    waits.reason = gateway::waits_for_earlier;
    desk.settle(desk.claim_one(), waits);
    desk.insert(event_sketch("create").of("b"));

    const auto passed = desk.claim_one();

    BOOST_TEST(passed.identity.event_id == "create");
    desk.settle(passed, event_state::delivered);
    BOOST_TEST(desk.claim_one(noon + seconds(60)).identity.event_id == "update");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(holds_nothing_but_the_booking_of_a_dead_letter, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("dead").of("b").dead(death::unmappable, ""));
    desk.insert(event_sketch("behind").of("b"));
    desk.insert(event_sketch("other booking").of("c"));
    desk.insert(event_sketch("no booking"));
    desk.insert(event_sketch("other connection").on("bolt").of("b"));
    desk.reopen();

    BOOST_TEST(desk.claimed_ids() == (ids{"other booking", "no booking"}));
    BOOST_TEST(desk.claimed_ids(noon, 9, {"bolt"}) == (ids{"other connection"}));

    desk.replay("receipt of acme/dead");
    BOOST_TEST(deliver_all(desk) == (ids{"dead", "behind"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(holds_events_without_a_booking_for_nobody, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("dead").dead(death::unreadable, ""));
    desk.insert(event_sketch("one"));
    desk.insert(event_sketch("two"));

    BOOST_TEST(desk.claimed_ids() == (ids{"one", "two"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keeps_one_order_for_all_ids_of_a_booking, Harness, harnesses) {
    struct {
        std::string_view about;
        std::vector<event_sketch> events;  // all of one booking, in the order of arrival
    } const cases[] = {
        {"moved after its create",
         {event_sketch("create b1").of("b1"), event_sketch("b1 is b2").of("b2").replacing("b1"),
          event_sketch("update b2").of("b2"), event_sketch("late update b1").of("b1")}},
        {"moved before its create",
         {event_sketch("b1 is b2").of("b2").replacing("b1"), event_sketch("create b1").of("b1"),
          event_sketch("update b2").of("b2")}},
        {"moved twice",
         {event_sketch("create b1").of("b1"), event_sketch("b1 is b2").of("b2").replacing("b1"),
          event_sketch("b2 is b3").of("b3").replacing("b2"), event_sketch("update b1").of("b1"),
          event_sketch("update b3").of("b3")}},
        {"moved twice, the moves the wrong way round",
         {event_sketch("b2 is b3").of("b3").replacing("b2"),
          event_sketch("b1 is b2").of("b2").replacing("b1"), event_sketch("create b1").of("b1"),
          event_sketch("update b3").of("b3"), event_sketch("update b2").of("b2")}},
        {"the new id known before it was said to be the same booking",
         {event_sketch("update b2").of("b2"), event_sketch("again b2").of("b2"),
          event_sketch("b1 is b2").of("b2").replacing("b1"), event_sketch("cancel b1").of("b1")}},
        {"moved back",
         {event_sketch("b1 is b2").of("b2").replacing("b1"),
          event_sketch("b2 is b1").of("b1").replacing("b2"), event_sketch("update b2").of("b2"),
          event_sketch("update b1").of("b1")}},
        {"the new id not told",
         {event_sketch("create b1").of("b1"), event_sketch("b1 is gone").replacing("b1"),
          event_sketch("update b1").of("b1")}},
        {"replaced by itself",
         {event_sketch("create b1").of("b1"), event_sketch("moved").of("b1").replacing("b1"),
          event_sketch("update b1").of("b1")}},
    };
    for (const auto& [about, events] : cases) {
        BOOST_TEST_CONTEXT(about) {
            inbox_desk<Harness> desk;
            ids arrived;
            for (event_sketch event : events) {
                const auto made = event.make();
                arrived.push_back(made.events.front().identity.event_id);
                desk.insert(event);
            }

            BOOST_TEST(desk.claim().size() == 1u);
            desk.wait(desk.store().recover(noon));
            BOOST_TEST(deliver_all(desk) == arrived);
        }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(joins_two_bookings_that_each_have_events_waiting, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("create b1").of("b1"));
    desk.insert(event_sketch("dead b2").of("b2").dead(death::unmappable, ""));
    desk.insert(event_sketch("b1 is b2").of("b2").replacing("b1"));
    desk.insert(event_sketch("update b1").of("b1"));
    desk.reopen();

    BOOST_TEST(deliver_all(desk) == (ids{"create b1"}));
    desk.replay("receipt of acme/dead b2");
    BOOST_TEST(deliver_all(desk) == (ids{"dead b2", "b1 is b2", "update b1"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(takes_turns_between_connections, Harness, harnesses) {
    inbox_desk<Harness> desk;
    for (const char* id : {"a0", "a1", "a2", "a3"}) desk.insert(event_sketch(id).on("acme"));
    for (const char* id : {"b0", "b1"}) desk.insert(event_sketch(id).on("bolt"));
    desk.insert(event_sketch("c0").on("cogs"));
    const ids all = {"acme", "bolt", "cogs"};

    BOOST_TEST(desk.claimed_ids(noon, 4, all) == (ids{"a0", "b0", "c0", "a1"}));
    BOOST_TEST(desk.claimed_ids(noon, 4, all) == (ids{"b1", "a2", "a3"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(takes_turns_from_claim_to_claim, Harness, harnesses) {
    inbox_desk<Harness> desk;
    for (const char* id : {"a0", "a1", "a2"}) desk.insert(event_sketch(id).on("acme"));
    desk.insert(event_sketch("b0").on("bolt").at(noon + seconds(1)));

    ids order;
    for (int i = 0; i < 4; ++i)
        for (const auto& id : desk.claimed_ids(noon + seconds(1), 1, {"acme", "bolt"}))
            order.push_back(id);

    BOOST_TEST(order == (ids{"a0", "b0", "a1", "a2"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(claims_for_the_connections_asked_for_only, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("a").on("acme"));
    desk.insert(event_sketch("b").on("bolt"));

    BOOST_TEST(desk.claimed_ids(noon, 9, {}) == ids{});
    BOOST_TEST(desk.claimed_ids(noon, 9, {"bolt", "bolt", "nobody"}) == (ids{"b"}));
    BOOST_TEST(desk.claimed_ids(noon, 0, {"acme"}) == ids{});
    BOOST_TEST(desk.claimed_ids(noon, 9, {"acme"}) == (ids{"a"}));
}
