#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway::rows {

std::optional<booking_link> find_link(sqlite::database& db, const std::string& connection,
                                      const std::string& booking_id);

// Of the table links, for read_link.
inline constexpr std::string_view link_columns =
    "standing, crm_booking, links.tenant, links.booking_provider, sent, links.occurred_at";

// Reads those columns, in their order.
booking_link read_link(sqlite::cursor& row);

// What the partner's booking id stands for from now on, as that event says.
void put_link(sqlite::database& db, const std::string& connection, const std::string& booking_id,
              const booking_link& link, event_seq written_by, timestamp now);

}  // namespace gateway::rows
