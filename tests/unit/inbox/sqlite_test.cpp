#include "gateway/inbox/sqlite.hpp"

#include <boost/test/unit_test.hpp>

#include "gateway/inbox/inbox.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

namespace sqlite = gateway::sqlite;

struct fixture {
    testing::temporary_folder folder;
    std::string path = (folder.path() / "test.db").string();
    sqlite::database db{path, sqlite::access::read_write};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(sqlite_database, fixture)

BOOST_AUTO_TEST_CASE(gives_back_what_was_bound) {
    const std::string with_zero("a\0b", 3);
    const std::optional<std::string> no_text, some_text = "text";
    const std::optional<mapping::timestamp> no_time;
    const mapping::timestamp time(std::chrono::milliseconds(-5));

    auto row = db.query("SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?",
                        {std::int64_t{-1} << 62, true, with_zero, "", sqlite::blob{with_zero},
                         no_text, some_text, no_time, time});

    BOOST_REQUIRE(row.next());
    BOOST_TEST(row.integer() == std::int64_t{-1} << 62);
    BOOST_TEST(row.flag());
    BOOST_TEST(row.text() == with_zero);
    BOOST_TEST((row.text_or_null() == std::string()));
    BOOST_TEST(row.text() == with_zero);
    BOOST_TEST(!row.text_or_null().has_value());
    BOOST_TEST((row.text_or_null() == some_text));
    BOOST_TEST(!row.time_or_null().has_value());
    BOOST_TEST((row.time_or_null() == time));
    BOOST_TEST(!row.next());
}

BOOST_AUTO_TEST_CASE(counts_the_rows_that_a_statement_changed) {
    db.run_script("CREATE TABLE t (n INTEGER) STRICT; INSERT INTO t VALUES (1), (2), (3)");

    BOOST_TEST(db.execute("DELETE FROM t WHERE n > ?", {1}) == 2);
    BOOST_TEST(db.execute("DELETE FROM t WHERE n > ?", {1}) == 0);
    BOOST_TEST(db.rows_changed() == 5);
}

BOOST_AUTO_TEST_CASE(uses_a_statement_again_after_its_rows_were_left_unread) {
    for (int i = 0; i < 3; ++i) {
        auto row = db.query("SELECT 1 UNION ALL SELECT 2");
        BOOST_TEST(row.next());
    }
}

BOOST_AUTO_TEST_CASE(refuses_a_statement_whose_rows_are_being_read) {
    auto row = db.query("SELECT 1 UNION ALL SELECT 2");
    row.next();

    BOOST_CHECK_THROW(db.query("SELECT 1 UNION ALL SELECT 2"), std::logic_error);
}

BOOST_AUTO_TEST_CASE(does_not_remember_what_was_bound_before) {
    db.query("SELECT ?", {"a secret"}).next();

    auto row = db.query("SELECT ?");

    BOOST_REQUIRE(row.next());
    BOOST_TEST(!row.text_or_null().has_value());
}

BOOST_AUTO_TEST_CASE(tells_our_mistakes_from_those_of_the_environment) {
    db.run_script("CREATE TABLE t (n INTEGER UNIQUE) STRICT; INSERT INTO t VALUES (1)");
    sqlite::database reading(path, sqlite::access::read_only);

    BOOST_CHECK_THROW(db.execute("INSERT INTO t VALUES (1)"), sqlite::error);
    BOOST_CHECK_THROW(db.execute("INSERT INTO t VALUES ('text')"), sqlite::error);
    BOOST_CHECK_THROW(db.execute("SELECT FROM"), sqlite::error);
    BOOST_CHECK_THROW(reading.execute("DELETE FROM t"), gateway::inbox_full);
    BOOST_CHECK_THROW(sqlite::database("/nowhere/at/all", sqlite::access::read_write),
                      gateway::inbox_failed);
}

BOOST_AUTO_TEST_CASE(runs_out_of_space_and_goes_on_when_there_is_some) {
    db.run_script("CREATE TABLE t (bytes BLOB) STRICT; PRAGMA max_page_count = 20");
    const auto fill = [&] { db.execute("INSERT INTO t VALUES (zeroblob(200000))"); };

    BOOST_CHECK_THROW(fill(), gateway::inbox_full);
    BOOST_TEST(!db.in_transaction());
    db.run_script("PRAGMA max_page_count = 200");

    BOOST_CHECK_NO_THROW(fill());
}

BOOST_AUTO_TEST_CASE(moves_the_log_into_the_database_only_when_told) {
    db.run_script("PRAGMA journal_mode = WAL; CREATE TABLE t (bytes BLOB) STRICT");
    for (int i = 0; i < 30; ++i) db.execute("INSERT INTO t VALUES (zeroblob(200000))");
    BOOST_TEST(db.log_pages() > 1000);
    const auto before = std::filesystem::file_size(path);

    db.checkpoint();

    BOOST_TEST(before < 100'000u);
    BOOST_TEST(std::filesystem::file_size(path) > 6'000'000u);
    db.execute("INSERT INTO t VALUES (x'00')");
    BOOST_TEST(db.log_pages() < 10);
}

BOOST_AUTO_TEST_SUITE_END()
