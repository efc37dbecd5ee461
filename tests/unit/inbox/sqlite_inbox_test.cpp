#include "gateway/inbox/sqlite_inbox.hpp"

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "gateway/inbox/sqlite.hpp"
#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// What only the SQLite inbox does: its files, who may open them, and what is written in them for
// operators. What it shares with every inbox is in tests/contract.

namespace {

using gateway::event_state;
using std::chrono::milliseconds;
using testing::event_sketch;
using testing::noon;
using desk_type = testing::inbox_desk<testing::sqlite_harness>;

gateway::sqlite::database look_into(desk_type& desk) {
    return {desk.harness().path(), gateway::sqlite::access::read_only};
}

// Opens an inbox at the path, and says what the operator is told when that fails.
std::string refusal(const std::string& path) {
    gateway::metrics measured;
    try {
        gateway::make_sqlite_inbox(path, gateway::sqlite_options(), measured);
    } catch (const std::runtime_error& e) {
        return e.what();
    }
    return "";
}

bool mentions(const std::string& text, const std::string& words) {
    return text.find(words) != text.npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(belongs_to_one_gateway_at_a_time) {
    desk_type desk;

    BOOST_TEST(mentions(refusal(desk.harness().path()), "held by another process"));
}

BOOST_AUTO_TEST_CASE(refuses_a_file_that_is_no_database) {
    testing::temporary_folder folder;
    const auto path = folder.write("inbox.db", std::string(10'000, 'x'));

    const std::string told = refusal(path.string());

    BOOST_TEST(mentions(told, path.string() + " cannot be read as an inbox"));
    BOOST_TEST(std::filesystem::file_size(path) == 10'000u);
}

BOOST_AUTO_TEST_CASE(refuses_a_database_of_something_else) {
    testing::temporary_folder folder;
    const std::string path = (folder.path() / "other.db").string();
    gateway::sqlite::database(path, gateway::sqlite::access::read_write)
        .run_script("CREATE TABLE songs (title TEXT)");

    BOOST_TEST(mentions(refusal(path), "a database of something else"));
}

BOOST_AUTO_TEST_CASE(refuses_the_inbox_of_a_newer_gateway) {
    testing::temporary_folder folder;
    const std::string path = (folder.path() / "inbox.db").string();
    BOOST_TEST(refusal(path) == "");
    gateway::sqlite::database(path, gateway::sqlite::access::read_write)
        .run_script("PRAGMA user_version = 1000");

    BOOST_TEST(mentions(refusal(path), "version 1000, written by a newer gateway"));
}

BOOST_AUTO_TEST_CASE(refuses_a_folder_that_is_not_there) {
    BOOST_TEST(mentions(refusal("/nowhere/at/all/inbox.db"), "cannot open"));
}

BOOST_AUTO_TEST_CASE(keeps_its_files_from_other_users) {
    desk_type desk;
    desk.insert(event_sketch("e"));

    for (const char* part : {"", "-wal", "-shm", ".lock"}) {
        const auto mode = std::filesystem::status(desk.harness().path() + part).permissions();
        BOOST_TEST_CONTEXT(part) {
            BOOST_TEST((mode == (std::filesystem::perms::owner_read |
                                 std::filesystem::perms::owner_write)));
        }
    }
}

BOOST_AUTO_TEST_CASE(records_every_attempt) {
    desk_type desk;
    desk.insert(event_sketch("e"));
    auto end = desk.end_as(event_state::waiting);
    end.attempts = {{noon, "look_up", 200, milliseconds(40), ""},
                    {noon + milliseconds(50), "create", 0, milliseconds(900), "timed out"}};
    desk.settle(desk.claim_one(), end);
    end.attempts = {{noon + milliseconds(2000), "create", 200, milliseconds(80), ""}};
    desk.settle(desk.claim_one(), end);

    auto db = look_into(desk);
    auto row = db.query("SELECT number, at, operation, status, took_ms, error FROM attempts");

    std::string story;
    while (row.next()) {
        story += std::to_string(row.integer()) + " ";
        story += std::to_string((row.time() - noon).count()) + " ";
        story += row.text() + " ";
        story += std::to_string(row.integer()) + " ";
        story += std::to_string(row.integer()) + " ";
        story += row.text() + "\n";
    }
    BOOST_TEST(story ==
               "1 0 look_up 200 40 \n2 50 create 0 900 timed out\n3 2000 create 200 80 \n");
}

BOOST_AUTO_TEST_CASE(records_what_operators_did) {
    desk_type desk;
    desk.insert(event_sketch("e").dead(gateway::death::expired, "tried for three days"));

    desk.wait(desk.store().replay("receipt of acme/e", "sam", noon + milliseconds(7)));

    auto db = look_into(desk);
    auto row = db.query("SELECT at, who, action, seq, about FROM operator_actions");
    BOOST_REQUIRE(row.next());
    BOOST_TEST((row.time() == noon + milliseconds(7)));
    BOOST_TEST(row.text() == "sam");
    BOOST_TEST(row.text() == "replay");
    BOOST_TEST(row.integer() == 1);
    BOOST_TEST(row.text() == "expired: tried for three days");
    BOOST_TEST(!row.next());
}

BOOST_AUTO_TEST_CASE(keeps_nothing_that_identifies_a_customer_once_it_is_purged) {
    desk_type desk;
    desk.insert(event_sketch("e").body("Ada Lovelace").header("X-Customer", "Ada"));
    desk.settle(desk.claim_one(), event_state::delivered);

    desk.wait(desk.store().purge(noon, noon + milliseconds(1)));

    auto db = look_into(desk);
    for (const char* table : {"requests", "attempts"}) {
        auto row = db.query("SELECT count(*) FROM " + std::string(table));
        BOOST_REQUIRE(row.next());
        BOOST_TEST(row.integer() == 0);
    }
}

BOOST_AUTO_TEST_CASE(finishes_what_was_asked_for_when_it_is_destroyed) {
    testing::sqlite_harness harness;
    boost::asio::io_context io;
    int confirmed = 0;
    {
        const auto inbox = harness.open();
        const auto count = [&](std::exception_ptr failure, const gateway::insertion&) {
            if (!failure) ++confirmed;
        };
        for (int i = 0; i < 50; ++i)
            boost::asio::co_spawn(
                io, inbox->insert(event_sketch("e" + std::to_string(i)).on("bolt").make()), count);
        io.poll();
    }
    io.run();

    BOOST_TEST(confirmed == 50);
}

BOOST_AUTO_TEST_CASE(measures_its_commits) {
    desk_type desk;

    desk.insert(event_sketch("e"));

    const std::string series = desk.harness().measured().expose();
    BOOST_TEST(mentions(series, "booking_gateway_inbox_commit_duration_seconds_count 1"));
}
