#include "gateway/inbox/event_rows.hpp"

#include <algorithm>

#include "gateway/inbox/booking_order.hpp"
#include "gateway/inbox/headers_text.hpp"
#include "gateway/inbox/receipts.hpp"

namespace gateway::rows {

namespace {

using outcome = insertion::outcome;

// What the first sender of an event was told.
struct known_event {
    outcome what;
    stored_answer answer;
    std::string receipt;  // of its request
};

// Nothing when the event's id is free.
std::optional<known_event> find_claim(sqlite::database& db, const std::string& connection,
                                      const new_event& event) {
    auto claim = db.query(
        "SELECT fingerprint, answer_status, answer_type, answer_body, answer_final, receipt, part"
        " FROM claims JOIN events USING (seq) WHERE claims.connection = ? AND claims.event_id = ?",
        {connection, event.identity.event_id});
    if (!claim.next()) return std::nullopt;

    known_event known;
    if (claim.text() == event.fingerprint)
        known.what = outcome::repeat;
    else if (event.identity.id_is_idempotency_key)
        known.what = outcome::key_conflict;
    else
        known.what = outcome::changed;
    known.answer.status = static_cast<unsigned>(claim.integer());
    known.answer.content_type = claim.text();
    known.answer.body = claim.text();
    known.answer.is_final = claim.integer() != 0;
    const std::string receipt = claim.text();
    known.receipt = claim.integer_or_null() ? receipt_of_request(receipt) : receipt;
    return known;
}

event_seq insert_event(sqlite::database& db, const new_request& request, const new_event& event,
                       std::optional<event_seq> first) {
    const std::string& connection = request.hook.connection();
    const providers::event_identity& id = event.identity;
    const event_state state = event.dead ? event_state::dead : event_state::accepted;
    const std::optional<timestamp> now = request.received_at, never;
    const std::string receipt =
        event.part ? receipt_of_part(request.receipt, *event.part) : request.receipt;
    const std::size_t secret = request.hook.secret_position().value_or(0);  // 0 for none, too
    db.execute(
        "INSERT INTO events (receipt, connection, secret_position, event_id, id_is_idempotency_key,"
        " kind, type, booking_id, previous_booking_id, occurred_at, received_at, part,"
        " first_of_request, state, reason, detail, tries, first_try, empty_lookups, due_at,"
        " order_key, settled_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?, ?)",
        {receipt,
         connection,
         secret,
         id.event_id,
         id.id_is_idempotency_key,
         providers::to_string(id.kind),
         id.type,
         id.booking_id,
         id.previous_booking_id,
         id.occurred_at,
         request.received_at,
         event.part,
         first,
         to_string(state),
         event.dead ? to_string(event.dead->reason) : "",
         event.dead ? event.dead->detail : "",
         request.received_at,
         event.dead ? never : now,
         order_key(db, connection, id),
         event.dead ? now : never});
    return db.last_row();
}

void insert_request(sqlite::database& db, event_seq first, const prepared_request& prepared) {
    const providers::webhook& request = prepared.request.hook.request();
    db.execute(
        "INSERT INTO requests (seq, method, path, query, headers, body) VALUES (?, ?, ?, ?, ?, ?)",
        {first, request.method, request.path, request.query, prepared.headers,
         sqlite::blob{request.body}});
}

void insert_claim(sqlite::database& db, event_seq seq, const new_request& request,
                  const new_event& event) {
    db.execute(
        "INSERT INTO claims (connection, event_id, seq, fingerprint, claimed_at, answer_status,"
        " answer_type, answer_body, answer_final) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {request.hook.connection(), event.identity.event_id, seq, sqlite::blob{event.fingerprint},
         request.received_at, request.answer.status, request.answer.content_type,
         request.answer.body, request.answer.is_final});
}

}  // namespace

prepared_request::prepared_request(new_request unprepared)
    : request(std::move(unprepared)), headers(to_text(request.hook.request().headers)) {}

insertion insert(sqlite::database& db, const prepared_request& prepared) {
    const new_request& request = prepared.request;
    insertion done;
    std::optional<known_event> first_known;
    std::optional<event_seq> first_stored;
    for (const new_event& event : request.events) {
        auto known = find_claim(db, request.hook.connection(), event);
        done.each.push_back(known ? known->what : outcome::stored);
        if (known) {
            if (!first_known) first_known = std::move(known);
            continue;
        }
        const event_seq seq = insert_event(db, request, event, first_stored);
        if (!first_stored) insert_request(db, seq, prepared);
        if (!first_stored) first_stored = seq;
        insert_claim(db, seq, request, event);
    }

    done.what = first_stored ? outcome::stored : *std::ranges::max_element(done.each);
    done.answer = first_stored ? request.answer : first_known->answer;
    done.receipt = first_stored ? request.receipt : first_known->receipt;
    return done;
}

void replace_answer(sqlite::database& db, const std::string& receipt, const stored_answer& answer) {
    for (const event_seq seq : events_of_receipt(db, receipt))
        db.execute(
            "UPDATE claims SET answer_status = ?, answer_type = ?, answer_body = ?,"
            " answer_final = ? WHERE (connection, event_id) ="
            " (SELECT connection, event_id FROM events WHERE seq = ?) AND seq = ?",
            {answer.status, answer.content_type, answer.body, answer.is_final, seq, seq});
}

}  // namespace gateway::rows
