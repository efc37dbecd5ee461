#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// What every inbox promises to those who compare its bookings with the CRM's, and to those who want
// a missing one made again.

namespace {

using gateway::booking_link;
using gateway::event_state;
using std::chrono::seconds;
using testing::event_sketch;
using testing::inbox_desk;
using testing::noon;
using standing = booking_link::standing;

using harnesses = boost::mp11::mp_list<testing::sqlite_harness>;

constexpr std::int64_t tenant = 12;

booking_link link_to(std::int64_t crm_booking, standing what = standing::live) {
    booking_link link;
    link.what = what;
    link.crm_booking = crm_booking;
    link.place = {tenant, 34};
    link.sent = {{"name", "Ada"}};
    return link;
}

// An event of that booking is delivered, and leaves that link.
template <class Desk>
void deliver(Desk& desk, const std::string& event, const std::string& booking,
             const booking_link& link, mapping::timestamp when = noon) {
    desk.insert(event_sketch(event).of(booking));
    auto end = desk.end_as(event_state::delivered);
    end.links[booking] = link;
    end.progress = {gateway::crm_address{{tenant, 34}, booking}, 1};
    BOOST_REQUIRE(desk.settle(desk.claim_one(), end, when));
}

// All of the range and behind it.
template <class Desk>
std::vector<std::string> standing_links(Desk& desk, gateway::link_range range) {
    std::vector<std::string> found;
    for (auto part = desk.wait(desk.store().standing_links(range)); !part.empty();
         part = desk.wait(desk.store().standing_links(range)))
        for (const auto& filed : part) {
            found.push_back(filed.booking_id + " of " + filed.receipt);
            range.written_at = filed.written_at;
            range.row = filed.row;
        }
    return found;
}

template <class Desk>
bool requeue(Desk& desk, const std::string& receipt, mapping::timestamp when = noon) {
    return desk.wait(desk.store().requeue_missing(receipt, "an operator", when));
}

using texts = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(finds_the_links_to_bookings_of_a_tenant, Harness, harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "e1", "a", link_to(100));
    deliver(desk, "e2", "b", link_to(100, standing::superseded));
    deliver(desk, "e3", "c", link_to(101));
    deliver(desk, "e4", "d", booking_link{standing::cancelled, 0, {}, {}, {}});

    const auto found = desk.wait(desk.store().links_to(tenant, {100, 7, 0}));
    BOOST_REQUIRE(found.size() == 2u);
    for (const auto& one : found) BOOST_TEST(one.link.crm_booking == 100);
    const auto& live = found[0].booking_id == "a" ? found[0] : found[1];
    BOOST_TEST(live.connection == "acme");
    BOOST_TEST(live.receipt == "receipt of acme/e1");
    BOOST_TEST((live.written_at == noon));
    BOOST_TEST((live.link == link_to(100)));
    BOOST_TEST(desk.wait(desk.store().links_to(tenant + 1, {100})).empty());
    BOOST_TEST(desk.wait(desk.store().links_to(tenant, {})).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tells_standing_links_in_the_order_in_which_they_were_written, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "e1", "late", link_to(1), noon + seconds(2));
    deliver(desk, "e2", "early", link_to(2), noon);
    deliver(desk, "e3", "with it", link_to(3), noon);
    deliver(desk, "e4", "cancelled", link_to(4, standing::cancelled), noon);
    deliver(desk, "e5", "rewritten", link_to(5), noon);
    deliver(desk, "e6", "rewritten", link_to(5), noon + seconds(1));

