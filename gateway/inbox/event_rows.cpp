#include "gateway/inbox/event_rows.hpp"

#include "gateway/inbox/booking_order.hpp"
#include "gateway/inbox/headers_text.hpp"
#include "providers/digest.hpp"

namespace gateway::rows {

namespace {

// What the sender is told when the event's id is taken; nothing when it is free.
std::optional<insertion> find_claim(sqlite::database& db, const prepared_event& prepared) {
    const auto& [event, headers, fingerprint] = prepared;
    auto claim = db.query(
        "SELECT fingerprint, answer_status, answer_type, answer_body, receipt"
        " FROM claims JOIN events USING (seq) WHERE claims.connection = ? AND claims.event_id = ?",
        {event.hook.connection(), event.identity.event_id});
    if (!claim.next()) return std::nullopt;

    insertion known;
    if (claim.text() == fingerprint)
        known.what = insertion::outcome::repeat;
    else if (event.identity.id_is_idempotency_key)
        known.what = insertion::outcome::key_conflict;
    else
        known.what = insertion::outcome::changed;
    known.answer.status = static_cast<unsigned>(claim.integer());
    known.answer.content_type = claim.text();
    known.answer.body = claim.text();
    known.receipt = claim.text();
    return known;
}

event_seq insert_event(sqlite::database& db, const new_event& event) {
    const std::string& connection = event.hook.connection();
    const providers::event_identity& id = event.identity;
    const event_state state = event.dead ? event_state::dead : event_state::accepted;
    const std::optional<timestamp> now = event.received_at, never;
    db.execute(
        "INSERT INTO events (receipt, connection, secret_position, event_id, id_is_idempotency_key,"
        " kind, type, booking_id, previous_booking_id, occurred_at, received_at, state, reason,"
        " detail, tries, first_try, empty_lookups, due_at, order_key, settled_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?)",
        {event.receipt, connection, event.hook.secret_position(), id.event_id,
         id.id_is_idempotency_key, providers::to_string(id.kind), id.type, id.booking_id,
         id.previous_booking_id, id.occurred_at, event.received_at, to_string(state),
         event.dead ? to_string(event.dead->reason) : "", event.dead ? event.dead->detail : "",
         event.received_at, event.dead ? never : now, order_key(db, connection, id),
         event.dead ? now : never});
    return db.last_row();
}

void insert_request(sqlite::database& db, event_seq seq, const prepared_event& prepared) {
    const providers::webhook& request = prepared.event.hook.request();
    db.execute(
        "INSERT INTO requests (seq, method, path, query, headers, body) VALUES (?, ?, ?, ?, ?, ?)",
        {seq, request.method, request.path, request.query, prepared.headers,
         sqlite::blob{request.body}});
}

void insert_claim(sqlite::database& db, event_seq seq, const prepared_event& prepared) {
    const auto& [event, headers, fingerprint] = prepared;
    db.execute(
        "INSERT INTO claims (connection, event_id, seq, fingerprint, claimed_at, answer_status,"
        " answer_type, answer_body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {event.hook.connection(), event.identity.event_id, seq, sqlite::blob{fingerprint},
         event.received_at, event.answer.status, event.answer.content_type, event.answer.body});
}

}  // namespace

prepared_event::prepared_event(new_event unprepared)
    : event(std::move(unprepared)),
      headers(to_text(event.hook.request().headers)),
      fingerprint(providers::sha256(event.hook.request().body)) {}

insertion insert(sqlite::database& db, const prepared_event& prepared) {
    if (auto known = find_claim(db, prepared)) return std::move(*known);
    const event_seq seq = insert_event(db, prepared.event);
    insert_request(db, seq, prepared);
    insert_claim(db, seq, prepared);
    return insertion{insertion::outcome::stored, prepared.event.answer, prepared.event.receipt};
}

}  // namespace gateway::rows
