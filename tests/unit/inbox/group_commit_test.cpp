#include "gateway/inbox/group_commit.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <future>
#include <thread>

#include "gateway/inbox/inbox.hpp"
#include "tests/support/temporary_folder.hpp"

namespace {

using gateway::sqlite::database;
using work = std::function<void(database&)>;

// What became of an operation.
struct outcome {
    bool finished = false;
    std::exception_ptr failure;
    std::thread::id resumed_on, ended_on;
};

class told_operation final : public gateway::operation {
public:
    told_operation(boost::asio::io_context& io, work what, outcome& told, std::size_t cost)
        : operation(io.get_executor(), cost), work_(std::move(what)), told_(told) {}
    ~told_operation() override { told_.ended_on = std::this_thread::get_id(); }
    void perform(database& db) override { work_(db); }

private:
    void resume(std::exception_ptr failure) override {
        told_.finished = true;
        told_.failure = std::move(failure);
        told_.resumed_on = std::this_thread::get_id();
    }
    work work_;
    outcome& told_;
};

database table_of_numbers(const std::string& path) {
    database db(path, gateway::sqlite::access::read_write);
    db.run_script("PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER UNIQUE) STRICT");
    return db;
}

struct fixture {
    testing::temporary_folder folder;
    std::string path = (folder.path() / "test.db").string();
    boost::asio::io_context io;
    gateway::metrics measured;
    int failures = 0;
    std::unique_ptr<gateway::group_commit> writer = std::make_unique<gateway::group_commit>(
        table_of_numbers(path), 1'000, [this](const std::string&) { ++failures; }, measured);

    // Performs all of them in one transaction, because the writer is busy while they arrive.
    std::vector<outcome> commit_together(const std::vector<work>& all) {
        std::promise<void> free;
        outcome first;
        keep_busy(free, first);
        std::vector<outcome> told(all.size());
        for (std::size_t i = 0; i < all.size(); ++i) submit(all[i], told[i]);
        free.set_value();
        io.run();
        io.restart();
        return told;
    }

    // Returns when the writer has begun, and will not end before it is set free.
    void keep_busy(std::promise<void>& free, outcome& told) {
        std::promise<void> begun;
        submit(
            [&](database&) {
                begun.set_value();
                free.get_future().wait();
            },
            told);
        begun.get_future().wait();
    }

    void submit(work what, outcome& told, std::size_t cost = 0) {
        writer->submit(std::make_unique<told_operation>(io, std::move(what), told, cost));
    }

    std::int64_t rows() {
        database db(path, gateway::sqlite::access::read_only);
        auto row = db.query("SELECT count(*) FROM t");
        return row.next() ? row.integer() : -1;
    }
};

work insert(int number) {
    return [number](database& db) { db.execute("INSERT INTO t VALUES (?)", {number}); };
}

template <class Exception>
bool failed_with(const outcome& told) {
    if (!told.failure) return false;
    try {
        std::rethrow_exception(told.failure);
    } catch (const Exception&) {
        return true;
    } catch (...) {
        return false;
    }
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(committed_together, fixture)

BOOST_AUTO_TEST_CASE(share_one_transaction) {
    const auto told = commit_together({insert(1), insert(2), insert(3)});

    for (const outcome& one : told) BOOST_TEST((one.finished && !one.failure));
    BOOST_TEST(rows() == 3);
    // The one that held the writer up, and the three.
    const std::string series = measured.expose();
    BOOST_TEST(series.find("inbox_commit_duration_seconds_count 2") != series.npos);
}

BOOST_AUTO_TEST_CASE(go_on_without_the_one_that_fails_by_itself) {
    const auto insert_and_throw = [](database& db) {
        db.execute("INSERT INTO t VALUES (99)");
        throw std::logic_error("a mistake of ours");
    };

    const auto told = commit_together({insert(1), insert(1), insert_and_throw, insert(2)});

    BOOST_TEST(!told[0].failure);
    BOOST_TEST(failed_with<gateway::sqlite::error>(told[1]));
    BOOST_TEST(failed_with<std::logic_error>(told[2]));
    BOOST_TEST(!told[3].failure);
    BOOST_TEST(rows() == 2);
    BOOST_TEST(failures == 0);
}

BOOST_AUTO_TEST_CASE(all_fail_for_lack_of_space_and_work_again_afterwards) {
    const auto fill = [](database&) { throw gateway::inbox_full("no space"); };

    const auto told = commit_together({insert(1), fill, insert(2)});

    for (const outcome& one : told) BOOST_TEST(failed_with<gateway::inbox_full>(one));
    BOOST_TEST(rows() == 0);
    BOOST_TEST(failures == 0);
    BOOST_TEST(!commit_together({insert(1)}).front().failure);
}

BOOST_AUTO_TEST_CASE(all_fail_and_fail_for_ever_when_the_disk_does) {
    const auto fail = [](database&) { throw gateway::inbox_failed("the disk is gone"); };

    const auto told = commit_together({insert(1), fail, insert(2)});

    for (const outcome& one : told) BOOST_TEST(failed_with<gateway::inbox_failed>(one));
    BOOST_TEST(failures == 1);
    outcome later;
    submit(insert(3), later);
    io.run();
    BOOST_TEST(failed_with<gateway::inbox_failed>(later));
    BOOST_TEST(rows() == 0);
    BOOST_TEST(failures == 1);
}

BOOST_AUTO_TEST_CASE(resume_and_end_on_the_thread_of_their_caller) {
    const auto told = commit_together({insert(1), insert(1)});

    for (const outcome& one : told) {
        BOOST_TEST((one.resumed_on == std::this_thread::get_id()));
        BOOST_TEST((one.ended_on == std::this_thread::get_id()));
    }
}

BOOST_AUTO_TEST_CASE(wait_in_a_queue_that_has_a_limit) {
    std::promise<void> free;
    outcome first, cheap, too_much, of_no_cost;
    keep_busy(free, first);

    submit(insert(1), cheap, 1'000);
    submit(insert(2), too_much, 1);
    submit(insert(3), of_no_cost, 0);
    free.set_value();
    io.run();

    BOOST_TEST(!cheap.failure);
    BOOST_TEST(failed_with<gateway::inbox_busy>(too_much));
    BOOST_TEST(!of_no_cost.failure);
    BOOST_TEST(rows() == 2);
}

BOOST_AUTO_TEST_CASE(are_finished_before_the_writer_ends) {
    std::vector<outcome> told(100);
    for (int i = 0; i < 100; ++i) submit(insert(i), told[static_cast<std::size_t>(i)]);

    writer.reset();
    io.run();

    for (const outcome& one : told) BOOST_TEST((one.finished && !one.failure));
    BOOST_TEST(rows() == 100);
}

BOOST_AUTO_TEST_CASE(know_when_something_was_written) {
    BOOST_TEST(!writer->wrote_within(std::chrono::hours(1)));
    commit_together({[](database&) {}});
    BOOST_TEST(!writer->wrote_within(std::chrono::hours(1)));

    commit_together({insert(1)});
    BOOST_TEST(writer->wrote_within(std::chrono::hours(1)));

    commit_together({[](database&) { throw gateway::inbox_full("no space"); }});
    BOOST_TEST(!writer->wrote_within(std::chrono::hours(1)));
}

BOOST_AUTO_TEST_SUITE_END()
