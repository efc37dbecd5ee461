#include "gateway/inbox/group_commit.hpp"

#include "gateway/inbox/inbox.hpp"
#include "gateway/log.hpp"

namespace gateway {

namespace {

using clock_type = std::chrono::steady_clock;

// More would make the first of a batch wait long for the last; at this size the sync is shared by
// so many that it costs nothing any more.
constexpr std::size_t most_in_one_commit = 1'000;

// 64 MiB of log: rare enough that a checkpoint finds pages that were written many times, short
// enough that a start after a crash reads it at once.
constexpr int long_log_pages = 16'000;

constexpr const char* begin = "BEGIN IMMEDIATE";
constexpr const char* commit_all = "COMMIT";

}  // namespace

group_commit::group_commit(sqlite::database db, std::size_t waiting_bytes,
                           std::function<void(const std::string&)> on_failure, metrics& measured)
    : db_(std::move(db)),
      on_failure_(std::move(on_failure)),
      metrics_(measured),
      thread_({waiting_bytes, most_in_one_commit},
              [this](batch operations) { write(std::move(operations)); }) {}

group_commit::~group_commit() = default;

void group_commit::submit(std::unique_ptr<operation> one) { thread_.submit(std::move(one)); }

bool group_commit::wrote_within(clock_type::duration time) const noexcept {
    const clock_type::time_point last = last_write_.load();
    return last != clock_type::time_point{} && clock_type::now() - last <= time;
}

void group_commit::write(batch operations) noexcept {
    metrics_.inbox_waiting(operations.size() + thread_.waiting());
    failures each(operations.size());
    std::exception_ptr all = given_up_;
    if (!all) {
        try {
            each = commit(operations);
        } catch (...) {
            all = std::current_exception();
            roll_back();
            note_failure(all, "commit");
        }
    }

    std::vector<operation::ended> ended;
    for (std::size_t i = 0; i < operations.size(); ++i)
        ended.push_back({std::move(operations[i]), all ? all : each[i]});
    operation::finish(std::move(ended));
    if (!all) checkpoint_if_long();
    metrics_.inbox_waiting(thread_.waiting());
}

group_commit::failures group_commit::commit(const batch& operations) {
    const auto start = clock_type::now();
    const std::int64_t changed_before = db_.rows_changed();
    failures each(operations.size());
    while (!perform_all(operations, each)) db_.execute("ROLLBACK");
    db_.execute(commit_all);

    const auto end = clock_type::now();
    metrics_.inbox_commit(end - start, operations.size());
    if (db_.rows_changed() != changed_before) {
        last_write_ = end;
        if (std::exchange(full_, false)) log::info("inbox.has_space_again");
    }
    return each;
}

// Begins a transaction and performs in it what has not failed yet. False when one more failed: then
// the transaction holds its traces, and all others are performed again without it. That is rare,
// and spares every operation a savepoint, which would copy each page that it changes.
bool group_commit::perform_all(const batch& operations, failures& each) {
    db_.execute(begin);
    for (std::size_t i = 0; i < operations.size(); ++i) {
        if (each[i]) continue;
        each[i] = perform(*operations[i]);
        if (each[i]) return false;
    }
    return true;
}

// What is the operation's own fault is returned, what concerns the whole transaction is thrown.
std::exception_ptr group_commit::perform(operation& one) {
    try {
        one.perform(db_);
    } catch (const inbox_full&) {
        throw;
    } catch (const inbox_busy&) {
        throw;
    } catch (const inbox_failed&) {
        throw;
    } catch (...) {
        // Out of memory, SQLite may have ended the transaction by itself.
        if (!db_.in_transaction()) throw;
        return std::current_exception();
    }
    return nullptr;
}

void group_commit::roll_back() noexcept {
    try {
        if (db_.in_transaction()) db_.execute("ROLLBACK");
    } catch (const std::exception& e) {
        // The next BEGIN will fail and say so to its callers.
        log::error("inbox.rollback_failed", {{"error", e.what()}});
    }
}

// After the answers, so that nobody waits for it.
void group_commit::checkpoint_if_long() noexcept {
    if (db_.log_pages() < long_log_pages) return;
    try {
        db_.checkpoint();
    } catch (...) {
        note_failure(std::current_exception(), "checkpoint");
    }
}

void group_commit::note_failure(const std::exception_ptr& failure, const char* during) noexcept {
    metrics_.inbox_write_error(during);
    last_write_ = clock_type::time_point{};
    try {
        std::rethrow_exception(failure);
    } catch (const inbox_failed& e) {
        give_up(failure, e.what());
    } catch (const inbox_full& e) {
        if (!std::exchange(full_, true)) log::error("inbox.full", {{"error", e.what()}});
    } catch (const std::exception& e) {
        log::error("inbox.write_failed", {{"during", during}, {"error", e.what()}});
    } catch (...) {
        log::error("inbox.write_failed", {{"during", during}});
    }
}

void group_commit::give_up(const std::exception_ptr& failure, const std::string& what) {
    given_up_ = failure;
    db_.keep_log_when_closed();
    log::error("inbox.failed", {{"error", what}});
    if (on_failure_) on_failure_(what);
}

}  // namespace gateway
