#include "gateway/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;

task_group::task_group(asio::any_io_executor executor, std::string name)
    : executor_(std::move(executor)), name_(std::move(name)), shared_(std::make_shared<shared>()) {}

void task_group::spawn(asio::awaitable<void> task) {
    ++shared_->running;
    asio::co_spawn(executor_, std::move(task),
                   [group = shared_, name = name_](const std::exception_ptr& failure) {
                       if (--group->running == 0)
                           for (asio::steady_timer* timer : group->waiting) timer->cancel();
                       if (!failure) return;
                       try {
                           std::rethrow_exception(failure);
                       } catch (const std::exception& e) {
                           log::error("task.failed", {{"group", name}, {"error", e.what()}});
                       }
                   });
}

asio::awaitable<bool> task_group::wait(std::chrono::milliseconds grace) {
    const auto group = shared_;
    asio::steady_timer timer(executor_, grace);
    group->waiting.insert(&timer);
    const auto deadline = timer.expiry();
    while (group->running > 0 && std::chrono::steady_clock::now() < deadline)
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    group->waiting.erase(&timer);
    co_return group->running == 0;
}

}  // namespace gateway
