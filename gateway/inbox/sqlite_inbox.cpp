#include "gateway/inbox/sqlite_inbox.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <mutex>
#include <system_error>

#include "gateway/inbox/claim_rows.hpp"
#include "gateway/inbox/delivery_rows.hpp"
#include "gateway/inbox/event_rows.hpp"
#include "gateway/inbox/file_lock.hpp"
#include "gateway/inbox/group_commit.hpp"
#include "gateway/inbox/ledger_rows.hpp"
#include "gateway/inbox/link_rows.hpp"
#include "gateway/inbox/maintenance_rows.hpp"
#include "gateway/inbox/queue_rows.hpp"
#include "gateway/inbox/schema/schema.hpp"
#include "gateway/inbox/storage_thread.hpp"

namespace gateway {

namespace asio = boost::asio;
using sqlite::database;

namespace {

// What an event takes besides its bytes.
constexpr std::size_t event_overhead = 1024;
// Operations on events that are here already are never refused: they are no more than the
// deliveries in flight, and each says something about a booking that must not be lost.
constexpr std::size_t free_of_charge = 0;

constexpr std::size_t most_reads_waiting = 1'000;
constexpr std::size_t reads_at_once = 64;

// How long after a write the disk is believed to take another.
constexpr std::chrono::seconds recently{5};

// Makes the file readable for its owner only, because webhooks hold personal data. SQLite gives its
// other files the same permissions.
void make_private(const std::string& path) {
    const int made = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (made < 0)
        throw std::runtime_error("cannot open " + path + ": " +
                                 std::system_category().message(errno));
    close(made);
}

// Refuses file systems on which SQLite falls back to another journal, silently.
void require_write_ahead_log(database& db, const std::string& path) {
    auto mode = db.query("PRAGMA journal_mode = WAL");
    if (!mode.next() || mode.text() != "wal")
        throw std::runtime_error(path +
                                 " is on a file system without shared memory, which the "
                                 "write-ahead log needs");
}

database open_writer(const std::string& path, const std::string& file_layer) {
    make_private(path);
    database db(path, sqlite::access::read_write, file_layer);
    schema::migrate(db, path);
    require_write_ahead_log(db, path);
    db.run_script(
        "PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
        "PRAGMA journal_size_limit = 67108864");
    return db;
}

std::size_t bytes_of(const new_request& arrived) {
    const providers::webhook& request = arrived.hook.request();
    std::size_t bytes = event_overhead * arrived.events.size() + request.body.size();
    for (const auto& [name, value] : request.headers) bytes += name.size() + value.size();
    return bytes;
}

bool holds_something_to_deliver(const new_request& arrived) {
    return std::any_of(arrived.events.begin(), arrived.events.end(),
                       [](const new_event& one) { return !one.dead; });
}

// Tells the dispatcher that there is something to deliver. Calls share it with the inbox, because
// some of them resume when the inbox is gone already.
class deliverable_signal {
public:
    void call_from_now_on(std::function<void()> wake) {
        const std::lock_guard lock(mutex_);
        wake_ = std::move(wake);
    }
    void give() const {
        const std::lock_guard lock(mutex_);
        if (wake_) wake_();
    }

private:
    mutable std::mutex mutex_;
    std::function<void()> wake_;
};

class sqlite_inbox final : public inbox {
public:
    sqlite_inbox(const std::string& path, sqlite_options options, metrics& measured)
        : path_(path),
          on_failure_(options.on_failure),
          lock_(path + ".lock"),
          writer_(open_writer(path, options.file_layer), options.waiting_bytes, options.on_failure,
                  measured),
          reading_(path, sqlite::access::read_only, options.file_layer),
          reader_({most_reads_waiting, reads_at_once},
                  [this](storage_thread::batch reads) { answer(std::move(reads)); }) {}
    ~sqlite_inbox() override { deliverable_->call_from_now_on(nullptr); }

