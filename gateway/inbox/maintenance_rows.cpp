#include "gateway/inbox/maintenance_rows.hpp"

#include <vector>

namespace gateway::rows {

namespace {

// Few enough that a step never holds the writer for long.
constexpr int step = 200;

std::vector<event_seq> purgeable(sqlite::database& db, timestamp settled_before) {
    auto row = db.query(
        "SELECT seq FROM events INDEXED BY events_purgeable"
        " WHERE purgeable_since < ? ORDER BY purgeable_since LIMIT ?",
        {settled_before, step});
    std::vector<event_seq> found;
    while (row.next()) found.push_back(row.integer());
    return found;
}

// The request of an event, unless another of its events may still be asked for it.
std::int64_t forget_request_of(sqlite::database& db, event_seq seq) {
    return db.execute(
        "WITH mine (first) AS (SELECT coalesce(first_of_request, seq) FROM events WHERE seq = ?)"
        " DELETE FROM requests WHERE seq = (SELECT first FROM mine) AND NOT EXISTS ("
        "  SELECT 1 FROM events, mine WHERE (seq = first OR first_of_request = first)"
        "  AND (due_at IS NOT NULL OR state = 'dead' OR purgeable_since IS NOT NULL))",
        {seq});
}

}  // namespace

std::int64_t forget_ids(sqlite::database& db, timestamp older_than) {
    return db.execute(
        "DELETE FROM claims WHERE (connection, event_id) IN ("
        " SELECT connection, event_id FROM claims INDEXED BY claims_by_age"
        " WHERE claimed_at < ? ORDER BY claimed_at LIMIT ?)",
        {older_than, step});
}

std::int64_t forget_requests(sqlite::database& db, timestamp settled_before) {
    std::int64_t forgotten = 0;
    for (const event_seq seq : purgeable(db, settled_before)) {
        forgotten += db.execute("DELETE FROM attempts WHERE seq = ?", {seq});
        db.execute("UPDATE events SET purgeable_since = NULL WHERE seq = ?", {seq});
        forgotten += forget_request_of(db, seq);
    }
    return forgotten;
}

void try_write(sqlite::database& db) {
    db.execute("INSERT INTO trial (filler) VALUES (zeroblob(65536))");
    db.execute("DELETE FROM trial");
}

}  // namespace gateway::rows
