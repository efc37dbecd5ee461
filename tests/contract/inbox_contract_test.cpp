#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// What every inbox promises to the door, to those who ask and to those who clean up. What it
// promises to deliveries is in inbox_delivery_contract_test.cpp.

namespace {

using gateway::death;
using gateway::event_state;
using gateway::insertion;
using std::chrono::seconds;
using testing::event_sketch;
using testing::inbox_desk;
using testing::noon;

using harnesses = boost::mp11::mp_list<testing::sqlite_harness>;

std::string_view name_of(insertion::outcome what) {
    switch (what) {
        case insertion::outcome::stored: return "stored";
        case insertion::outcome::repeat: return "repeat";
        case insertion::outcome::changed: return "changed";
        case insertion::outcome::key_conflict: return "key_conflict";
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(tells_the_sender_of_a_new_event_its_answer, Harness, harnesses) {
    inbox_desk<Harness> desk;

    const auto done =
        desk.insert(event_sketch("e").receipt("r-1").answer(201, "text/xml", "<ok/>"));

    BOOST_TEST(name_of(done.what) == "stored");
    BOOST_TEST((done.answer == gateway::stored_answer{201, "text/xml", "<ok/>"}));
    BOOST_TEST(done.receipt == "r-1");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tells_a_repeat_what_its_sender_learnt_in_the_end, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    gateway::new_request asked = event_sketch("e").receipt("r").make();
    asked.answer.is_final = false;
    desk.insert(std::move(asked));
    desk.insert(event_sketch("other").receipt("r2").answer(200, "text/plain", "untouched"));
    const bool was_final = desk.insert(event_sketch("e").receipt("again")).answer.is_final;

    const gateway::stored_answer made{200, "application/json", R"({"booking": 7})"};
    desk.wait(desk.store().replace_answer("r", made));
    desk.wait(desk.store().replace_answer("never given", made));
    desk.reopen();

    BOOST_TEST(!was_final);
    BOOST_TEST((desk.insert(event_sketch("e").receipt("again")).answer == made));
    BOOST_TEST(desk.insert(event_sketch("other").receipt("again")).answer.body == "untouched");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tells_a_repeat_what_it_told_the_first, Harness, harnesses) {
    struct {
        event_sketch again;
        std::string_view outcome;
    } const cases[] = {
        {event_sketch("e").body("same"), "repeat"},
        {event_sketch("e").body("same").identified_by_key(), "repeat"},
        {event_sketch("e").body("other"), "changed"},
        {event_sketch("e").body("other").identified_by_key(), "key_conflict"},
        {event_sketch("e").body("same").dead(death::unreadable, "now it is"), "repeat"},
    };
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e").body("same").receipt("first").answer(200, "text/plain", "yes"));
    desk.reopen();

    for (auto [again, outcome] : cases) {
        const auto done = desk.insert(again.receipt("second").answer(202, "text/plain", "no"));

        BOOST_TEST(name_of(done.what) == outcome);
        BOOST_TEST((done.answer == gateway::stored_answer{200, "text/plain", "yes"}));
        BOOST_TEST(done.receipt == "first");
    }
    BOOST_TEST(desk.claim().size() == 1u);
    BOOST_TEST(desk.wait(desk.store().find_receipt("second")).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(remembers_an_id_after_its_event_was_settled, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    desk.settle(desk.claim_one(), event_state::delivered);

    const auto done = desk.insert(event_sketch("e"));

    BOOST_TEST(name_of(done.what) == "repeat");
    BOOST_TEST(desk.claim().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keeps_the_ids_of_connections_apart, Harness, harnesses) {
    inbox_desk<Harness> desk;

    desk.insert(event_sketch("e").on("acme"));
    const auto other = desk.insert(event_sketch("e").on("bolt"));

    BOOST_TEST(name_of(other.what) == "stored");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stores_one_of_many_simultaneous_equals, Harness, harnesses) {
    inbox_desk<Harness> desk;
    std::vector<boost::asio::awaitable<insertion>> calls;
    for (int i = 0; i < 64; ++i)
        calls.push_back(
            desk.store().insert(event_sketch("e").receipt("receipt " + std::to_string(i)).make()));

    const auto all = desk.wait_for_all(std::move(calls));

    const auto stored = std::count_if(all.begin(), all.end(), [](const insertion& one) {
        return one.what == insertion::outcome::stored;
    });
    BOOST_TEST(stored == 1);
    for (const insertion& one : all) BOOST_TEST(one.receipt == all.front().receipt);
    BOOST_TEST(desk.claim().size() == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(stores_a_dead_letter_at_once, Harness, harnesses) {
    inbox_desk<Harness> desk;

    desk.insert(event_sketch("e").dead(death::unmappable, "/start: malformed"));

    const auto status = desk.status_of("e");
    BOOST_REQUIRE(status.has_value());
    BOOST_TEST(to_string(status->state) == "dead");
    BOOST_TEST(status->reason == "unmappable");
    BOOST_TEST((status->settled_at == noon));
    BOOST_TEST(desk.claim().empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(finds_an_event_by_its_receipt, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e").at(noon + seconds(3)));

    const auto status = desk.status_of("e");

    BOOST_REQUIRE(status.has_value());
    BOOST_TEST(to_string(status->state) == "accepted");
    BOOST_TEST(status->reason == "");
    BOOST_TEST((status->received_at == noon + seconds(3)));
    BOOST_TEST(!status->settled_at.has_value());
    BOOST_TEST(desk.state_of("another") == "none");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(says_why_and_when_an_event_was_settled, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e"));
    auto end = desk.end_as(event_state::ignored);
    end.reason = "stale";

    desk.settle(desk.claim_one(), end, noon + seconds(5));

    const auto status = desk.status_of("e");
    BOOST_TEST(status->reason == "stale");
    BOOST_TEST((status->settled_at == noon + seconds(5)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(counts_what_is_not_done, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("settled"));
    desk.settle(desk.claim_one(), event_state::delivered);
    desk.insert(event_sketch("later"));
    desk.settle(desk.claim_one(), event_state::waiting, noon + seconds(60));
    desk.insert(event_sketch("held").of("b").at(noon + seconds(1)));
    desk.claim(noon + seconds(1));
    desk.insert(event_sketch("behind").of("b").at(noon + seconds(2)));
    desk.insert(event_sketch("due").at(noon + seconds(3)));
    desk.insert(event_sketch("dead").on("bolt").at(noon + seconds(4)).dead(death::ambiguous, ""));

    const auto found = desk.wait(desk.store().statistics(noon + seconds(10)));

    struct {
        std::string_view connection, state;
        std::int64_t events;
        mapping::timestamp oldest;
    } const expected[] = {{"acme", "accepted", 2, noon + seconds(2)},
                          {"acme", "delivering", 1, noon + seconds(1)},
                          {"acme", "waiting", 1, noon},
                          {"bolt", "dead", 1, noon + seconds(4)}};
    BOOST_TEST(found.rows.size() == std::size(expected));
    for (const auto& row : expected) {
        const auto match = std::find_if(found.rows.begin(), found.rows.end(), [&](const auto& one) {
            return one.connection == row.connection && to_string(one.state) == row.state;
        });
        BOOST_TEST_CONTEXT(row.connection << " " << row.state) {
            BOOST_REQUIRE((match != found.rows.end()));
            BOOST_TEST(match->events == row.events);
            BOOST_TEST((match->oldest == row.oldest));
        }
    }
    BOOST_TEST(found.overdue == 1);
    BOOST_TEST(found.file_bytes > 0);
    BOOST_TEST(found.free_bytes > 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(knows_when_the_next_event_is_due, Harness, harnesses) {
    inbox_desk<Harness> desk;
    const auto next = [&] { return desk.wait(desk.store().next_due()); };
    BOOST_TEST(!next().has_value());

    desk.insert(event_sketch("first").of("b"));
    BOOST_TEST((next() == noon));

    const auto held = desk.claim_one();
    desk.insert(event_sketch("behind").of("b"));
    BOOST_TEST((next() == noon + testing::lease_time));

    desk.insert(event_sketch("other").on("bolt").at(noon + seconds(7)));
    BOOST_TEST((next() == noon + seconds(7)));

    desk.settle(held, event_state::waiting, noon + seconds(5));
    BOOST_TEST((next() == noon + seconds(5)));

    desk.settle(desk.claim_one(noon + seconds(5)), event_state::dead);
    BOOST_TEST((next() == noon + seconds(7)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forgets_old_ids, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("old"));
    desk.insert(event_sketch("new").at(noon + seconds(1)));

    const auto rows = desk.wait(desk.store().purge(noon + seconds(1), noon));

    BOOST_TEST(rows == 1);
    BOOST_TEST(name_of(desk.insert(event_sketch("old").receipt("again")).what) == "stored");
    BOOST_TEST(name_of(desk.insert(event_sketch("new").receipt("again")).what) == "repeat");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forgets_old_settled_events_but_not_what_came_of_them, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    auto end = desk.end_as(event_state::delivered);
    end.attempts = {{noon, "create", 200, std::chrono::milliseconds(90), ""}};
    end.links["b"].crm_booking = 77;
    desk.insert(event_sketch("e").of("b"));
    desk.settle(desk.claim_one(), end, noon);

    BOOST_TEST(desk.wait(desk.store().purge(noon, noon)) == 0);
    BOOST_TEST(desk.wait(desk.store().purge(noon, noon + seconds(1))) == 2);
    BOOST_TEST(desk.wait(desk.store().purge(noon, noon + seconds(1))) == 0);

    BOOST_TEST(desk.state_of("e") == "delivered");
    BOOST_TEST(desk.wait(desk.store().find_link("acme", "b"))->crm_booking == 77);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forgets_nothing_that_is_still_needed, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("dead").dead(death::unmappable, ""));
    desk.insert(event_sketch("accepted").body("kept"));

    desk.wait(desk.store().purge(noon, noon + std::chrono::hours(24 * 365)));

    BOOST_TEST(desk.claim_one().request.body == "kept");
    BOOST_TEST(desk.replay("receipt of acme/dead"));
    BOOST_TEST(desk.claim_one().request.body == "{\"id\": \"dead\"}");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(forgets_more_than_one_step_holds, Harness, harnesses) {
    constexpr int events = 450;
    inbox_desk<Harness> desk;
    std::vector<boost::asio::awaitable<insertion>> calls;
    for (int i = 0; i < events; ++i)
        calls.push_back(desk.store().insert(event_sketch("e" + std::to_string(i)).make()));
    desk.wait_for_all(std::move(calls));

    BOOST_TEST(desk.wait(desk.store().purge(noon + seconds(1), noon)) == events);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(wakes_the_dispatcher_when_something_can_be_delivered, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    int wakes = 0;
    desk.store().on_deliverable([&] { ++wakes; });
    const auto wakes_during = [&](auto call) {
        wakes = 0;
        call();
        return wakes;
    };

    BOOST_TEST(wakes_during([&] { desk.insert(event_sketch("e").of("b")); }) == 1);
    BOOST_TEST(wakes_during([&] { desk.insert(event_sketch("e").of("b")); }) == 0);
    BOOST_TEST(wakes_during([&] { desk.insert(event_sketch("d").dead(death::expired, "")); }) == 0);
    auto held = desk.claim_one();
    BOOST_TEST(wakes_during([&] { desk.settle(held, event_state::waiting, noon + seconds(1)); }) ==
               0);
    held = desk.claim_one(noon + seconds(1));
    BOOST_TEST(wakes_during([&] { desk.settle(held, event_state::delivered); }) == 1);
    BOOST_TEST(wakes_during([&] { desk.replay("receipt of acme/d"); }) == 1);
    BOOST_TEST(wakes_during([&] { desk.replay("receipt of acme/d"); }) == 0);
    desk.claim_one();
    BOOST_TEST(wakes_during([&] { desk.wait(desk.store().recover(noon)); }) == 1);
    BOOST_TEST(wakes_during([&] { desk.wait(desk.store().recover(noon)); }) == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(is_writable_before_and_after_a_write, Harness, harnesses) {
    inbox_desk<Harness> desk;
    BOOST_TEST(desk.wait(desk.store().is_writable()));

    desk.insert(event_sketch("e"));

    BOOST_TEST(desk.wait(desk.store().is_writable()));
}