    asio::awaitable<insertion> insert(new_request request) override {
        const bool is_deliverable = holds_something_to_deliver(request);
        const std::size_t bytes = bytes_of(request);
        std::function<insertion(database&)> work =
            [prepared = rows::prepared_request(std::move(request))](database& db) {
                return rows::insert(db, prepared);
            };
        const auto deliverable = deliverable_;
        insertion done = co_await run_on(writer_, std::move(work), bytes);
        if (is_deliverable && done.what == insertion::outcome::stored) deliverable->give();
        co_return done;
    }

    asio::awaitable<std::vector<claimed_event>> claim(std::vector<std::string> connections,
                                                      std::size_t limit, timestamp now,
                                                      std::chrono::milliseconds lease) override {
        rows::claim_request wanted{std::move(connections), limit, now, lease};
        std::function<std::vector<claimed_event>(database&)> work =
            [this, wanted = std::move(wanted)](database& db) {
                return rows::claim(db, wanted, last_served_);
            };
        co_return co_await run_on(writer_, std::move(work), free_of_charge);
    }

    asio::awaitable<bool> record_progress(event_seq seq, std::string lease,
                                          delivery_progress progress) override {
        std::function<bool(database&)> work = [=](database& db) {
            return rows::record_progress(db, seq, lease, progress);
        };
        co_return co_await run_on(writer_, std::move(work), free_of_charge);
    }

    asio::awaitable<bool> settle(event_seq seq, std::string lease, settlement end,
                                 timestamp now) override {
        // A settled event lets the next of its booking go.
        const bool is_deliverable =
            is_settled(end.state) ? end.state != event_state::dead : end.due <= now;
        std::function<bool(database&)> work = [seq, lease = std::move(lease), end = std::move(end),
                                               now](database& db) {
            return rows::settle(db, seq, lease, end, now);
        };
        const auto deliverable = deliverable_;
        const bool settled = co_await run_on(writer_, std::move(work), free_of_charge);
        if (settled && is_deliverable) deliverable->give();
        co_return settled;
    }

    asio::awaitable<void> replace_answer(std::string receipt, stored_answer answer) override {
        std::function<bool(database&)> work = [=](database& db) {
            rows::replace_answer(db, receipt, answer);
            return true;
        };
        co_await run_on(writer_, std::move(work), free_of_charge);
    }

    asio::awaitable<bool> replay(std::string receipt, std::string who, timestamp now) override {
        std::function<bool(database&)> work = [=](database& db) {
            return rows::replay(db, receipt, who, now);
        };
        const auto deliverable = deliverable_;
        const bool replayed = co_await run_on(writer_, std::move(work), free_of_charge);
        if (replayed) deliverable->give();
        co_return replayed;
    }

    asio::awaitable<bool> requeue_missing(std::string receipt, std::string who,
                                          timestamp now) override {
        std::function<bool(database&)> work = [=](database& db) {
            return rows::requeue_missing(db, receipt, who, now);
        };
        const auto deliverable = deliverable_;
        const bool requeued = co_await run_on(writer_, std::move(work), free_of_charge);
        if (requeued) deliverable->give();
        co_return requeued;
    }

    asio::awaitable<void> recover(timestamp now) override {
        std::function<std::int64_t(database&)> work = [now](database& db) {
            return rows::recover(db, now);
        };
        const auto deliverable = deliverable_;
        const std::int64_t recovered = co_await run_on(writer_, std::move(work), free_of_charge);
        if (recovered > 0) deliverable->give();
    }

