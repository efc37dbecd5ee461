#pragma once

#include <optional>
#include <string>
#include <string_view>

// The parts of addresses of the United States.
namespace mapping {

// "new york" or "ny" -> "NY"; states, the district, territories and military post. Nothing for
// others.
std::optional<std::string> us_state_code(std::string_view name_or_code);

// "2134" -> "02134", "021341234" -> "02134-1234": a ZIP code that was kept as a number lost its
// zeros. Nothing for what is not a ZIP code.
std::optional<std::string> us_zip(std::string_view text);

// True for "US", "USA", "United States" and the like.
bool is_usa(std::string_view country);

}  // namespace mapping
