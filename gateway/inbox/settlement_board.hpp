#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "gateway/inbox/inbox.hpp"

namespace gateway {

// How an event ended.
struct settled_event {
    event_state state = event_state::delivered;
    std::string reason;            // from a closed set
    std::int64_t crm_booking = 0;  // 0 for none
};

// Where the deliveries of this process tell the door what they have settled, for senders that wait
// for it. Thread-safe. Outlives its watches.
class settlement_board {
public:
    class watch;

    // From now on the settlement of that event is not missed.
    std::unique_ptr<watch> look_out(std::string receipt, boost::asio::any_io_executor on);

    void settled(const std::string& receipt, const settled_event& end);

private:
    struct waiting;
    std::mutex mutex_;
    std::multimap<std::string, std::shared_ptr<waiting>> waiting_;
};

// For one coroutine, on the executor that it was made for.
class settlement_board::watch {
public:
    watch(settlement_board& board, std::shared_ptr<waiting> one);
    ~watch();
    watch(const watch&) = delete;

    // Nothing when it was not settled in time.
    boost::asio::awaitable<std::optional<settled_event>> wait(std::chrono::milliseconds at_most);

private:
    settlement_board& board_;
    std::shared_ptr<waiting> one_;
};

}  // namespace gateway
