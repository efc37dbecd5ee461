#pragma once

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <condition_variable>
#include <future>
#include <mutex>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "gateway/http/listener.hpp"

namespace testing {

namespace http = gateway::http;

// What the owner of a listener saw.
struct notes {
    std::vector<http::request> handled;
    std::vector<std::string> refused;  // labels of refused_at_wire
    std::vector<std::pair<std::string, unsigned>> answered;
    int open = 0;    // connections now
    int opened = 0;  // connections ever

    long refusals(const std::string& label) const {
        return std::count(refused.begin(), refused.end(), label);
    }
};

// The owner of a listener. It answers each request with its method, target and body, save for a few
// targets: /throws, /large (16 MiB), /waits (until the listener's `release`), /stubborn (waits too,
// and starts again when it is cancelled once).
class fake_owner {
public:
    http::service service() {
        http::service made;
        made.admit = [this](const http::request& head) { return admit(head); };
        made.handle = [this](http::request message) { return handle(std::move(message)); };
        made.refuse = [](unsigned status, std::string_view reason) {
            http::response answer;
            answer.status = status;
            answer.body = reason;
            return answer;
        };
        made.answered = [this](const http::request& head, unsigned status, auto) {
            write([&](notes& seen) { seen.answered.emplace_back(head.target, status); });
        };
        made.connections_changed = [this](int change) {
            write([&](notes& seen) {
                seen.open += change;
                seen.opened += std::max(change, 0);
            });
        };
        made.refused_at_wire = [this](std::string_view label) {
            write([&](notes& seen) { seen.refused.emplace_back(label); });
        };
        return made;
    }

    notes seen() {
        const std::lock_guard lock(mutex_);
        return notes_;
    }

    // Waits until the notes satisfy the claim; false if they do not within ten seconds.
    template <class Claim>
    bool comes_to_see(Claim claim) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return claim(notes_); });
    }

    // On the listener's thread.
    void release() {
        for (auto* timer : std::exchange(waiting_, {})) timer->cancel();
    }

    std::size_t body_limit = 64 * 1024;

private:
    http::service::admission admit(const http::request& head) {
        if (head.path() == "/admission-throws") throw std::runtime_error("no admission today");
        http::service::admission verdict;
        verdict.body_limit = body_limit;
        if (head.path() == "/unknown") {
            verdict.refusal.emplace();
            verdict.refusal->status = 404;
        }
        return verdict;
    }

    boost::asio::awaitable<http::response> handle(http::request message) {
        write([&](notes& seen) { seen.handled.push_back(message); });
        http::response answer;
        answer.body = message.method + " " + message.target + " " + message.body;
        if (message.target == "/throws") throw std::runtime_error("the handler failed");
        if (message.target == "/large") answer.body.assign(16 * 1024 * 1024, 'x');
        if (message.target == "/waits") co_await wait();
        if (message.target == "/stubborn") {
            const bool ended = co_await wait_once_more();
            if (!ended) co_await wait();
        }
        co_return answer;
    }

    boost::asio::awaitable<void> wait() {
        const auto here = co_await boost::asio::this_coro::executor;
        boost::asio::steady_timer timer(here, boost::asio::steady_timer::time_point::max());
        waiting_.insert(&timer);
        try {
            co_await timer.async_wait(boost::asio::use_awaitable);
        } catch (const boost::system::system_error&) {
        }
        const bool released = waiting_.erase(&timer) == 0;
        if (!released) throw std::runtime_error("cancelled");
    }

    boost::asio::awaitable<bool> wait_once_more() {
        co_await boost::asio::this_coro::throw_if_cancelled(false);
        co_await boost::asio::this_coro::reset_cancellation_state();
        try {
            co_await wait();
            co_return true;
        } catch (const std::exception&) {
        }
        co_return false;
    }

    template <class Change>
    void write(Change change) {
        const std::lock_guard lock(mutex_);
        change(notes_);
        changed_.notify_all();
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    notes notes_;
    std::set<boost::asio::steady_timer*> waiting_;
};

// A listener on a free port of the loopback address, running on a thread of its own.
class running_listener {
public:
    explicit running_listener(http::limits allowed = {},
                              std::shared_ptr<const http::server_certificate> certificate = {})
        : listener_(io_, "127.0.0.1", 0, std::move(certificate), allowed, owner.service()) {
        listener_.start();
        thread_ = std::thread([this] { io_.run(); });
    }
    ~running_listener() {
        stop(std::chrono::milliseconds(0)).wait();
        busy_.reset();
        thread_.join();
    }
    running_listener(const running_listener&) = delete;

    std::uint16_t port() const { return port_; }
    http::listener& listener() { return listener_; }

    // Returns when the listener's thread has done what was asked of it before.
    void settle() { boost::asio::post(io_, boost::asio::use_future).wait(); }

    // Completes what waits in the owner.
    void release() {
        boost::asio::post(io_, [this] { owner.release(); });
    }
    // Returns when the listener drains.
    void drain() {
        listener_.drain();
        settle();
    }
    std::future<void> stop(std::chrono::milliseconds grace) {
        return boost::asio::co_spawn(io_, listener_.stop(grace), boost::asio::use_future);
    }

    fake_owner owner;

private:
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> busy_{
        io_.get_executor()};
    http::listener listener_;
    std::uint16_t port_ = listener_.port();
    std::thread thread_;
};

}  // namespace testing
