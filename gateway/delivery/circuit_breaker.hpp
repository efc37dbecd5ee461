#pragma once

#include <chrono>

namespace gateway {

struct breaker_settings {
    int failures_to_open;                     // in a row
    std::chrono::milliseconds first_delay;    // before the first probe
    std::chrono::milliseconds longest_delay;  // each probe that fails doubles the delay up to this
};

// Stops calls that are bound to fail, and finds out with single probes when they no longer are. The
// time is a parameter and must be of a steady clock.
class circuit_breaker {
public:
    using time_point = std::chrono::steady_clock::time_point;
    enum class condition { closed = 0, half_open = 1, open = 2 };  // the numbers are the metric's

    explicit circuit_breaker(breaker_settings settings) : settings_(settings) {}

    condition now_is() const noexcept { return condition_; }
    // May a call be made? When it is open and the delay has passed: one, the probe.
    bool allows(time_point now) const noexcept;
    // How long until it is worth asking again; zero while calls are allowed.
    std::chrono::nanoseconds closed_for(time_point now) const noexcept;

    // A call that was allowed begins, and ends in one of three ways.
    void begin() noexcept;
    void succeeded() noexcept;
    void failed(time_point now) noexcept;
    void ended_without_verdict(
        time_point now) noexcept;  // it proved nothing: the next one is the probe

private:
    breaker_settings settings_;
    condition condition_ = condition::closed;
    int failures_ = 0;                    // in a row
    std::chrono::milliseconds delay_{0};  // of the current or the last opening
    time_point probe_at_{};
};

}  // namespace gateway
