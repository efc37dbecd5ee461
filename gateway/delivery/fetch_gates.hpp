#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "gateway/delivery/circuit_breaker.hpp"
#include "gateway/delivery/fetch_answer.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/metrics.hpp"
#include "providers/registry.hpp"

namespace gateway {

// Which partners' APIs may be asked now: for each connection and origin a circuit breaker, and the
// rest that a 429 asked for. Does no I/O; the time is a parameter, of a steady clock. For one
// thread.
class fetch_gates {
public:
    using time_point = std::chrono::steady_clock::time_point;

    fetch_gates(breaker_settings circuit, metrics& counters)
        : circuit_(circuit), metrics_(counters) {}

    // The connections as they were just read. All get a new chance: what failed may be mended.
    void configured(const providers::registry& known);

    // Why the connection may not ask there now. Nothing when it may.
    std::optional<lane::hold> held(const std::string& connection, const std::string& origin,
                                   time_point now) const;
    // A request is made that nothing holds; each is followed by its answer.
    void asking(const std::string& connection, const std::string& origin);
    void answered(const std::string& connection, const std::string& origin, const fetch_answer& got,
                  time_point now);

private:
    struct gate {
        circuit_breaker circuit;
        time_point throttled_until{};
    };
    using place = std::pair<std::string, std::string>;  // connection, origin

    gate& at(const place& where);
    void note(const place& where, circuit_breaker::condition before);

    breaker_settings circuit_;
    metrics& metrics_;
    std::map<place, gate> gates_;  // of where requests have gone
};

}  // namespace gateway
