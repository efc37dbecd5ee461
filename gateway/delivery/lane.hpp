#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/crm/crm.hpp"
#include "gateway/delivery/circuit_breaker.hpp"
#include "gateway/metrics.hpp"
#include "gateway/rate_limiter.hpp"

namespace gateway {

struct lane_settings {
    double calls_per_second = 60;  // what the CRM allows an application in one tenant
    double burst = 5;
    std::size_t concurrency = 8;  // deliveries under way at a time
    breaker_settings circuit{5, std::chrono::seconds(2), std::chrono::seconds(30)};
    // For refused credentials, and for each connection that the CRM forbids its calls.
    breaker_settings credentials{1, std::chrono::seconds(30), std::chrono::minutes(5)};
    std::chrono::milliseconds throttled_for{1'000};  // when a 429 does not say for how long
};

// The way to one tenant's CRM: how many deliveries may be under way, how fast they may call, and
// when none may because the CRM does not answer, refuses our credentials or asks for a rest; also,
// which connections may make none because the CRM forbids theirs. Does no I/O; the time is a
// parameter, of a steady clock. For one thread.
class lane {
public:
    using time_point = std::chrono::steady_clock::time_point;

    lane(std::string tenant, const lane_settings& settings, metrics& counters);

    const std::string& tenant() const noexcept { return tenant_; }

    // The connections of the tenant as they were just read. Those that were paused get a new
    // chance: what was forbidden may be mended.
    void configured(const std::vector<std::string>& connections);

    // How many deliveries of the connection may begin. One at most, alone, when it is to find out
    // whether calls work again.
    std::size_t free_slots(const std::string& connection, time_point now) const;
    // The connection with the fewest deliveries under way is next in turn.
    std::size_t under_way(const std::string& connection) const;
    void began(const std::string& connection);
    void ended(const std::string& connection);

    // Why the connection may make no call now, and how long to stay away. Nothing when it may.
    struct hold {
        std::string_view reason;  // "throttled", "credentials", "circuit_open" or "forbidden"
        std::chrono::milliseconds stay_away;
    };
    std::optional<hold> held(const std::string& connection, time_point now) const;

    // Takes a place in the tenant's rate: how long to wait before the call.
    std::chrono::nanoseconds reserve(time_point now) { return rate_.reserve(now); }
    // A call is made that nothing holds; each is followed by its answer.
    void calling(const std::string& connection);
    void answered(const std::string& connection, const crm_result& result, time_point now);

private:
    void judge_permission(const std::string& connection, crm_result::outcome what, time_point now);
    void pause(const std::string& connection, time_point now);
    void resume(std::string connection);
    void note_changes(circuit_breaker::condition circuit, circuit_breaker::condition credentials);

    std::string tenant_;
    lane_settings settings_;
    metrics& metrics_;
    rate_limiter rate_;
    circuit_breaker circuit_;      // does the CRM answer?
    circuit_breaker credentials_;  // does it accept who we are?
    // May it do what we ask for? By connection; one that may is not in here.
    std::map<std::string, circuit_breaker> permissions_;
    time_point throttled_until_{};
    std::size_t deliveries_ = 0;
    std::map<std::string, std::size_t> by_connection_;  // none has a count of 0
};

}  // namespace gateway
