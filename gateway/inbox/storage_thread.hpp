#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gateway/inbox/sqlite.hpp"

namespace gateway {

// A piece of work on its way to a storage thread, and the coroutine that awaits it.
class operation {
public:
    // `cost` counts against the limit of the queue.
    operation(const boost::asio::any_io_executor& caller, std::size_t cost)
        : caller_(boost::asio::prefer(caller, boost::asio::execution::outstanding_work.tracked)),
          cost_(cost) {}
    virtual ~operation() = default;

    std::size_t cost() const noexcept { return cost_; }
    // May be called again, after what it did to the database was taken back.
    virtual void perform(sqlite::database& db) = 0;

    // Resumes each coroutine on its own executor, with the result or the failure. The operation
    // goes there too and ends there, because what it holds belongs to that thread. Those of one
    // executor go together: waking its thread costs more than what most of them have left to do.
    struct ended {
        std::unique_ptr<operation> one;
        std::exception_ptr failure;
    };
    static void finish(std::vector<ended> all);

private:
    virtual void resume(std::exception_ptr failure) = 0;
    boost::asio::any_io_executor caller_;
    std::size_t cost_;
};

// One thread that works off a bounded queue.
class storage_thread {
public:
    using batch = std::vector<std::unique_ptr<operation>>;
    struct limits {
        std::size_t waiting_cost;  // a queue that costs more takes nothing in
        std::size_t batch_size;    // operations that are worked off together
    };

    // `work` gets everything that arrived while it was busy, up to the limit, must finish each
    // operation and must not throw.
    storage_thread(limits bounds, std::function<void(batch)> work);
    ~storage_thread();  // works off what waits, then joins
    storage_thread(const storage_thread&) = delete;

    // Any thread may call it. A full queue finishes the operation with inbox_busy.
    void submit(std::unique_ptr<operation> one);
    std::size_t waiting() const;

private:
    void run();
    batch next_batch();  // empty when there will be none

    const limits bounds_;
    const std::function<void(batch)> work_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::unique_ptr<operation>> waiting_;
    std::size_t waiting_cost_ = 0;
    bool stopping_ = false;
    std::thread thread_;  // started last
};

template <class Result, class Handler>
class awaited_operation final : public operation {
public:
    awaited_operation(Handler handler, std::function<Result(sqlite::database&)> work,
                      std::size_t cost)
        : operation(boost::asio::get_associated_executor(handler), cost),
          handler_(std::move(handler)),
          work_(std::move(work)) {}

    void perform(sqlite::database& db) override { result_ = work_(db); }

private:
    void resume(std::exception_ptr failure) override {
        std::move(handler_)(std::move(failure), std::move(result_));
    }
    Handler handler_;
    std::function<Result(sqlite::database&)> work_;
    Result result_{};
};

// Runs `work` on the thread (a storage_thread, or what submits to one). Not cancelled once begun:
// what was asked for may be on the disk already, and the caller must learn of it.
template <class Result, class Thread>
boost::asio::awaitable<Result> run_on(Thread& thread, std::function<Result(sqlite::database&)> work,
                                      std::size_t cost) {
    const auto start = []<class Handler>(Handler handler, Thread* chosen,
                                         std::function<Result(sqlite::database&)> wanted,
                                         std::size_t its_cost) {
        chosen->submit(std::make_unique<awaited_operation<Result, Handler>>(
            std::move(handler), std::move(wanted), its_cost));
    };
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>,
                                       void(std::exception_ptr, Result)>(
        start, boost::asio::use_awaitable, &thread, std::move(work), cost);
}

}  // namespace gateway
