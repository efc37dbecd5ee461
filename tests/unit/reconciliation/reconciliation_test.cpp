#include "gateway/reconciliation/reconciliation.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/unit/reconciliation/scripted_office.hpp"

namespace json = boost::json;
using namespace std::chrono_literals;
using gateway::booking_link;
using gateway::crm_result;
using gateway::finding;
using gateway::reconciliation_result;
using gateway::timestamp;
using standing = booking_link::standing;
using outcome = crm_result::outcome;

namespace {

const timestamp since{std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 9h};

struct desk {
    testing::scripted_office office;
    testing::written_ledger ledger;
    testing::manual_clock clock{since};
    std::vector<std::string> told;  // of each finding: what, and the bookings

    reconciliation_result compare(std::optional<timestamp> when = std::nullopt) {
        reconciliation_result result;
        testing::run(keep(scope(when), result));
        return result;
    }

    static gateway::reconciliation_scope scope(std::optional<timestamp> when) {
        return {{{"acme", 34, "site-"}, {"bolt", 35, "bolt-"}}, when};
    }

private:
    boost::asio::awaitable<void> keep(gateway::reconciliation_scope of,
                                      reconciliation_result& result) {
        std::function<void(const finding&)> hear = [this](const finding& found) {
            std::string line(to_string(found.what));
            for (const auto id : found.crm_bookings) line += " " + std::to_string(id);
            told.push_back(line);
        };
        result = co_await gateway::reconcile(office, ledger, clock, std::move(of), std::move(hear));
    }
};

crm_result failure(outcome what, int status) {
    crm_result result;
    result.what = what;
    result.status = status;
    return result;
}

using lines = std::vector<std::string>;

}  // namespace

BOOST_AUTO_TEST_CASE(agrees_page_after_page_without_another_call) {
    desk with;
    for (int i = 1; i <= 5; ++i) {
        with.office.put(i, "site-" + std::to_string(i));
        with.ledger.put(std::to_string(i), i);
    }

    const auto result = with.compare();

    BOOST_TEST(with.told.empty());
    BOOST_TEST(!result.stopped.has_value());
    BOOST_TEST(result.in_crm == 5);
    BOOST_TEST(with.office.calls.size() == 3u);
    BOOST_TEST(with.office.count("ExportBookings_Get") == 3u);
}

BOOST_AUTO_TEST_CASE(finds_each_kind) {
    desk with;
    with.office.put(1, "site-kept");
    with.office.put(2, "site-doubled");
    with.office.put(3, "site-doubled");
    with.office.put(4, "guest");
    with.office.put(5, "site-dismissed", 34, "Dismissed");
    with.office.put(6, "elsewhere", 99);
    with.office.put(7, "guest", 34, "Dismissed");
    with.ledger.put("kept", 1);
    with.ledger.put("doubled", 2);
    with.ledger.put("dismissed", 5);
    with.ledger.put("gone", 8);

    const auto result = with.compare();

    BOOST_TEST(with.told == (lines{"doubled 2 3", "foreign 4", "changed 5", "missing 8"}),
               boost::test_tools::per_element());
    BOOST_TEST(result.in_crm == 6);
    for (const auto what : gateway::all_finding_kinds) BOOST_TEST(result.count(what) == 1);
}

