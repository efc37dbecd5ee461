#include "gateway/delivery/retry_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace gateway {

bool is_over(const retry_schedule& schedule, mapping::timestamp first_try, mapping::timestamp now) {
    return now >= first_try + schedule.give_up_after;
}

bool is_over_in_doubt(const retry_schedule& schedule, mapping::timestamp first_try,
                      mapping::timestamp now) {
    return now >= first_try + 2 * schedule.give_up_after;
}

std::chrono::milliseconds back_off(const retry_schedule& schedule, int tries, double random) {
    // In floating point, where doubling for ever ends in infinity and not in an overflow.
    const double doubled =
        std::ldexp(static_cast<double>(schedule.first.count()), std::max(tries, 0));
    const double limit = std::min(doubled, static_cast<double>(schedule.longest.count()));
    return std::chrono::milliseconds(static_cast<std::int64_t>(limit * random));
}

std::optional<mapping::timestamp> next_try(const retry_schedule& schedule, int tries,
                                           mapping::timestamp first_try, mapping::timestamp now,
                                           double random) {
    if (is_over(schedule, first_try, now)) return std::nullopt;
    return std::min(now + back_off(schedule, tries, random), first_try + schedule.give_up_after);
}

}  // namespace gateway
