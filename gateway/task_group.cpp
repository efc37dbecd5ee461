#include "gateway/task_group.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;

// A timer that the end of the last task cancels. The group knows it for exactly as long as it
// stands, however the coroutine that waits for it ends.
class task_group::wake_up {
public:
    wake_up(std::shared_ptr<shared> group, const asio::any_io_executor& executor,
            std::chrono::milliseconds latest)
        : group_(std::move(group)), timer_(executor, latest) {
        group_->waiting.insert(&timer_);
    }
    ~wake_up() { group_->waiting.erase(&timer_); }
    wake_up(const wake_up&) = delete;

    asio::steady_timer& timer() noexcept { return timer_; }

private:
    std::shared_ptr<shared> group_;
    asio::steady_timer timer_;
};

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
    wake_up when_ended(group, executor_, grace);
    asio::steady_timer& timer = when_ended.timer();
    const auto deadline = timer.expiry();
    while (group->running > 0 && std::chrono::steady_clock::now() < deadline)
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return group->running == 0;
}

}  // namespace gateway
