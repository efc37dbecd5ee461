#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <set>
#include <string>
#include <utility>

#include "gateway/clock.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/metrics.hpp"
#include "gateway/task_group.hpp"

namespace gateway {

// How long after one reading of the statistics the next may begin, when that one took so long. A
// reading looks at every unsettled event, and receipts wait behind it: it may have a twentieth of
// the reader's time.
std::chrono::nanoseconds pause_after_statistics(std::chrono::nanoseconds took) noexcept;

// What the inbox needs from time to time: its statistics as metrics every few seconds, and old
// events forgotten. Runs on one io_context's thread.
class housekeeping {
public:
    // Event ids are forgotten `keep_ids` after the event, bodies `keep_events` after it was
    // settled.
    housekeeping(boost::asio::io_context& io, inbox& store, const clock& time, metrics& series,
                 std::chrono::milliseconds keep_ids, std::chrono::milliseconds keep_events);

    void start();
    boost::asio::awaitable<void> stop();

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> publish_statistics();
    boost::asio::awaitable<void> purge();

    inbox& inbox_;
    const clock& clock_;
    metrics& metrics_;
    std::chrono::milliseconds keep_ids_, keep_events_;
    boost::asio::steady_timer pause_;
    task_group tasks_;
    bool stopping_ = false;
    std::set<std::pair<std::string, std::string>> published_;  // connection and state
};

}  // namespace gateway
