#pragma once

#include <chrono>
#include <string>

namespace mapping {

// A moment in UTC. Milliseconds: no partner or CRM rule needs finer ones.
using timestamp = std::chrono::sys_time<std::chrono::milliseconds>;

// RFC 3339 in UTC: "2026-11-01T05:30:00Z", with ".123" before the Z only when it is not zero.
std::string to_rfc3339(timestamp when);

}  // namespace mapping
