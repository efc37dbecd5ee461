#pragma once

#include "gateway/inbox/booking_ledger.hpp"
#include "gateway/inbox/sqlite.hpp"

// What booking_ledger asks for, of a database.
namespace gateway::rows {

std::vector<filed_link> links_to(sqlite::database& db, std::int64_t tenant,
                                 const std::vector<std::int64_t>& crm_bookings);
std::vector<filed_link> standing_links(sqlite::database& db, const link_range& range);
booking_trace trace(sqlite::database& db, const std::string& connection,
                    const std::string& booking_id);

}  // namespace gateway::rows
