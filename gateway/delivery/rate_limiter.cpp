#include "gateway/delivery/rate_limiter.hpp"

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
    const time_point place = std::max(next_, now - reach_);
    next_ = place + interval_;
    return std::max(place - now, std::chrono::nanoseconds::zero());
}

}  // namespace gateway
