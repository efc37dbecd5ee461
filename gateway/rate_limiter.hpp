#pragma once

#include <chrono>

namespace gateway {

// A token bucket that gives out places in time: who comes when it is empty is told how long to
// wait, and its place is kept. So callers go ahead in the order in which they asked, and the rate
// holds however late a timer fires. The time is a parameter and must be of a steady clock.
class rate_limiter {
public:
    using time_point = std::chrono::steady_clock::time_point;

    // `burst` calls may go at once after a rest; in any span of time no more than the span's share
    // of `per_second` plus one burst go ahead.
    rate_limiter(double per_second, double burst);

    // Takes one place: how long to wait before the call, zero for not at all.
    std::chrono::nanoseconds reserve(time_point now);
    // How long `reserve` would say to wait, with no place taken.
    std::chrono::nanoseconds delay(time_point now) const;

private:
    time_point next_place(time_point now) const;

    std::chrono::nanoseconds interval_;  // between calls at the full rate
    std::chrono::nanoseconds reach_;     // how far behind the present the next place may lie
    time_point next_{};                  // when the next place is, were there no rest before
};

}  // namespace gateway
