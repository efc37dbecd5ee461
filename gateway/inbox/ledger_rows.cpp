#include "gateway/inbox/ledger_rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "gateway/inbox/booking_order.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/link_rows.hpp"

namespace gateway::rows {

namespace {

const std::string filed =
    "SELECT " + std::string(link_columns) +
    ", links.connection, links.booking_id, written_at, links.rowid,"
    " (SELECT receipt FROM events WHERE events.seq = links.written_by) FROM links ";

std::vector<filed_link> read_filed(sqlite::cursor row) {
    std::vector<filed_link> found;
    while (row.next()) {
        filed_link one;
        one.link = read_link(row);
        one.connection = row.text();
        one.booking_id = row.text();
        one.written_at = row.time();
        one.row = row.integer();
        one.receipt = row.text_or_null().value_or("");
        found.push_back(std::move(one));
    }
    return found;
}

}  // namespace

std::vector<filed_link> links_to(sqlite::database& db, std::int64_t tenant,
                                 const std::vector<std::int64_t>& crm_bookings) {
    static const std::string wanted =
        filed +
        "INDEXED BY links_by_booking WHERE tenant = ? AND crm_booking <> 0"
        " AND crm_booking IN (SELECT value FROM json_each(?))";
    const std::string ids =
        boost::json::serialize(boost::json::array(crm_bookings.begin(), crm_bookings.end()));
    return read_filed(db.query(wanted, {tenant, ids}));
}

std::vector<filed_link> standing_links(sqlite::database& db, const link_range& range) {
    static const std::string standing =
        " AND standing IN ('live', 'missing') AND crm_booking <> 0 AND ";
    static const std::string of_this_moment =
        filed + "INDEXED BY links_by_age WHERE tenant = ?" + standing +
        "written_at = ? AND links.rowid > ? ORDER BY links.rowid LIMIT ?";
    static const std::string later = filed + "INDEXED BY links_by_age WHERE tenant = ?" + standing +
                                     "written_at > ? ORDER BY written_at, links.rowid LIMIT ?";
    // One after the other: SQLite finds the place of a pair in an index only by its first half.
    auto found = read_filed(
        db.query(of_this_moment, {range.tenant, range.written_at, range.row, range.limit}));
    if (!found.empty()) return found;
    return read_filed(db.query(later, {range.tenant, range.written_at, range.limit}));
}

booking_trace trace(sqlite::database& db, const std::string& connection,
                    const std::string& booking_id) {
    booking_trace found;
    auto row = db.query(
        "SELECT receipt, state, create_external_id FROM events INDEXED BY events_in_order"
        " WHERE connection = ? AND order_key = ? ORDER BY seq",
        {connection, key_of(db, connection, booking_id)});
    while (row.next()) {
        booking_trace::event event;
        event.receipt = row.text();
        event.is_dead = row.text() == to_string(event_state::dead);
        event.was_created = row.text_or_null().has_value();
        found.unsettled.push_back(std::move(event));
    }
    // After the events: what is settled in between has its link.
    found.link = find_link(db, connection, booking_id);
    return found;
}

}  // namespace gateway::rows
