#pragma once

#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include "gateway/rate_limiter.hpp"

namespace gateway {

// How many authentic webhooks one connection may bring.
struct arrival_limit {
    double per_second = 1'000;
    double burst = 5'000;  // at once, after a rest
};

// Keeps one sender that has gone wild from taking the inbox away from the others. Counts what was
// proven only, so that nobody else can use up a connection's share. Thread-safe.
class arrival_limiter {
public:
    using time_point = rate_limiter::time_point;

    explicit arrival_limiter(arrival_limit each) : each_(each) {}

    // Zero: the webhook may come in and was counted. Otherwise it was not, and this is how long it
    // takes until one may.
    std::chrono::nanoseconds admit(std::string_view connection, time_point now);

private:
    const arrival_limit each_;
    std::mutex mutex_;
    std::map<std::string, rate_limiter, std::less<>> by_connection_;  // only configured names
};

}  // namespace gateway
