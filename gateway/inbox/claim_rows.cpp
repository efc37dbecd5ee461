#include "gateway/inbox/claim_rows.hpp"

#include <algorithm>

#include "gateway/inbox/stored_rows.hpp"

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

claimed_event take(sqlite::database& db, const candidate& one, timestamp lease_ends) {
    static const std::string lease_out =
        "UPDATE events SET state = 'delivering', due_at = ?, lease = lower(hex(randomblob(16)))"
        " WHERE seq = ? RETURNING " +
        std::string(stored_columns) + ", tries, first_try, lease";
    auto row = db.query(lease_out, {lease_ends, one.seq});
    if (!row.next()) throw std::logic_error("an event vanished while it was claimed");
    claimed_event event;
    static_cast<stored_event&>(event) = read_stored(row);
    event.tries = static_cast<int>(row.integer());
    event.first_try = row.time();
    event.lease = row.text();
    event.was_unknown = one.was_unknown;
    return event;
}

}  // namespace

std::vector<claimed_event> claim(sqlite::database& db, const claim_request& wanted,
                                 std::string& last_served) {
    std::vector<claimed_event> claimed;
    for (const candidate& one : taking_turns(db, wanted, last_served)) {
        claimed_event event = take(db, one, wanted.now + wanted.lease);
        auto request = find_request(db, event.seq);
        if (!request) throw inbox_failed("the inbox lost the request of an event on its way");
        event.request = std::move(*request);
        read_links(db, event);
        claimed.push_back(std::move(event));
    }
    return claimed;
}

}  // namespace gateway::rows
