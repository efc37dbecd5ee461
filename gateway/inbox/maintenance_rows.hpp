#pragma once

#include <cstdint>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway::rows {

// Each forgets one small step's worth, so that webhooks need not wait for long, and says how many
// rows that was: 0 when there is nothing left to forget.
std::int64_t forget_ids(sqlite::database& db, timestamp older_than);
std::int64_t forget_requests(sqlite::database& db, timestamp settled_before);

// Writes something of the size of a webhook and takes it away again. Throws as any write does.
void try_write(sqlite::database& db);

}  // namespace gateway::rows
