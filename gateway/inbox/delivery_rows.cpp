#include "gateway/inbox/delivery_rows.hpp"

#include "gateway/inbox/booking_order.hpp"
#include "gateway/inbox/call_progress_text.hpp"
#include "gateway/inbox/link_rows.hpp"
#include "gateway/inbox/receipts.hpp"

namespace gateway::rows {

namespace {

// Settled for good: out of its booking's order, and to be purged some day. A dead letter is
// neither.
bool is_final(event_state state) { return is_settled(state) && state != event_state::dead; }

void check(const settlement& end) {
    if (end.state == event_state::accepted || end.state == event_state::delivering)
        throw std::logic_error("a claim cannot end as " + std::string(to_string(end.state)));
    if ((end.state == event_state::dead) != end.dead.has_value())
        throw std::logic_error("a dead letter has a reason, and nothing else has");
}

// As the columns hold where a create was sent: all of it, or nulls.
struct create_columns {
    explicit create_columns(const std::optional<crm_address>& sent) {
        if (!sent) return;
        tenant = sent->place.tenant;
        booking_provider = sent->place.booking_provider;
        external_id = sent->external_id;
    }
    std::optional<std::int64_t> tenant, booking_provider;
    std::optional<std::string_view> external_id;
};

// The connection of the event, or nothing when the lease was lost.
std::optional<std::string> end_claim(sqlite::database& db, event_seq seq, const std::string& lease,
                                     const settlement& end, timestamp now) {
    const std::optional<timestamp> none;
    const std::optional<timestamp> due = is_settled(end.state) ? none : end.due;
    const std::optional<timestamp> settled = is_settled(end.state) ? now : none;
    const create_columns create(end.progress.create_sent);
    auto row = db.query(
        "UPDATE events SET state = ?, reason = ?, detail = ?, due_at = ?, lease = NULL,"
        " settled_at = ?, purgeable_since = ?, order_key = iif(?, NULL, order_key),"
        " tries = tries + ?, create_tenant = ?, create_booking_provider = ?,"
        " create_external_id = ?, empty_lookups = ?, calls = ?"
        " WHERE seq = ? AND lease = ? RETURNING connection",
        {to_string(end.state), end.dead ? to_string(end.dead->reason) : end.reason,
         end.dead ? end.dead->detail : "", due, settled, is_final(end.state) ? settled : none,
         is_final(end.state), end.counts_as_try, create.tenant, create.booking_provider,
         create.external_id, end.progress.empty_lookups, to_text(end.progress.calls), seq, lease});
    if (!row.next()) return std::nullopt;
    return row.text();
}

void add_attempt(sqlite::database& db, event_seq seq, const attempt& one) {
    db.execute(
        "INSERT INTO attempts (seq, number, at, operation, status, took_ms, error)"
        " VALUES (?1, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE seq = ?1),"
        " ?2, ?3, ?4, ?5, ?6)",
        {seq, one.at, one.operation, one.status, one.took.count(), one.error});
}

// The event that wrote a link last.
struct link_writer {
    event_seq seq;
    std::string connection, booking_id, order_key;
    bool is_deliverable;  // settled, and not forgotten
};

std::optional<link_writer> find_writer(sqlite::database& db, const std::string& receipt) {
    auto row = db.query(
        "SELECT seq, connection, booking_id, state IN ('delivered', 'ignored') AND EXISTS ("
        "  SELECT 1 FROM requests WHERE requests.seq = coalesce(first_of_request, events.seq))"
        " FROM events WHERE receipt = ?",
        {receipt});
    if (!row.next()) return std::nullopt;
    link_writer writer;
    writer.seq = row.integer();
    writer.connection = row.text();
    writer.booking_id = row.text();
    writer.is_deliverable = row.flag();
    writer.order_key = key_of(db, writer.connection, writer.booking_id);
    return writer;
}

// An event of the same order is: it does not know what is said of the link now.
bool is_being_delivered(sqlite::database& db, const link_writer& writer) {
    auto row = db.query(
        "SELECT 1 FROM events INDEXED BY events_in_order"
        " WHERE connection = ? AND order_key = ? AND state = 'delivering'",
        {writer.connection, writer.order_key});
    return row.next();
}

// Of the same order: what is on its way, and dead letters.
std::vector<std::string> unsettled_receipts(sqlite::database& db, const link_writer& writer) {
    auto row = db.query(
        "SELECT receipt FROM events INDEXED BY events_in_order"
        " WHERE connection = ? AND order_key = ? ORDER BY seq",
        {writer.connection, writer.order_key});
    std::vector<std::string> receipts;
    while (row.next()) receipts.push_back(row.text());
    return receipts;
}

void deliver_again(sqlite::database& db, const link_writer& writer, const std::string& who,
                   timestamp now) {
    db.execute(
        "INSERT INTO operator_actions (at, who, action, seq, about)"
        " SELECT ?, ?, 'requeue', ?, 'missing: booking ' || crm_booking FROM links"
        " WHERE connection = ? AND booking_id = ?",
        {now, who, writer.seq, writer.connection, writer.booking_id});
    db.execute(
        "UPDATE events SET state = 'waiting', reason = 'missing', due_at = ?1, tries = 0,"
        " first_try = ?1, settled_at = NULL, purgeable_since = NULL, order_key = ?2,"
        " create_tenant = NULL, create_booking_provider = NULL, create_external_id = NULL,"
        " empty_lookups = 0 WHERE seq = ?3",
        {now, writer.order_key, writer.seq});
}

}  // namespace

bool record_progress(sqlite::database& db, event_seq seq, const std::string& lease,
                     const delivery_progress& progress) {
    const create_columns create(progress.create_sent);
    return db.execute(
               "UPDATE events SET create_tenant = ?, create_booking_provider = ?,"
               " create_external_id = ?, empty_lookups = ?, calls = ? WHERE seq = ? AND lease = ?",
               {create.tenant, create.booking_provider, create.external_id, progress.empty_lookups,
                to_text(progress.calls), seq, lease}) == 1;
}

bool settle(sqlite::database& db, event_seq seq, const std::string& lease, const settlement& end,
            timestamp now) {
    check(end);
    const auto connection = end_claim(db, seq, lease, end, now);
    if (!connection) return false;
    for (const attempt& one : end.attempts) add_attempt(db, seq, one);
    for (const auto& [booking_id, link] : end.links)
        put_link(db, *connection, booking_id, link, seq, now);
    return true;
}

bool replay(sqlite::database& db, const std::string& receipt, const std::string& who,
            timestamp now) {
    bool replayed = false;
    for (const event_seq seq : events_of_receipt(db, receipt)) {
        const std::int64_t recorded = db.execute(
            "INSERT INTO operator_actions (at, who, action, seq, about)"
            " SELECT ?, ?, 'replay', seq, reason || ': ' || detail FROM events"
            " WHERE seq = ? AND state = 'dead'",
            {now, who, seq});
        if (recorded == 0) continue;
        // How far the delivery came stays: a create that may have been sent is looked up first.
        db.execute(
            "UPDATE events SET state = 'waiting', reason = '', detail = '', due_at = ?1, tries = 0,"
            " first_try = ?1, settled_at = NULL WHERE seq = ?2",
            {now, seq});
        replayed = true;
    }
    return replayed;
}

bool requeue_missing(sqlite::database& db, const std::string& receipt, const std::string& who,
                     timestamp now) {
    const auto writer = find_writer(db, receipt);
    if (!writer || is_being_delivered(db, *writer)) return false;
    // What is on its way finds the link. A dead letter holds all that come later, and may have died
    // of this.
    const auto unsettled = unsettled_receipts(db, *writer);
    if (unsettled.empty() && !writer->is_deliverable) return false;

    const std::int64_t marked = db.execute(
        "UPDATE links SET standing = 'missing' WHERE connection = ? AND booking_id = ?"
        " AND standing IN ('live', 'missing') AND crm_booking <> 0 AND written_by = ?",
        {writer->connection, writer->booking_id, writer->seq});
    if (marked == 0) return false;
    for (const std::string& one : unsettled) replay(db, one, who, now);
    if (unsettled.empty()) deliver_again(db, *writer, who, now);
    return true;
}

std::int64_t recover(sqlite::database& db, timestamp now) {
    return db.execute(
        "UPDATE events INDEXED BY events_due SET state = 'unknown', due_at = ?, lease = NULL"
        " WHERE due_at IS NOT NULL AND state = 'delivering'",
        {now});
}

}  // namespace gateway::rows
