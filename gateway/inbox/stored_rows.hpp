#pragma once

#include <optional>
#include <string_view>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

// How stored events are read, by who delivers them and by who only looks.
namespace gateway::rows {

// Of the table events, for read_stored.
inline constexpr std::string_view stored_columns =
    "seq, receipt, connection, event_id, id_is_idempotency_key, kind, type, booking_id,"
    " previous_booking_id, occurred_at, received_at, part, create_tenant, create_booking_provider,"
    " create_external_id, empty_lookups, calls";

// Reads those columns, in their order. Without the request and the links.
stored_event read_stored(sqlite::cursor& row);

// The request that told of the event; nothing when it was forgotten.
std::optional<providers::webhook> find_request(sqlite::database& db, event_seq seq);

// What its booking ids stand for now.
void read_links(sqlite::database& db, stored_event& event);

// Reads the columns method, path, query, headers and body, in this order.
providers::webhook read_request(sqlite::cursor& row);

}  // namespace gateway::rows
