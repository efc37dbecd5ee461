#include "gateway/inbox/link_rows.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gateway::rows {

namespace {

using standing = booking_link::standing;

constexpr std::pair<standing, std::string_view> names[] = {{standing::live, "live"},
                                                           {standing::cancelled, "cancelled"},
                                                           {standing::superseded, "superseded"},
                                                           {standing::missing, "missing"}};

std::string_view name_of(standing what) {
    for (const auto& [value, name] : names)
        if (value == what) return name;
    throw std::logic_error("a booking link of no known standing");
}

standing standing_named(std::string_view text) {
    for (const auto& [value, name] : names)
        if (name == text) return value;
    throw inbox_failed("the inbox holds a booking link of no known standing");
}

}  // namespace

booking_link read_link(sqlite::cursor& row) {
    booking_link link;
    link.what = standing_named(row.text());
    link.crm_booking = row.integer();
    link.place.tenant = row.integer();
    link.place.booking_provider = row.integer();
    link.sent = boost::json::parse(row.text()).as_object();
    link.occurred_at = row.time_or_null();
    return link;
}

std::optional<booking_link> find_link(sqlite::database& db, const std::string& connection,
                                      const std::string& booking_id) {
    static const std::string wanted = "SELECT " + std::string(link_columns) +
                                      " FROM links WHERE connection = ? AND booking_id = ?";
    auto row = db.query(wanted, {connection, booking_id});
    if (!row.next()) return std::nullopt;
    return read_link(row);
}

void put_link(sqlite::database& db, const std::string& connection, const std::string& booking_id,
              const booking_link& link, event_seq written_by, timestamp now) {
    db.execute(
        "INSERT INTO links (connection, booking_id, standing, crm_booking, tenant,"
        " booking_provider, sent, occurred_at, written_by, written_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (connection, booking_id) DO UPDATE SET standing = excluded.standing,"
        " crm_booking = excluded.crm_booking, tenant = excluded.tenant,"
        " booking_provider = excluded.booking_provider, sent = excluded.sent,"
        " occurred_at = excluded.occurred_at, written_by = excluded.written_by,"
        " written_at = excluded.written_at",
        {connection, booking_id, name_of(link.what), link.crm_booking, link.place.tenant,
         link.place.booking_provider, boost::json::serialize(link.sent), link.occurred_at,
         written_by, now});
}

}  // namespace gateway::rows
