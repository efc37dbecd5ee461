// What an inbox promises of requests that hold several events.
#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/contract/event_sketch.hpp"
#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

namespace {

using gateway::death;
using gateway::event_state;
using std::chrono::seconds;
using testing::event_sketch;
using testing::inbox_desk;
using testing::noon;
using outcome = gateway::insertion::outcome;
using harnesses = boost::mp11::mp_list<testing::sqlite_harness>;

event_sketch request(const std::string& receipt) {
    return event_sketch("e1").of("b1").receipt(receipt).body("all of it");
}
event_sketch other(const std::string& number) {
    return event_sketch("e" + number).of("b" + number);
}

std::vector<std::string> states_of(const std::vector<gateway::receipt_status>& events) {
    std::vector<std::string> found;
    for (const auto& one : events)
        found.push_back(one.receipt + " " + std::string(to_string(one.state)));
    return found;
}

std::string said_of(const std::vector<outcome>& each) {
    std::string all;
    for (const outcome one : each) all += one == outcome::stored ? "stored " : "known ";
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(stores_each_event_with_the_request_and_its_part, Harness, harnesses) {
    inbox_desk<Harness> desk;

    const auto done = desk.insert(request("r").with({other("2"), other("3")}));
    desk.reopen();

    BOOST_TEST(said_of(done.each) == "stored stored stored ");
    BOOST_TEST((done.what == outcome::stored));
    BOOST_TEST(done.receipt == "r");
    const auto events = desk.claim();
    BOOST_REQUIRE_EQUAL(events.size(), 3u);
    for (std::size_t i = 0; i < events.size(); ++i) {
        BOOST_TEST(events[i].request.body == "all of it");
        BOOST_TEST(*events[i].part == static_cast<int>(i));
        BOOST_TEST(events[i].receipt == "r-" + std::to_string(i + 1));
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tells_what_became_of_each_event_of_a_request, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(request("r").with({other("2").dead(death::unreadable, "no id"), other("3")}));
    desk.insert(request("r2").on("bolt").with({other("2")}));
    desk.settle(desk.claim().front(), event_state::delivered);

    const auto all = states_of(desk.wait(desk.store().find_receipt("r")));
    const auto one = states_of(desk.wait(desk.store().find_receipt("r-2")));

    const std::vector<std::string> expected{"r-1 delivered", "r-2 dead", "r-3 delivering"};
    BOOST_TEST(all == expected, boost::test_tools::per_element());
    BOOST_REQUIRE_EQUAL(one.size(), 1u);
    BOOST_TEST(one[0] == "r-2 dead");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_request_that_comes_again_stores_nothing_and_is_told_the_same,
                              Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(request("first").answer(200, "text/plain", "yes").with({other("2")}));

    const auto again =
        desk.insert(request("second").answer(202, "text/plain", "no").with({other("2")}));

    BOOST_TEST(said_of(again.each) == "known known ");
    BOOST_TEST((again.what == outcome::repeat));
    BOOST_TEST(again.receipt == "first");
    BOOST_TEST(again.answer.body == "yes");
    BOOST_TEST(desk.claim().size() == 2u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(of_a_request_that_is_known_in_part_the_rest_is_stored, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(request("first").with({other("2")}));

    const auto done = desk.insert(request("second").with({other("3"), other("2"), other("4")}));

    BOOST_TEST(said_of(done.each) == "known stored known stored ");
    BOOST_TEST((done.what == outcome::stored));
    BOOST_TEST(done.receipt == "second");
    const auto stored = states_of(desk.wait(desk.store().find_receipt("second")));
    const std::vector<std::string> expected{"second-2 accepted", "second-4 accepted"};
    BOOST_TEST(stored == expected, boost::test_tools::per_element());
    BOOST_TEST(desk.claim().size() == 4u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(an_id_that_a_request_names_twice_is_stored_once, Harness, harnesses) {
    inbox_desk<Harness> desk;

    const auto done = desk.insert(request("r").with({other("2"), other("2")}));

    BOOST_TEST(said_of(done.each) == "stored stored known ");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(replays_the_dead_letters_of_a_request_together, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(request("r").with(
        {other("2").dead(death::unmappable, ""), other("3").dead(death::unmappable, "")}));
    desk.settle(desk.claim_one(), event_state::delivered);

    BOOST_TEST(desk.replay("r-2"));
    BOOST_TEST(desk.claim().size() == 1u);
    BOOST_TEST(desk.replay("r"));
    BOOST_TEST(desk.claim().size() == 1u);
    BOOST_TEST(!desk.replay("r"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(keeps_a_request_until_the_last_of_its_events_is_forgotten, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(request("r").with({other("2"), other("3").dead(death::unmappable, "")}));
    const auto events = desk.claim();
    const auto purge = [&] { desk.wait(desk.store().purge(noon, noon + seconds(10))); };

    desk.settle(events[0], event_state::delivered);
    purge();
    desk.settle(events[1], event_state::waiting, noon);
    BOOST_TEST(desk.claim_one().request.body == "all of it");
    desk.settle(desk.claim_one(noon + std::chrono::hours(1)), event_state::delivered);
    purge();
    BOOST_TEST(desk.replay("r-3"));
    const auto last = desk.claim_one(noon + std::chrono::hours(1));
    BOOST_TEST(last.request.body == "all of it");

    desk.settle(last, event_state::delivered);
    BOOST_TEST(desk.wait(desk.store().purge(noon, noon + seconds(10))) == 1);
}
