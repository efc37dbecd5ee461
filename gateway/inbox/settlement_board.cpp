#include "gateway/inbox/settlement_board.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace gateway {

namespace asio = boost::asio;

// The receipt and the timer's executor never change; the rest is touched on that executor only.
struct settlement_board::waiting {
    waiting(std::string of, const asio::any_io_executor& on) : receipt(std::move(of)), timer(on) {}

    const std::string receipt;
    asio::steady_timer timer;
    std::optional<settled_event> end;
};

std::unique_ptr<settlement_board::watch> settlement_board::look_out(std::string receipt,
                                                                    asio::any_io_executor on) {
    auto one = std::make_shared<waiting>(std::move(receipt), on);
    auto made = std::make_unique<watch>(*this, one);
    const std::lock_guard lock(mutex_);
    waiting_.emplace(one->receipt, one);
    return made;
}

void settlement_board::settled(const std::string& receipt, const settled_event& end) {
    const std::lock_guard lock(mutex_);
    const auto [first, last] = waiting_.equal_range(receipt);
    for (auto found = first; found != last; ++found) {
        // The watch may be gone when this runs; its timer may only die on its own thread.
        const auto executor = found->second->timer.get_executor();
        asio::post(executor, [one = found->second, end] {
            one->end = end;
            one->timer.cancel();
        });
    }
}

settlement_board::watch::watch(settlement_board& board, std::shared_ptr<waiting> one)
    : board_(board), one_(std::move(one)) {}

settlement_board::watch::~watch() {
    const std::lock_guard lock(board_.mutex_);
    const auto [first, last] = board_.waiting_.equal_range(one_->receipt);
    for (auto found = first; found != last; ++found) {
        if (found->second != one_) continue;
        board_.waiting_.erase(found);
        return;
    }
}

asio::awaitable<std::optional<settled_event>> settlement_board::watch::wait(
    std::chrono::milliseconds at_most) {
    if (!one_->end) {
        one_->timer.expires_after(at_most);
        co_await one_->timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return one_->end;
}

}  // namespace gateway
