#pragma once

#include <cstdint>
#include <string>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

// How a claimed event goes on and ends; see the functions of the same names in inbox.hpp.
namespace gateway::rows {

bool record_progress(sqlite::database& db, event_seq seq, const std::string& lease,
                     const delivery_progress& progress);

// Throws std::logic_error for an end that is none: accepted, delivering, or dead without a reason.
bool settle(sqlite::database& db, event_seq seq, const std::string& lease, const settlement& end,
            timestamp now);

bool replay(sqlite::database& db, const std::string& receipt, const std::string& who,
            timestamp now);

bool requeue_missing(sqlite::database& db, const std::string& receipt, const std::string& who,
                     timestamp now);

// How many events lost their lease.
std::int64_t recover(sqlite::database& db, timestamp now);

}  // namespace gateway::rows
