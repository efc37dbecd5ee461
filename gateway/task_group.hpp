#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <set>
#include <string>

namespace gateway {

// Coroutines that belong together on one single-threaded executor: none is lost sight of. An
// exception that escapes one is logged under the group's name and contained. Use on the executor's
// thread only.
class task_group {
public:
    task_group(boost::asio::any_io_executor executor, std::string name);
    task_group(const task_group&) = delete;

    void spawn(boost::asio::awaitable<void> task);
    std::size_t size() const noexcept { return shared_->running; }

    // Completes when no task is left, or after `grace`: true if none is left. Tasks may still be
    // spawned meanwhile, and are waited for too.
    boost::asio::awaitable<bool> wait(std::chrono::milliseconds grace);

private:
    struct shared {
        std::size_t running = 0;
        std::set<boost::asio::steady_timer*> waiting;  // cancelled when the last task ends
    };
    class wake_up;
    boost::asio::any_io_executor executor_;
    std::string name_;
    std::shared_ptr<shared> shared_;
};

}  // namespace gateway
