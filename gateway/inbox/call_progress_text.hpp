#pragma once

#include <string>
#include <string_view>

#include "gateway/inbox/inbox.hpp"

namespace gateway::rows {

// How far an event's calls have come as compact JSON, and back; "" where none was made. Reading
// what was not written here throws.
std::string to_text(const call_progress& calls);
call_progress call_progress_from(std::string_view text);

}  // namespace gateway::rows