    asio::awaitable<std::vector<receipt_status>> find_receipt(std::string receipt) override {
        std::function<std::vector<receipt_status>(database&)> work =
            [receipt = std::move(receipt)](database& db) {
                return rows::find_receipt(db, receipt);
            };
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<std::optional<booking_link>> find_link(std::string connection,
                                                           std::string booking_id) override {
        std::function<std::optional<booking_link>(database&)> work = [=](database& db) {
            return rows::find_link(db, connection, booking_id);
        };
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<std::vector<filed_link>> links_to(
        std::int64_t tenant, std::vector<std::int64_t> crm_bookings) override {
        std::function<std::vector<filed_link>(database&)> work = [=](database& db) {
            return rows::links_to(db, tenant, crm_bookings);
        };
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<std::vector<filed_link>> standing_links(link_range range) override {
        std::function<std::vector<filed_link>(database&)> work = [=](database& db) {
            return rows::standing_links(db, range);
        };
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<booking_trace> trace(std::string connection, std::string booking_id) override {
        std::function<booking_trace(database&)> work = [=](database& db) {
            return rows::trace(db, connection, booking_id);
        };
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<inbox_statistics> statistics(timestamp now) override {
        std::function<inbox_statistics(database&)> work = [this, now](database& db) {
            inbox_statistics counted = rows::count_queue(db, now);
            measure_files(counted);
            return counted;
        };
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<std::optional<timestamp>> next_due() override {
        std::function<std::optional<timestamp>(database&)> work = rows::next_due;
        co_return co_await run_on(reader_, std::move(work), 1);
    }

    asio::awaitable<std::int64_t> purge(timestamp ids_before, timestamp events_before) override {
        std::function<std::int64_t(database&)> ids = [=](database& db) {
            return rows::forget_ids(db, ids_before);
        };
        std::function<std::int64_t(database&)> requests = [=](database& db) {
            return rows::forget_requests(db, events_before);
        };
        const std::int64_t forgotten = co_await repeat(std::move(ids));
        co_return forgotten + co_await repeat(std::move(requests));
    }

    void on_deliverable(std::function<void()> wake) override {
        deliverable_->call_from_now_on(std::move(wake));
    }

    asio::awaitable<bool> is_writable() override {
        if (writer_.wrote_within(recently)) co_return true;
        std::function<bool(database&)> trial = [](database& db) {
            rows::try_write(db);
            return true;
        };
        try {
            co_return co_await run_on(writer_, std::move(trial), free_of_charge);
        } catch (const inbox_full&) {
        } catch (const inbox_busy&) {
        } catch (const inbox_failed&) {
        }
        co_return false;
    }

private:
    // On the reader's thread.
    void answer(storage_thread::batch reads) noexcept {
        std::vector<operation::ended> ended;
        for (auto& one : reads) {
            std::exception_ptr failure;
            try {
                one->perform(reading_);
            } catch (const inbox_failed& e) {
                failure = std::current_exception();
                if (on_failure_) on_failure_(e.what());
            } catch (...) {
                failure = std::current_exception();
            }
            ended.push_back({std::move(one), failure});
        }
        operation::finish(std::move(ended));
    }

    void measure_files(inbox_statistics& counted) const {
        for (const char* part : {"", "-wal", "-shm"}) {
            std::error_code missing;
            const auto bytes = std::filesystem::file_size(path_ + part, missing);
            if (!missing) counted.file_bytes += static_cast<std::int64_t>(bytes);
        }
        struct statvfs system {};
        if (statvfs(path_.c_str(), &system) == 0)
            counted.free_bytes = static_cast<std::int64_t>(system.f_bavail * system.f_frsize);
    }

    // Step by step until nothing is left, so that others get between the steps.
    asio::awaitable<std::int64_t> repeat(std::function<std::int64_t(database&)> step) {
        std::int64_t sum = 0;
        for (;;) {
            const std::int64_t rows = co_await run_on(writer_, step, free_of_charge);
            if (rows == 0) co_return sum;
            sum += rows;
        }
    }

    const std::string path_;
    const std::function<void(const std::string&)> on_failure_;
    file_lock lock_;
    std::string last_served_;  // the writer's, see rows::claim
    const std::shared_ptr<deliverable_signal> deliverable_ = std::make_shared<deliverable_signal>();
    group_commit writer_;
    database reading_;
    storage_thread reader_;
};

}  // namespace

std::unique_ptr<inbox> make_sqlite_inbox(const std::string& path, sqlite_options options,
                                         metrics& measured) {
    return std::make_unique<sqlite_inbox>(path, std::move(options), measured);
}

}  // namespace gateway
