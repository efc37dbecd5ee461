#include "gateway/inbox/housekeeping.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;

using std::chrono::steady_clock;

namespace {
constexpr std::chrono::seconds shortest_pause{2};
constexpr int pause_to_reading = 20;
constexpr std::chrono::minutes between_purges{1};
}  // namespace

std::chrono::nanoseconds pause_after_statistics(std::chrono::nanoseconds took) noexcept {
    return std::max<std::chrono::nanoseconds>(shortest_pause, pause_to_reading * took);
}

housekeeping::housekeeping(asio::io_context& io, inbox& store, const clock& time, metrics& series,
                           std::chrono::milliseconds keep_ids,
                           std::chrono::milliseconds keep_events)
    : inbox_(store),
      clock_(time),
      metrics_(series),
      keep_ids_(keep_ids),
      keep_events_(keep_events),
      pause_(io),
      tasks_(io.get_executor(), "housekeeping") {}

void housekeeping::start() { tasks_.spawn(run()); }

asio::awaitable<void> housekeeping::stop() {
    stopping_ = true;
    pause_.cancel();
    co_await tasks_.wait(std::chrono::seconds(60));
}

asio::awaitable<void> housekeeping::run() {
    steady_clock::time_point next_purge;
    while (!stopping_) {
        const auto started = steady_clock::now();
        steady_clock::duration took{0};
        std::string failure;
        try {
            co_await publish_statistics();
            took = steady_clock::now() - started;
            if (started >= next_purge) {
                next_purge = started + between_purges;
                co_await purge();
            }
        } catch (const std::exception& e) {
            failure = e.what();
        }
        if (!failure.empty()) log::warn("housekeeping.failed", {{"error", failure}});
        if (stopping_) break;
        pause_.expires_after(pause_after_statistics(took));
        co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<void> housekeeping::publish_statistics() {
    const timestamp now = clock_.now();
    const inbox_statistics found = co_await inbox_.statistics(now);

    std::set<std::pair<std::string, std::string>> current;
    for (const queue_row& row : found.rows) {
        const std::string state(to_string(row.state));
        metrics_.queue(row.connection, state, row.events, now - row.oldest);
        current.emplace(row.connection, state);
    }
    for (const auto& [connection, state] : published_)
        if (!current.contains({connection, state}))
            metrics_.queue(connection, state, 0, metrics::seconds(0));
    published_ = std::move(current);
    metrics_.queue_overdue(found.overdue);
    metrics_.inbox_bytes(found.file_bytes, found.free_bytes);
}

asio::awaitable<void> housekeeping::purge() {
    const timestamp now = clock_.now();
    const std::int64_t rows = co_await inbox_.purge(now - keep_ids_, now - keep_events_);
    if (rows > 0) log::info("inbox.purged", {{"rows", rows}});
}

}  // namespace gateway
