#pragma once

#include <optional>
#include <string>

#include "gateway/inbox/sqlite.hpp"
#include "providers/event.hpp"

namespace gateway::rows {

// The booking in whose order the events of a booking id stand: that one, or the first of several
// ids of one booking.
std::string key_of(sqlite::database& db, const std::string& connection,
                   const std::string& booking_id);

// The booking in whose order an event stands: its booking id, or the one that the first of several
// ids of one booking stands for. Nothing for an event without a booking.
//
// An event that names a previous booking makes the two one: what either has on its way shares one
// order from here on, also when the events come in any other order than the partner's.
std::optional<std::string> order_key(sqlite::database& db, const std::string& connection,
                                     const providers::event_identity& identity);

}  // namespace gateway::rows
