#include "gateway/intake/arrival_limiter.hpp"

namespace gateway {

std::chrono::nanoseconds arrival_limiter::admit(std::string_view connection, time_point now) {
    const std::lock_guard lock(mutex_);
    auto found = by_connection_.find(connection);
    if (found == by_connection_.end())
        found = by_connection_.try_emplace(std::string(connection), each_.per_second, each_.burst)
                    .first;

    const auto wait = found->second.delay(now);
    if (wait == wait.zero()) found->second.reserve(now);
    return wait;
}

}  // namespace gateway
