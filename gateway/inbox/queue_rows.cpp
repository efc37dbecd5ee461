#include "gateway/inbox/queue_rows.hpp"

#include "gateway/inbox/receipts.hpp"

namespace gateway::rows {

namespace {

event_state state_named(std::string_view text) {
    const auto state = event_state_from(text);
    if (!state) throw inbox_failed("the inbox holds an event of no known state");
    return *state;
}

}  // namespace

std::vector<receipt_status> find_receipt(sqlite::database& db, const std::string& receipt) {
    std::vector<receipt_status> found;
    for (const event_seq seq : events_of_receipt(db, receipt)) {
        auto row = db.query(
            "SELECT receipt, state, reason, received_at, settled_at FROM events WHERE seq = ?",
            {seq});
        if (!row.next()) continue;
        receipt_status status;
        status.receipt = row.text();
        status.state = state_named(row.text());
        status.reason = row.text();
        status.received_at = row.time();
        status.settled_at = row.time_or_null();
        found.push_back(std::move(status));
    }
    return found;
}

std::optional<timestamp> next_due(sqlite::database& db) {
    // Steps from connection to connection, and looks at the front of each one's queue only.
    auto row = db.query(
        "WITH RECURSIVE busy (connection) AS ("
        "  SELECT min(connection) FROM events INDEXED BY events_due WHERE due_at IS NOT NULL"
        "  UNION ALL"
        "  SELECT (SELECT min(connection) FROM events INDEXED BY events_due"
        "          WHERE due_at IS NOT NULL AND connection > busy.connection)"
        "  FROM busy WHERE connection IS NOT NULL)"
        " SELECT min(("
        "  SELECT due_at FROM events AS due INDEXED BY events_due"
        "  WHERE due.connection = busy.connection AND due_at IS NOT NULL AND NOT EXISTS ("
        "   SELECT 1 FROM events AS earlier INDEXED BY events_in_order"
        "   WHERE earlier.connection = due.connection AND earlier.order_key = due.order_key"
        "   AND earlier.seq < due.seq AND NOT (earlier.state = 'waiting' AND earlier.reason = "
        "'earlier'))"
        "  ORDER BY due_at LIMIT 1))"
        " FROM busy");
    return row.next() ? row.time_or_null() : std::nullopt;
}

inbox_statistics count_queue(sqlite::database& db, timestamp now) {
    inbox_statistics found;
    auto row = db.query(
        "SELECT connection, state, count(*), min(received_at)"
        " FROM events INDEXED BY events_due WHERE due_at IS NOT NULL GROUP BY connection, state"
        " UNION ALL"
        " SELECT connection, 'dead', count(*), min(received_at)"
        " FROM events INDEXED BY events_dead WHERE state = 'dead' GROUP BY connection"
        " ORDER BY connection");
    while (row.next()) {
        queue_row counted;
        counted.connection = row.text();
        counted.state = state_named(row.text());
        counted.events = row.integer();
        counted.oldest = row.time();
        found.rows.push_back(std::move(counted));
    }

    auto overdue = db.query(
        "SELECT count(*) FROM events AS due INDEXED BY events_due"
        " WHERE due_at <= ? AND NOT EXISTS ("
        "  SELECT 1 FROM events AS earlier INDEXED BY events_in_order"
        "  WHERE earlier.connection = due.connection AND earlier.order_key = due.order_key"
        "  AND earlier.seq < due.seq AND NOT (earlier.state = 'waiting' AND earlier.reason = "
        "'earlier'))",
        {now});
    if (overdue.next()) found.overdue = overdue.integer();
    return found;
}

}  // namespace gateway::rows
