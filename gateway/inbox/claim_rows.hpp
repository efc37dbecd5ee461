#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway::rows {

struct claim_request {
    std::vector<std::string> connections;
    std::size_t limit;
    timestamp now;
    std::chrono::milliseconds lease;
};

// Claims due events, see inbox::claim. `last_served` is the connection that got the last turn, kept
// between calls so that a small limit does not favour the same connection each time.
std::vector<claimed_event> claim(sqlite::database& db, const claim_request& wanted,
                                 std::string& last_served);

}  // namespace gateway::rows
