#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

// What can be asked of the inbox without changing it. None of these reads settled events, but for
// the one of the receipt.
namespace gateway::rows {

std::vector<receipt_status> find_receipt(sqlite::database& db, const std::string& receipt);
std::optional<timestamp> next_due(sqlite::database& db);

// Without the sizes, which the database cannot tell.
inbox_statistics count_queue(sqlite::database& db, timestamp now);

}  // namespace gateway::rows
