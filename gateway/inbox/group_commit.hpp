#pragma once

#include <atomic>
#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/inbox/sqlite.hpp"
#include "gateway/inbox/storage_thread.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

// The only writer of the database. What arrived while the disk was syncing one transaction becomes
// the next transaction: under load many operations share a sync, alone one waits for nobody.
//
// An operation that fails by itself leaves no trace, and the others of its transaction go on. When
// the transaction fails, all of them do: for lack of space with inbox_full, and the writer goes on
// as soon as there is space again; for a failed write or sync with inbox_failed, and from then on
// every operation does. Nobody knows what the disk holds after a failed sync, so it is not tried
// again: a new process reads what is really there.
class group_commit {
public:
    // `on_failure` is called once, on the writer's thread, when the writer gives up.
    group_commit(sqlite::database db, std::size_t waiting_bytes,
                 std::function<void(const std::string& what)> on_failure, metrics& measured);
    ~group_commit();

    void submit(std::unique_ptr<operation> one);

    // True when something reached the disk within the time, and nothing failed to since.
    bool wrote_within(std::chrono::steady_clock::duration time) const noexcept;

private:
    using batch = storage_thread::batch;
    using failures = std::vector<std::exception_ptr>;

    void write(batch operations) noexcept;
    failures commit(const batch& operations);
    bool perform_all(const batch& operations, failures& each);
    std::exception_ptr perform(operation& one);
    void roll_back() noexcept;
    void checkpoint_if_long() noexcept;
    void note_failure(const std::exception_ptr& failure, const char* during) noexcept;
    void give_up(const std::exception_ptr& failure, const std::string& what);

    sqlite::database db_;
    const std::function<void(const std::string&)> on_failure_;
    metrics& metrics_;
    std::exception_ptr given_up_;  // why
    bool full_ = false;
    std::atomic<std::chrono::steady_clock::time_point> last_write_{};
    storage_thread thread_;  // ends first
};

}  // namespace gateway
