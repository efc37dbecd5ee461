#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/timestamp.hpp"

namespace mapping {

// How a local time met a change of the clocks.
enum class clock_change {
    none,
    skipped,   // the clocks went forward over it: it was moved forward by as much
    repeated,  // the clocks went back over it: the earlier of the two was taken
};

struct moment {
    timestamp when;
    clock_change change = clock_change::none;
};

// Reads a time as partners write it: RFC 3339 with any form of offset ("Z", "+00:00", "-0700") and
// up to nine digits of fraction, the American "07/20/2026 10:15am" or "July 20, 2026 2 PM", or
// seconds or milliseconds of the Unix epoch. A time without an offset is local to the zone that
// follows it in brackets, as in "2026-07-20T10:15[America/Chicago]", else to `zone`. Nothing when
// it is none of these, or when there is no such zone (see is_time_zone). A date alone is not a
// time.
std::optional<moment> parse_time(std::string_view text, const std::string& zone);

// True for a day in one of these notations with no time behind it.
bool is_date(std::string_view text);

// True for a name of the system's time zone database, such as "America/New_York", and for one of
// Windows', such as "Eastern Standard Time".
bool is_time_zone(const std::string& name);

}  // namespace mapping
