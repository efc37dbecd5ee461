#pragma once

#include <chrono>
#include <optional>

#include "mapping/timestamp.hpp"

namespace gateway {

// When a delivery that failed is tried again: exponential back-off with full jitter, so that events
// that failed together do not come back together.
struct retry_schedule {
    std::chrono::milliseconds first{2'000};                  // the longest wait after the first try
    std::chrono::milliseconds longest{10 * 60'000};          // the longest wait of all
    std::chrono::milliseconds give_up_after{72 * 3600'000};  // counted from the first try
};

// True when nothing more is to be tried.
bool is_over(const retry_schedule& schedule, mapping::timestamp first_try, mapping::timestamp now);

// The same for an event whose create may have made a booking: it goes on for as long again, so that
// the CRM can still be asked.
bool is_over_in_doubt(const retry_schedule& schedule, mapping::timestamp first_try,
                      mapping::timestamp now);

// How long to wait after `tries` failures before this one; `random` is in [0, 1).
std::chrono::milliseconds back_off(const retry_schedule& schedule, int tries, double random);

// When to try again, or nothing when the schedule is over. The last try is made as it ends.
std::optional<mapping::timestamp> next_try(const retry_schedule& schedule, int tries,
                                           mapping::timestamp first_try, mapping::timestamp now,
                                           double random);

}  // namespace gateway
