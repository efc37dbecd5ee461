#include "gateway/inbox/claim_rows.hpp"

#include <algorithm>

#include "gateway/inbox/headers_text.hpp"
#include "gateway/inbox/link_rows.hpp"

namespace gateway::rows {

namespace {

struct candidate {
    event_seq seq;
    bool was_unknown;
};

// The connections without repetition, the one after `last_served` first.
std::vector<std::string> in_turn(std::vector<std::string> connections,
                                 const std::string& last_served) {
    std::sort(connections.begin(), connections.end());
    connections.erase(std::unique(connections.begin(), connections.end()), connections.end());
    const auto next = std::upper_bound(connections.begin(), connections.end(), last_served);
    std::rotate(connections.begin(), next, connections.end());
    return connections;
}

// What one connection may have claimed, oldest first. An event that waits for an earlier one of its
// booking, which has not arrived yet, lets those behind it pass: that one may be among them. Reads
// no further than the limit, but for events that stand behind another of their booking.
std::vector<candidate> candidates(sqlite::database& db, const std::string& connection,
                                  const claim_request& wanted) {
    auto row = db.query(
        "SELECT seq, state FROM events AS due INDEXED BY events_due"
        " WHERE connection = ? AND due_at <= ? AND NOT EXISTS ("
        "  SELECT 1 FROM events AS earlier INDEXED BY events_in_order"
        "  WHERE earlier.connection = due.connection AND earlier.order_key = due.order_key"
        "  AND earlier.seq < due.seq AND NOT (earlier.state = 'waiting' AND earlier.reason = "
        "'earlier'))"
        " ORDER BY due_at, seq LIMIT ?",
        {connection, wanted.now, wanted.limit});
    std::vector<candidate> found;
    while (row.next()) {
        const event_seq seq = row.integer();
        const std::string state = row.text();
        const bool was_sent =
            state == to_string(event_state::delivering) || state == to_string(event_state::unknown);
        found.push_back({seq, was_sent});
    }
    return found;
}

// One of each connection in turn, until the limit.
std::vector<candidate> taking_turns(sqlite::database& db, const claim_request& wanted,
                                    std::string& last_served) {
    const auto connections = in_turn(wanted.connections, last_served);
    std::vector<std::vector<candidate>> queues;
    for (const std::string& connection : connections)
        queues.push_back(candidates(db, connection, wanted));

    std::vector<candidate> taken;
    for (std::size_t round = 0; round < wanted.limit && taken.size() < wanted.limit; ++round) {
        for (std::size_t i = 0; i < queues.size() && taken.size() < wanted.limit; ++i) {
            if (round >= queues[i].size()) continue;
            taken.push_back(queues[i][round]);
            last_served = connections[i];
        }
    }
    return taken;
}

providers::event_kind kind_named(std::string_view text) {
    const auto kind = providers::event_kind_from(text);
    if (!kind) throw inbox_failed("the inbox holds an event of no known kind");
    return *kind;
}

std::optional<crm_address> read_address(sqlite::cursor& row) {
    crm_address address;
    address.place.tenant = row.integer();
    address.place.booking_provider = row.integer();
    auto external_id = row.text_or_null();
    if (!external_id) return std::nullopt;
    address.external_id = std::move(*external_id);
    return address;
}

void take(sqlite::database& db, claimed_event& event, timestamp lease_ends) {
    auto row = db.query(
        "UPDATE events SET state = 'delivering', due_at = ?, lease = lower(hex(randomblob(16)))"
        " WHERE seq = ?"
        " RETURNING receipt, connection, event_id, id_is_idempotency_key, kind, type, booking_id,"
        " previous_booking_id, occurred_at, received_at, part, tries, first_try,"
        " create_tenant, create_booking_provider, create_external_id, empty_lookups, lease",
        {lease_ends, event.seq});
    if (!row.next()) throw std::logic_error("an event vanished while it was claimed");
    event.receipt = row.text();
    event.connection = row.text();
    event.identity.event_id = row.text();
    event.identity.id_is_idempotency_key = row.flag();
    event.identity.kind = kind_named(row.text());
    event.identity.type = row.text();
    event.identity.booking_id = row.text();
    event.identity.previous_booking_id = row.text();
    event.identity.occurred_at = row.time_or_null();
    event.received_at = row.time();
    if (const auto part = row.integer_or_null()) event.part = static_cast<int>(*part);
    event.tries = static_cast<int>(row.integer());
    event.first_try = row.time();
    event.progress.create_sent = read_address(row);
    event.progress.empty_lookups = static_cast<int>(row.integer());
    event.lease = row.text();
}

void read_request(sqlite::database& db, claimed_event& event) {
    auto row = db.query(
        "SELECT method, path, query, headers, body FROM requests"
        " WHERE seq = (SELECT coalesce(first_of_request, seq) FROM events WHERE seq = ?)",
        {event.seq});
    if (!row.next()) throw inbox_failed("the inbox lost the request of an event on its way");
    event.request.method = row.text();
    event.request.path = row.text();
    event.request.query = row.text();
    event.request.headers = headers_from(row.text());
    event.request.body = row.text();
}

}  // namespace

std::vector<claimed_event> claim(sqlite::database& db, const claim_request& wanted,
                                 std::string& last_served) {
    std::vector<claimed_event> claimed;
    for (const candidate& one : taking_turns(db, wanted, last_served)) {
        claimed_event event;
        event.seq = one.seq;
        event.was_unknown = one.was_unknown;
        take(db, event, wanted.now + wanted.lease);
        read_request(db, event);
        event.link = find_link(db, event.connection, event.identity.booking_id);
        event.previous_link = find_link(db, event.connection, event.identity.previous_booking_id);
        claimed.push_back(std::move(event));
    }
    return claimed;
}

}  // namespace gateway::rows
