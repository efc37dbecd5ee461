#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace sandbox {

// The original counts time in ticks of 100 ns since the year 1, and shows all of them.
using ticks = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;
using instant = std::chrono::time_point<std::chrono::system_clock, ticks>;

// What the CRM stores for a booking that was sent without a start.
inline constexpr instant year_one =
    std::chrono::sys_days(std::chrono::year(1) / std::chrono::January / 1);

// "2021-07-19T20:35:38.2876004Z": up to seven digits of fraction, trailing zeros left off.
std::string to_text(instant when);

// ISO 8601 with a time of day and with Z or an offset, years 1 to 9999; nothing if it is not that.
std::optional<instant> parse_instant(std::string_view text);

}  // namespace sandbox
