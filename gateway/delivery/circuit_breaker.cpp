#include "gateway/delivery/circuit_breaker.hpp"

#include <algorithm>

namespace gateway {

bool circuit_breaker::allows(time_point now) const noexcept {
    switch (condition_) {
        case condition::closed: return true;
        case condition::half_open: return false;  // the probe is on its way
        case condition::open: return now >= probe_at_;
    }
    return false;
}

std::chrono::nanoseconds circuit_breaker::closed_for(time_point now) const noexcept {
    if (allows(now)) return std::chrono::nanoseconds::zero();
    if (condition_ == condition::half_open) return settings_.first_delay;
    return probe_at_ - now;
}

void circuit_breaker::begin() noexcept {
    if (condition_ == condition::open) condition_ = condition::half_open;
}

void circuit_breaker::succeeded() noexcept {
    condition_ = condition::closed;
    failures_ = 0;
    delay_ = std::chrono::milliseconds::zero();
}

void circuit_breaker::failed(time_point now) noexcept {
    // Calls that were under way when it opened say nothing new.
    if (condition_ == condition::open) return;
    if (condition_ == condition::closed && ++failures_ < settings_.failures_to_open) return;
    const auto doubled = std::max(delay_ * 2, settings_.first_delay);
    delay_ = std::min(doubled, settings_.longest_delay);
    condition_ = condition::open;
    probe_at_ = now + delay_;
}

void circuit_breaker::ended_without_verdict(time_point now) noexcept {
    if (condition_ != condition::half_open) return;
    condition_ = condition::open;
    probe_at_ = now + delay_;
}

}  // namespace gateway
