#pragma once

#include <string>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

// From the receipts of events (see receipt_of_part) to those of their requests, and back.
namespace gateway::rows {

std::string receipt_of_request(const std::string& of_part);

// The event of that receipt, or the events of the request of that receipt, in order.
std::vector<event_seq> events_of_receipt(sqlite::database& db, const std::string& receipt);

}  // namespace gateway::rows
