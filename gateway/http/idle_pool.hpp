#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace gateway::http {

// Connections that wait for their next request, by origin. Holds no clock and touches no socket:
// the owner says what time it is and whether a connection is still good.
template <class Connection>
class idle_pool {
public:
    using time_point = std::chrono::steady_clock::time_point;

    // At most `per_origin` connections of one origin, each for less than `longest`.
    idle_pool(std::size_t per_origin, std::chrono::milliseconds longest)
        : per_origin_(per_origin), longest_(longest) {}

    // The good connection that waits for the shortest time, or null. What is not good is dropped.
    template <class IsGood>
    std::unique_ptr<Connection> take(const std::string& origin, time_point now, IsGood is_good) {
        drop_waiting_since(now - longest_);
        const auto found = waiting_.find(origin);
        while (found != waiting_.end() && !found->second.empty()) {
            auto newest = std::move(found->second.back().connection);
            found->second.pop_back();
            if (is_good(*newest)) return newest;
        }
        return nullptr;
    }

    void keep(const std::string& origin, time_point now, std::unique_ptr<Connection> connection) {
        auto& queue = waiting_[origin];
        queue.push_back({now, std::move(connection)});
        if (queue.size() > per_origin_) queue.pop_front();
    }

    void clear() { waiting_.clear(); }

private:
    struct entry {
        time_point since;
        std::unique_ptr<Connection> connection;
    };

    void drop_waiting_since(time_point oldest) {
        for (auto& [origin, queue] : waiting_)
            while (!queue.empty() && queue.front().since <= oldest) queue.pop_front();
        std::erase_if(waiting_, [](const auto& one) { return one.second.empty(); });
    }

    const std::size_t per_origin_;
    const std::chrono::milliseconds longest_;
    std::map<std::string, std::deque<entry>> waiting_;  // oldest first
};

}  // namespace gateway::http
