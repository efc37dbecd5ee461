#include "gateway/inbox/inbox_reader.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

namespace {

using gateway::event_state;
using gateway::inbox_reader;
using testing::event_sketch;
using testing::noon;
using desk_type = testing::inbox_desk<testing::sqlite_harness>;

const std::string receipt_of_e = "receipt of acme/e";

// The bodies of the newest requests, newest first.
std::string newest(inbox_reader& reader, const std::vector<std::string>& connections,
                   std::size_t limit) {
    std::string bodies;
    reader.visit_newest(connections, limit, [&](const gateway::filed_request& one) {
        bodies += one.receipt + ": " + one.request.body + "\n";
    });
    return bodies;
}

std::string refusal(const std::string& path) {
    try {
        inbox_reader reader(path);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_an_event_as_it_came_while_a_gateway_has_the_inbox_open) {
    desk_type desk;
    desk.insert(event_sketch("e")
                    .of("b")
                    .type("Booked")
                    .kind(providers::event_kind::create)
                    .target("/v3", "x=1")
                    .header("X-A", "\xff")
                    .body("the body"));

    const auto found = inbox_reader(desk.harness().path()).find(receipt_of_e);

    BOOST_REQUIRE(found.size() == 1u);
    const gateway::stored_event& event = found.front().event;
    BOOST_TEST(event.connection == "acme");
    BOOST_TEST(event.identity.event_id == "e");
    BOOST_TEST(event.identity.booking_id == "b");
    BOOST_TEST(event.identity.type == "Booked");
    BOOST_TEST(event.request.path == "/v3");
    BOOST_TEST(event.request.query == "x=1");
    BOOST_TEST(event.request.headers.front().value == "\xff");
    BOOST_TEST(event.request.body == "the body");
    BOOST_TEST((event.received_at == noon));
    BOOST_TEST((found.front().status.state == event_state::accepted));
    BOOST_TEST(!found.front().is_forgotten);
}

BOOST_AUTO_TEST_CASE(finds_nothing_of_an_unknown_receipt) {
    desk_type desk;

    BOOST_TEST(inbox_reader(desk.harness().path()).find("nothing").empty());
}

BOOST_AUTO_TEST_CASE(tells_what_the_booking_of_an_event_stands_for) {
    desk_type desk;
    desk.insert(event_sketch("first").of("b"));
    auto end = desk.end_as(event_state::delivered);
    end.links["b"].crm_booking = 77;
    desk.settle(desk.claim_one(), end);
    desk.insert(event_sketch("e").of("c").replacing("b"));

    const auto found = inbox_reader(desk.harness().path()).find(receipt_of_e);

    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(!found.front().event.link.has_value());
    BOOST_REQUIRE(found.front().event.previous_link.has_value());
    BOOST_TEST(found.front().event.previous_link->crm_booking == 77);
}

BOOST_AUTO_TEST_CASE(says_that_a_request_was_forgotten) {
    desk_type desk;
    desk.insert(event_sketch("e"));
    desk.settle(desk.claim_one(), event_state::delivered);
    const auto later = noon + std::chrono::hours(1);
    desk.wait(desk.store().purge(later, later));

    inbox_reader reader(desk.harness().path());

    const auto found = reader.find(receipt_of_e);
    BOOST_REQUIRE(found.size() == 1u);
    BOOST_TEST(found.front().is_forgotten);
    BOOST_TEST(newest(reader, {"acme"}, 10) == "");
}

BOOST_AUTO_TEST_CASE(visits_the_newest_requests_of_some_connections) {
    desk_type desk;
    for (const char* id : {"1", "2", "3"}) desk.insert(event_sketch(id).body(id));
    desk.insert(event_sketch("4").on("other").body("4"));
    desk.insert(event_sketch("5").on("third").body("5"));
    inbox_reader reader(desk.harness().path());

    BOOST_TEST(newest(reader, {"acme", "third"}, 3) ==
               "receipt of third/5: 5\nreceipt of acme/3: 3\nreceipt of acme/2: 2\n");
    BOOST_TEST(newest(reader, {"nobody"}, 3) == "");
    BOOST_TEST(reader.visit_newest({"acme"}, 2, [](const gateway::filed_request&) {}) == 2u);
}

BOOST_AUTO_TEST_CASE(a_request_of_several_events_is_one_request_with_a_receipt_for_each) {
    desk_type desk;
    desk.insert(event_sketch("a").receipt("r").body("all").with({event_sketch("b")}));
    inbox_reader reader(desk.harness().path());

    BOOST_TEST(newest(reader, {"acme"}, 10) == "r: all\n");
    const auto both = reader.find("r");
    BOOST_REQUIRE(both.size() == 2u);
    BOOST_TEST(both[1].status.receipt == "r-2");
    BOOST_TEST(both[1].event.part.value() == 1);
    BOOST_TEST(both[1].event.request.body == "all");
    BOOST_TEST(reader.find("r-2").size() == 1u);
}

BOOST_AUTO_TEST_CASE(changes_nothing_and_reads_what_is_closed) {
    testing::sqlite_harness harness;
    harness.open();

    inbox_reader reader(harness.path());

    BOOST_TEST(newest(reader, {"acme"}, 1) == "");
    BOOST_TEST(refusal(harness.path()) == "");
}

BOOST_AUTO_TEST_CASE(says_what_is_no_inbox) {
    testing::temporary_folder folder;
    const std::string path = (folder.path() / "inbox.db").string();

    BOOST_TEST(refusal(path) == "there is no inbox at " + path);
    gateway::sqlite::database(path, gateway::sqlite::access::read_write).run_script("");
    BOOST_TEST(refusal(path).find("has version 0") != std::string::npos, refusal(path));
    BOOST_TEST(std::filesystem::file_size(path) == 0u);
}
