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
    auto event = db.query(
        "SELECT seq, connection, booking_id FROM events WHERE receipt = ? AND state = 'delivered'"
        " AND EXISTS (SELECT 1 FROM requests"
        "  WHERE requests.seq = coalesce(events.first_of_request, events.seq))",
        {receipt});
    if (!event.next()) return false;
    const event_seq seq = event.integer();
    const std::string connection = event.text(), booking_id = event.text();
    const std::int64_t marked = db.execute(
        "UPDATE links SET standing = 'missing' WHERE connection = ? AND booking_id = ?"
        " AND standing = 'live' AND crm_booking <> 0 AND written_by = ?",
        {connection, booking_id, seq});
    if (marked == 0) return false;

    db.execute(
        "INSERT INTO operator_actions (at, who, action, seq, about)"
        " SELECT ?, ?, 'requeue', ?, 'missing: booking ' || crm_booking FROM links"
        " WHERE connection = ? AND booking_id = ?",
        {now, who, seq, connection, booking_id});
    db.execute(
        "UPDATE events SET state = 'waiting', reason = 'missing', due_at = ?1, tries = 0,"
        " first_try = ?1, settled_at = NULL, purgeable_since = NULL, order_key = ?2,"
        " create_tenant = NULL, create_booking_provider = NULL, create_external_id = NULL,"
        " empty_lookups = 0 WHERE seq = ?3",
        {now, key_of(db, connection, booking_id), seq});
    return true;
}

std::int64_t recover(sqlite::database& db, timestamp now) {
    return db.execute(
        "UPDATE events INDEXED BY events_due SET state = 'unknown', due_at = ?, lease = NULL"
        " WHERE due_at IS NOT NULL AND state = 'delivering'",
        {now});
}

}  // namespace gateway::rows
