#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <thread>

namespace gateway {

// An io_context with the thread that runs it. The thread ends when `release` was called and nothing
// is left to do.
class io_thread {
public:
    io_thread() : io_(1), work_(io_.get_executor()) {}
    ~io_thread() { join(); }

    boost::asio::io_context& io() noexcept { return io_; }
    void start() {
        thread_ = std::thread([this] { io_.run(); });
    }
    void release() { work_.reset(); }
    void join() {
        release();
        if (thread_.joinable()) thread_.join();
    }

private:
    boost::asio::io_context io_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    std::thread thread_;
};

}  // namespace gateway
