#pragma once

#include <string>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

// A request of several events has one receipt; each of them has that receipt and its number,
// from 1.
namespace gateway::rows {

std::string receipt_of_part(const std::string& of_request, int part);
std::string receipt_of_request(const std::string& of_part);

// The event of that receipt, or the events of the request of that receipt, in order.
std::vector<event_seq> events_of_receipt(sqlite::database& db, const std::string& receipt);

}  // namespace gateway::rows
