#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "mapping/timestamp.hpp"

namespace gateway {

// What a Retry-After field asks for: seconds, or a date in any of HTTP's three forms. Bounded to
// 0..1 h, so that a wrong clock or a wrong unit at the other end cannot stop us for days. A
// negative number or a moment in the past is 0; anything else that is neither form is nothing.
std::optional<std::chrono::milliseconds> parse_retry_after(std::string_view value,
                                                           mapping::timestamp now);

}  // namespace gateway
