#include "gateway/inbox/stored_rows.hpp"

#include "gateway/inbox/call_progress_text.hpp"
#include "gateway/inbox/headers_text.hpp"
#include "gateway/inbox/link_rows.hpp"

namespace gateway::rows {

namespace {

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

}  // namespace

stored_event read_stored(sqlite::cursor& row) {
    stored_event event;
    event.seq = row.integer();
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
    event.progress.create_sent = read_address(row);
    event.progress.empty_lookups = static_cast<int>(row.integer());
    event.progress.calls = call_progress_from(row.text());
    return event;
}

providers::webhook read_request(sqlite::cursor& row) {
    providers::webhook request;
    request.method = row.text();
    request.path = row.text();
    request.query = row.text();
    request.headers = headers_from(row.text());
    request.body = row.text();
    return request;
}

std::optional<providers::webhook> find_request(sqlite::database& db, event_seq seq) {
    auto row = db.query(
        "SELECT method, path, query, headers, body FROM requests"
        " WHERE seq = (SELECT coalesce(first_of_request, seq) FROM events WHERE seq = ?)",
        {seq});
    if (!row.next()) return std::nullopt;
    return read_request(row);
}

void read_links(sqlite::database& db, stored_event& event) {
    event.link = find_link(db, event.connection, event.identity.booking_id);
    event.previous_link = find_link(db, event.connection, event.identity.previous_booking_id);
}

}  // namespace gateway::rows
