#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "gateway/inbox/sqlite.hpp"
#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// An inbox that an earlier gateway wrote goes on with all that it holds.

namespace {

using gateway::booking_link;
using testing::inbox_desk;
using testing::sqlite_harness;
using standing = booking_link::standing;

void put_version_2(sqlite_harness& harness) {
    std::ifstream in(SOURCE_FOLDER "/tests/contract/inbox_v2.sql", std::ios::binary);
    const std::string script(std::istreambuf_iterator<char>(in), {});
    BOOST_REQUIRE(!script.empty());
    gateway::sqlite::database(harness.path(), gateway::sqlite::access::read_write)
        .run_script(script.c_str());
}

}  // namespace

BOOST_AUTO_TEST_CASE(keeps_the_links_of_an_inbox_of_version_2) {
    inbox_desk<sqlite_harness> desk(put_version_2);

    const auto made = desk.wait(desk.store().find_link("demo-site", "made"));
    const auto gone = desk.wait(desk.store().find_link("demo-site", "gone"));
    BOOST_REQUIRE(made && gone);
    BOOST_TEST((made->what == standing::live));
    BOOST_TEST((gone->what == standing::cancelled));
    BOOST_TEST(made->crm_booking == 5000000001);
    BOOST_TEST((made->place == gateway::crm_place{1234567, 5101}));
    BOOST_TEST(made->sent.at("externalId").as_string() == "demo-site:made");

    const auto filed = desk.wait(desk.store().standing_links({1234567, {}, 0, 10}));
    BOOST_REQUIRE(filed.size() == 2u);
    BOOST_TEST(filed.front().booking_id == "made");
    BOOST_TEST(filed.front().receipt == "");  // nobody wrote down which event it was
}

BOOST_AUTO_TEST_CASE(goes_on_with_the_bookings_of_an_inbox_of_version_2) {
    inbox_desk<sqlite_harness> desk(put_version_2);
    desk.insert(testing::event_sketch("e").on("demo-site").of("made"));

    const auto event = desk.claim(testing::noon, 10, {"demo-site"}).at(0);
    BOOST_REQUIRE(event.link.has_value());
    auto end = desk.end_as(gateway::event_state::delivered);
    end.links["made"] = *event.link;
    BOOST_TEST(desk.settle(event, end));
    desk.reopen();

    const auto written = desk.wait(desk.store().standing_links({1234567, testing::noon, 0, 10}));
    BOOST_REQUIRE(written.size() == 1u);
    BOOST_TEST(written.front().receipt == "receipt of demo-site/e");
}