BOOST_AUTO_TEST_CASE(tells_of_a_double_once_that_nobody_knows) {
    desk with;
    with.office.put(2, "site-d");
    with.office.put(3, "site-d");
    with.ledger.unsettled["d"] = {{"r", true}};

    with.compare();

    BOOST_TEST(with.told == lines{"doubled 2 3"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_deleted_booking_is_missing_however_old_its_link_is) {
    desk with;
    with.office.put(1, "site-a", 34, "New", false);
    with.ledger.put("a", 1).written_at = since - 1h;

    with.compare(since);

    BOOST_TEST(with.told == lines{"missing 1"}, boost::test_tools::per_element());
    BOOST_TEST(with.office.count("Bookings_GetForProvider") == 1u);
}

BOOST_AUTO_TEST_CASE(links_that_were_written_since_it_began_are_left_to_the_next) {
    desk with;
    with.ledger.put("new", 1).written_at = since;  // the clock stands there

    with.compare();

    BOOST_TEST(with.told.empty());
    BOOST_TEST(with.office.count("Bookings_GetForProvider") == 0u);
}

BOOST_AUTO_TEST_CASE(what_it_may_not_read_any_more_does_not_stop_it) {
    desk with;
    with.office.instead["Bookings_GetForProvider"] = failure(outcome::forbidden, 403);
    with.ledger.put("moved", 1).link.place.booking_provider = 33;

    const auto result = with.compare();

    BOOST_TEST(!result.stopped.has_value());
    BOOST_TEST(result.out_of_reach == 1);
    BOOST_TEST(with.told.empty());
}

BOOST_AUTO_TEST_CASE(a_booking_that_is_not_listed_is_looked_up_before_it_is_missing) {
    desk with;
    with.office.put(1, "site-a");
    with.office.instead["ExportBookings_Get"] = [] {
        crm_result empty = failure(outcome::ok, 200);
        empty.body =
            json::object{{"hasMore", false}, {"continueFrom", "1"}, {"data", json::array()}};
        return empty;
    }();
    with.ledger.put("a", 1);

    const auto result = with.compare();

    BOOST_TEST(with.told.empty());
    BOOST_TEST(result.in_crm == 1);
    BOOST_TEST(with.office.count("Bookings_GetForProvider") == 1u);
}

BOOST_AUTO_TEST_CASE(a_link_that_changed_meanwhile_is_not_missing) {
    struct moving_ledger final : gateway::booking_ledger {
        testing::written_ledger before, after;
        boost::asio::awaitable<std::vector<gateway::filed_link>> links_to(
            std::int64_t tenant, std::vector<std::int64_t> ids) override {
            return before.links_to(tenant, std::move(ids));
        }
        boost::asio::awaitable<std::vector<gateway::filed_link>> standing_links(
            gateway::link_range range) override {
            return before.standing_links(range);
        }
        boost::asio::awaitable<gateway::booking_trace> trace(std::string connection,
                                                             std::string booking) override {
            return after.trace(std::move(connection), std::move(booking));
        }
    } ledger;
    testing::scripted_office office;
    const testing::manual_clock clock{since};
    ledger.before.put("a", 1);
    ledger.after.put("a", 1, standing::cancelled);
    int findings = 0;
    std::function<void(const finding&)> hear = [&](const finding&) { ++findings; };
    const auto compare = [&]() -> boost::asio::awaitable<void> {
        gateway::reconciliation_scope scope = desk::scope(std::nullopt);
        co_await gateway::reconcile(office, ledger, clock, std::move(scope), std::move(hear));
    };
    testing::run(compare());

    BOOST_TEST(findings == 0);
}

BOOST_AUTO_TEST_CASE(a_link_that_was_written_while_the_page_was_read_is_not_compared) {
    desk with;
    with.office.put(1, "site-a", 34, "Dismissed");
    with.ledger.put("a", 1).written_at = since;
    with.compare();
    BOOST_TEST(with.told.empty());

    with.ledger.links.front().written_at = since - 1ms;
    with.compare();
    BOOST_TEST(with.told == lines{"changed 1"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(goes_back_no_further_than_it_was_told) {
    desk with;
    with.ledger.put("old", 1).written_at = since - 1ms;
    with.ledger.put("new", 2).written_at = since;
    with.clock.advance(1h);

    with.compare(since);

    BOOST_TEST(with.told == lines{"missing 2"}, boost::test_tools::per_element());
    BOOST_TEST(with.office.calls.front() ==
               R"(ExportBookings_Get {}{"from":"2026-11-20","includeRecentChanges":"true"})");
}

BOOST_AUTO_TEST_CASE(compares_all_when_that_is_longer_ago_than_there_is_time) {
    desk with;
    with.ledger.put("old", 1);

    with.compare(timestamp() - std::chrono::days(999'999));

    BOOST_TEST(with.told == lines{"missing 1"}, boost::test_tools::per_element());
    BOOST_TEST(with.office.calls.front() ==
               R"(ExportBookings_Get {}{"includeRecentChanges":"true"})");
}

BOOST_AUTO_TEST_CASE(lists_by_booking_provider_where_it_may_not_export) {
    desk with;
    with.office.instead["ExportBookings_Get"] = failure(outcome::forbidden, 403);
    for (int i = 1; i <= 3; ++i) with.office.put(i, "site-" + std::to_string(i));
    with.office.put(4, "bolt-4", 35);
    with.ledger.put("1", 1);
    with.ledger.put("2", 2);

    const auto result = with.compare(since);

    BOOST_TEST(!result.stopped.has_value());
    BOOST_TEST(with.told == (lines{"foreign 3", "foreign 4"}), boost::test_tools::per_element());
    BOOST_TEST(with.office.count(R"(Bookings_GetList2 {"booking_provider":"34"})") == 2u);
    BOOST_TEST(with.office.count(R"(Bookings_GetList2 {"booking_provider":"35"})") == 1u);
    BOOST_TEST(
        with.office.calls.at(1).find(
            R"("modifiedOnOrAfter":"2026-11-20T09:00:00Z","page":"1","pageSize":"500","sort":"+Id")") !=
        std::string::npos);
}

BOOST_AUTO_TEST_CASE(stops_where_the_crm_gives_no_usable_answer) {
    const struct {
        const char* operation;
        crm_result answer;
    } cases[] = {
        {"ExportBookings_Get", failure(outcome::server_error, 500)},
        {"ExportBookings_Get", failure(outcome::ok, 200)},  // and no page in it
        {"Bookings_GetForProvider", failure(outcome::refused, 400)},
        {"Bookings_GetForProvider", failure(outcome::unknown, 0)},
        {"Bookings_GetForProvider", failure(outcome::forbidden, 403)},
        {"Bookings_GetList2", failure(outcome::throttled, 429)},
    };
    for (const auto& [operation, answer] : cases) {
        desk with;
        with.office.instead[operation] = answer;
        with.ledger.put("gone", 8);

        const auto result = with.compare();

        BOOST_REQUIRE(result.stopped.has_value());
        BOOST_TEST(result.stopped->operation == operation);
        BOOST_TEST(result.stopped->result.status == answer.status);
        BOOST_TEST(with.told.empty());
    }
}

BOOST_AUTO_TEST_CASE(does_not_read_an_export_that_has_no_end) {
    desk with;
    crm_result again = failure(outcome::ok, 200);
    again.body = json::object{{"hasMore", true}, {"continueFrom", "1"}, {"data", json::array()}};
    with.office.instead["ExportBookings_Get"] = again;

    BOOST_TEST(with.compare().stopped.has_value());
    BOOST_TEST(with.office.calls.size() == 1u);
}
