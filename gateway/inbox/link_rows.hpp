#pragma once

#include <optional>
#include <string>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway::rows {

std::optional<booking_link> find_link(sqlite::database& db, const std::string& connection,
                                      const std::string& booking_id);

// What the partner's booking id stands for from now on.
void put_link(sqlite::database& db, const std::string& connection, const std::string& booking_id,
              const booking_link& link);

}  // namespace gateway::rows