    const texts all{"early of receipt of acme/e2", "with it of receipt of acme/e3",
                    "rewritten of receipt of acme/e6", "late of receipt of acme/e1"};
    for (const std::size_t limit : {1u, 2u, 10u})
        BOOST_TEST(standing_links(desk, {tenant, {}, 0, limit}) == all,
                   boost::test_tools::per_element());
    BOOST_TEST(standing_links(desk, {tenant, noon + seconds(1), 0, 10}).size() == 2u);
    BOOST_TEST(standing_links(desk, {tenant + 1, {}, 0, 10}).empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(traces_a_booking_id_to_its_link_and_what_is_not_settled, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "made", "b", link_to(100));
    desk.insert(event_sketch("waits").of("b2").replacing("b"));
    desk.insert(event_sketch("other").of("c").dead(gateway::death::unreadable, "no"));

    for (const char* id : {"b", "b2"}) {
        const auto trace = desk.wait(desk.store().trace("acme", id));
        BOOST_REQUIRE(trace.unsettled.size() == 1u);
        BOOST_TEST(trace.unsettled[0].receipt == "receipt of acme/waits");
        BOOST_TEST(!trace.unsettled[0].is_dead);
        BOOST_TEST(trace.link.has_value() == (std::string(id) == "b"));
    }
    const auto dead = desk.wait(desk.store().trace("acme", "c"));
    BOOST_REQUIRE(dead.unsettled.size() == 1u);
    BOOST_TEST(dead.unsettled[0].is_dead);
    BOOST_TEST(desk.wait(desk.store().trace("bolt", "b")).unsettled.empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delivers_the_event_of_a_missing_booking_again, Harness, harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "e", "b", link_to(100));
    desk.wait(desk.store().purge(noon, noon));  // nothing is that old

    BOOST_TEST(requeue(desk, "receipt of acme/e", noon + seconds(5)));

    BOOST_TEST(desk.state_of("e") == "waiting");
    desk.insert(event_sketch("later").of("b"));
    BOOST_TEST(desk.claim(noon + seconds(4)).empty());
    desk.reopen();
    const auto again = desk.claim_one(noon + seconds(5));  // and the later one stands behind it
    BOOST_TEST(again.identity.event_id == "e");
    BOOST_TEST((again.link == link_to(100, standing::missing)));
    BOOST_TEST((again.progress == gateway::delivery_progress()));
    BOOST_TEST((again.first_try == noon + seconds(5)));

    auto end = desk.end_as(event_state::delivered);
    end.links["b"] = link_to(101);
    BOOST_TEST(desk.settle(again, end));
    BOOST_TEST(desk.claim_one().identity.event_id == "later");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delivers_nothing_again_that_no_live_link_was_written_by, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "first", "a", link_to(100));
    deliver(desk, "second", "a", link_to(100));
    deliver(desk, "cancel", "b", link_to(101, standing::cancelled));
    desk.insert(event_sketch("on its way").of("c"));

    BOOST_TEST(!requeue(desk, "unheard of"));
    BOOST_TEST(!requeue(desk, "receipt of acme/first"));
    BOOST_TEST(!requeue(desk, "receipt of acme/cancel"));
    BOOST_TEST(!requeue(desk, "receipt of acme/on its way"));
    BOOST_TEST(requeue(desk, "receipt of acme/second"));
    BOOST_TEST(requeue(desk, "receipt of acme/second"));  // it is on its way already
    BOOST_TEST(desk.claim().size() == 2u);
    BOOST_TEST(!requeue(desk, "receipt of acme/second"));  // and being delivered
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delivers_nothing_again_whose_request_was_forgotten, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "e", "b", link_to(100));
    desk.wait(desk.store().purge(noon, noon + seconds(1)));

    BOOST_TEST(!requeue(desk, "receipt of acme/e"));

    BOOST_TEST(desk.state_of("e") == "delivered");
    BOOST_TEST((desk.wait(desk.store().find_link("acme", "b"))->what == standing::live));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(lets_what_waits_behind_a_missing_booking_find_out, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "made", "b", link_to(100));
    desk.insert(event_sketch("later").of("b"));

    BOOST_TEST(requeue(desk, "receipt of acme/made"));

    BOOST_TEST(desk.state_of("made") == "delivered");
    const auto next = desk.claim_one();
    BOOST_TEST(next.identity.event_id == "later");
    BOOST_TEST((next.link == link_to(100, standing::missing)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(delivers_the_dead_letter_of_a_missing_booking_again, Harness,
                              harnesses) {
    inbox_desk<Harness> desk;
    deliver(desk, "made", "b", link_to(100));
    desk.insert(event_sketch("cancelled").of("b"));
    desk.settle(desk.claim_one(), event_state::dead);

    BOOST_TEST(requeue(desk, "receipt of acme/made"));

    const auto again = desk.claim_one();
    BOOST_TEST(again.identity.event_id == "cancelled");
    BOOST_TEST((again.link == link_to(100, standing::missing)));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(says_whether_an_unsettled_event_sent_a_create, Harness, harnesses) {
    inbox_desk<Harness> desk;
    desk.insert(event_sketch("e").of("b"));
    const auto event = desk.claim_one();
    const auto was_created = [&] {
        return desk.wait(desk.store().trace("acme", "b")).unsettled.at(0).was_created;
    };

    BOOST_TEST(!was_created());
    desk.wait(desk.store().record_progress(event.seq, event.lease,
                                           {gateway::crm_address{{tenant, 34}, "b"}, 0}));
    BOOST_TEST(was_created());
}
