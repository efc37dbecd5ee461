#include <boost/test/unit_test.hpp>
#include <random>

#include "gateway/inbox/sqlite.hpp"
#include "tests/contract/faulty_disk.hpp"
#include "tests/contract/inbox_desk.hpp"
#include "tests/contract/sqlite_harness.hpp"

// The SQLite inbox on a disk that is full, fails, or loses power.

namespace {

using gateway::event_state;
using gateway::insertion;
using std::chrono::seconds;
using testing::event_sketch;
using testing::noon;

class faulty_harness {
public:
    std::string path() const { return (folder_.path() / "inbox.db").string(); }
    const testing::temporary_folder& folder() const { return folder_; }
    testing::faulty_disk& disk() { return disk_; }
    gateway::metrics& measured() { return metrics_; }
    const std::atomic<int>& failures() const { return failures_; }
    std::size_t waiting_bytes = gateway::sqlite_options().waiting_bytes;

    std::unique_ptr<gateway::inbox> open() {
        gateway::sqlite_options options;
        options.file_layer = disk_.name();
        options.waiting_bytes = waiting_bytes;
        options.on_failure = [this](const std::string&) { ++failures_; };
        return gateway::make_sqlite_inbox(path(), options, metrics_);
    }

private:
    testing::temporary_folder folder_;
    testing::faulty_disk disk_;
    gateway::metrics metrics_;
    std::atomic<int> failures_{0};
};

using desk_on_faulty_disk = testing::inbox_desk<faulty_harness>;

std::vector<boost::asio::awaitable<insertion>> inserts(desk_on_faulty_disk& desk, int count) {
    std::vector<boost::asio::awaitable<insertion>> calls;
    for (int i = 0; i < count; ++i)
        calls.push_back(desk.store().insert(event_sketch("e" + std::to_string(i)).make()));
    return calls;
}

// A short life of an inbox, for power cuts at every moment of it.
constexpr int events_in_a_life = 6;

struct progress {
    int stored = 0, delivered = 0;
};

void live(desk_on_faulty_disk& desk, progress& confirmed) {
    for (int i = 0; i < events_in_a_life; ++i) {
        desk.insert(event_sketch("e" + std::to_string(i)));
        ++confirmed.stored;
        if (i % 2 == 0) continue;
        desk.settle(desk.claim(noon, 1).front(), event_state::delivered);
        ++confirmed.delivered;
    }
    desk.reopen();  // closing moves the log into the database
}

// What the inbox had confirmed when the power went, at the change of that number; nothing when
// there are not so many changes in its life. What the cut left is put into the folder.
std::optional<progress> confirmed_before_power_cut(int cut_at, const std::filesystem::path& left,
                                                   std::mt19937& random) {
    progress confirmed;
    std::optional<progress> then;
    std::atomic<int> changes{0};
    desk_on_faulty_disk desk([&](faulty_harness& harness) {
        harness.disk().after_each_change = [&] {
            if (++changes != cut_at) return;
            harness.disk().leave_after_power_cut(left, random);
            then = confirmed;
        };
    });
    live(desk, confirmed);
    desk.harness().disk().after_each_change = nullptr;
    return then;
}

boost::asio::awaitable<void> count(gateway::inbox& store, progress& found) {
    for (int i = 0; i < events_in_a_life; ++i) {
        const std::string receipt = "receipt of acme/e" + std::to_string(i);
        const auto status = co_await store.find_receipt(receipt);
        if (status.empty()) continue;
        ++found.stored;
        if (status.front().state == event_state::delivered) ++found.delivered;
    }
}

progress found_in(const std::filesystem::path& folder) {
    testing::faulty_disk disk;  // not faulty now, and faster than a real one
    gateway::sqlite_options options;
    options.file_layer = disk.name();
    gateway::metrics measured;
    boost::asio::io_context io;
    const auto inbox =
        gateway::make_sqlite_inbox((folder / "inbox.db").string(), options, measured);
    progress found;
    testing::run(io, count(*inbox, found));
    return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_sync_serves_many_webhooks) {
    constexpr int webhooks = 500;
    desk_on_faulty_disk desk;
    const int before = desk.harness().disk().syncs;

    desk.wait_for_all(inserts(desk, webhooks));

    BOOST_TEST(desk.harness().disk().syncs - before < webhooks / 5);
    BOOST_TEST(desk.claim(noon, webhooks).size() == static_cast<std::size_t>(webhooks));
}

BOOST_AUTO_TEST_CASE(says_nothing_before_the_sync) {
    desk_on_faulty_disk desk;
    const int before = desk.harness().disk().syncs;

    desk.insert(event_sketch("e"));

    BOOST_TEST(desk.harness().disk().syncs > before);
}

BOOST_AUTO_TEST_CASE(a_repeat_costs_no_sync) {
    desk_on_faulty_disk desk;
    desk.insert(event_sketch("e"));
    const int before = desk.harness().disk().syncs;

    desk.insert(event_sketch("e"));

    BOOST_TEST(desk.harness().disk().syncs == before);
}

BOOST_AUTO_TEST_CASE(goes_on_by_itself_when_a_full_disk_has_space_again) {
    desk_on_faulty_disk desk;
    desk.insert(event_sketch("before"));
    const auto held = desk.claim_one();

    desk.harness().disk().full = true;
    BOOST_CHECK_THROW(desk.insert(event_sketch("during")), gateway::inbox_full);
    BOOST_CHECK_THROW(desk.settle(held, event_state::delivered), gateway::inbox_full);
    BOOST_TEST(!desk.wait(desk.store().is_writable()));
    BOOST_TEST(desk.state_of("before") == "delivering");

    desk.harness().disk().full = false;
    BOOST_TEST(desk.wait(desk.store().is_writable()));
    BOOST_TEST((desk.insert(event_sketch("during")).what == insertion::outcome::stored));
    BOOST_TEST(desk.settle(held, event_state::delivered));
    BOOST_TEST(desk.harness().failures() == 0);
    desk.reopen();
    BOOST_TEST(desk.claimed_ids() == (std::vector<std::string>{"during"}));
}

BOOST_AUTO_TEST_CASE(believes_nothing_any_more_after_a_failed_sync) {
    desk_on_faulty_disk desk;
    desk.insert(event_sketch("before"));

    desk.harness().disk().fails_to_sync = true;
    BOOST_CHECK_THROW(desk.insert(event_sketch("during")), gateway::inbox_failed);
    BOOST_TEST(desk.harness().failures() == 1);

    desk.harness().disk().fails_to_sync = false;
    const int before = desk.harness().disk().syncs;
    BOOST_CHECK_THROW(desk.insert(event_sketch("after")), gateway::inbox_failed);
    BOOST_CHECK_THROW(desk.claim(), gateway::inbox_failed);
    BOOST_TEST(!desk.wait(desk.store().is_writable()));
    BOOST_TEST(desk.harness().failures() == 1);
    BOOST_TEST(desk.harness().disk().syncs == before);

    desk.reopen();
    BOOST_TEST(desk.state_of("before") == "accepted");
    BOOST_TEST(desk.state_of("after") == "none");
    BOOST_TEST((desk.insert(event_sketch("after")).what == insertion::outcome::stored));
}

BOOST_AUTO_TEST_CASE(refuses_webhooks_when_too_many_bytes_wait_but_never_a_settlement) {
    desk_on_faulty_disk desk;
    desk.insert(event_sketch("e"));
    const auto held = desk.claim_one();
    desk.harness().waiting_bytes = 1;
    desk.reopen();

    BOOST_CHECK_THROW(desk.insert(event_sketch("more")), gateway::inbox_busy);

    BOOST_TEST(desk.settle(held, event_state::delivered));
}

BOOST_AUTO_TEST_CASE(asking_what_to_do_reads_nothing_that_was_done) {
    constexpr int pages_allowed = 150;  // the table of events alone has some 5,000
    desk_on_faulty_disk desk;
    desk.insert(event_sketch("model"));
    desk.settle(desk.claim_one(), event_state::delivered);
    {
        gateway::sqlite::database db(desk.harness().path(), gateway::sqlite::access::read_write);
        db.run_script(R"(
            WITH RECURSIVE numbers (n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM numbers
                                           WHERE n < 100000)
            INSERT INTO events SELECT n, 'receipt ' || n, connection, secret_position, 'e' || n,
                id_is_idempotency_key, kind, type, 'b' || n, previous_booking_id, occurred_at,
                received_at, part, first_of_request, state, reason, detail, tries, first_try, create_tenant,
                create_booking_provider, create_external_id, empty_lookups, due_at, lease, order_key, settled_at, purgeable_since, calls
            FROM events, numbers WHERE seq = 1)");
    }
    desk.reopen();
    desk.insert(event_sketch("new").of("b7"));
    desk.insert(event_sketch("dead").dead(gateway::death::expired, ""));
    desk.reopen();
    testing::faulty_disk& disk = desk.harness().disk();
    const auto reads_of = [&](auto call) {
        const int before = disk.reads;
        call();
        return disk.reads - before;
    };

    BOOST_TEST(reads_of([&] { desk.wait(desk.store().next_due()); }) < pages_allowed);
    BOOST_TEST(reads_of([&] { desk.wait(desk.store().statistics(noon)); }) < pages_allowed);
    BOOST_TEST(reads_of([&] { desk.state_of("new"); }) < pages_allowed);
    BOOST_TEST(reads_of([&] { desk.wait(desk.store().recover(noon)); }) < pages_allowed);
    BOOST_TEST(reads_of([&] { BOOST_TEST(desk.claim().size() == 1u); }) < pages_allowed);
    BOOST_TEST(reads_of([&] { desk.wait(desk.store().purge(noon, noon)); }) < pages_allowed);
    BOOST_TEST(reads_of([&] { desk.insert(event_sketch("one more").of("b8")); }) < pages_allowed);
}

BOOST_AUTO_TEST_CASE(loses_nothing_it_confirmed_when_the_power_goes_at_any_moment) {
    const std::uint32_t seed = std::random_device()();
    BOOST_TEST_CONTEXT("seed " << seed) {
        std::mt19937 random(seed);
        int cuts = 0;
        for (int cut_at = 1;; ++cut_at) {
            testing::temporary_folder left;
            const auto confirmed = confirmed_before_power_cut(cut_at, left.path(), random);
            if (!confirmed) break;
            ++cuts;

            const progress found = found_in(left.path());

            BOOST_TEST_CONTEXT("cut " << cut_at) {
                BOOST_TEST(found.stored >= confirmed->stored);
                BOOST_TEST(found.delivered >= confirmed->delivered);
            }
        }
        BOOST_TEST(cuts > 50);
    }
}
