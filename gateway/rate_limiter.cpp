#include "gateway/rate_limiter.hpp"

#include <algorithm>
#include <stdexcept>

namespace gateway {

rate_limiter::rate_limiter(double per_second, double burst) {
    if (!(per_second > 0) || !(burst >= 1))
        throw std::invalid_argument("a rate is above zero and a burst at least one");
    interval_ = std::chrono::ceil<std::chrono::nanoseconds>(
        std::chrono::duration<double>(1.0 / per_second));
    reach_ = std::chrono::ceil<std::chrono::nanoseconds>(interval_ * (burst - 1));
}

std::chrono::nanoseconds rate_limiter::reserve(time_point now) {
    const std::chrono::nanoseconds wait = delay(now);
    next_ = next_place(now) + interval_;
    return wait;
}

std::chrono::nanoseconds rate_limiter::delay(time_point now) const {
    return std::max(next_place(now) - now, std::chrono::nanoseconds::zero());
}

rate_limiter::time_point rate_limiter::next_place(time_point now) const {
    return std::max(next_, now - reach_);
}

}  // namespace gateway
