#include "gateway/inbox/link_rows.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace gateway::rows {

namespace {

using standing = booking_link::standing;

constexpr std::pair<standing, std::string_view> names[] = {{standing::live, "live"},
                                                           {standing::cancelled, "cancelled"},
                                                           {standing::superseded, "superseded"}};

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

std::optional<booking_link> find_link(sqlite::database& db, const std::string& connection,
                                      const std::string& booking_id) {
    auto row = db.query(
        "SELECT standing, crm_booking, tenant, booking_provider, sent, occurred_at FROM links"
        " WHERE connection = ? AND booking_id = ?",
        {connection, booking_id});
    if (!row.next()) return std::nullopt;

    booking_link link;
    link.what = standing_named(row.text());
    link.crm_booking = row.integer();
    link.place.tenant = row.integer();
    link.place.booking_provider = row.integer();
    link.sent = boost::json::parse(row.text()).as_object();
    link.occurred_at = row.time_or_null();
    return link;
}

void put_link(sqlite::database& db, const std::string& connection, const std::string& booking_id,
              const booking_link& link) {
    db.execute(
        "INSERT INTO links (connection, booking_id, standing, crm_booking, tenant,"
        " booking_provider, sent, occurred_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (connection, booking_id) DO UPDATE SET standing = excluded.standing,"
        " crm_booking = excluded.crm_booking, tenant = excluded.tenant,"
        " booking_provider = excluded.booking_provider, sent = excluded.sent,"
        " occurred_at = excluded.occurred_at",
        {connection, booking_id, name_of(link.what), link.crm_booking, link.place.tenant,
         link.place.booking_provider, boost::json::serialize(link.sent), link.occurred_at});
}

}  // namespace gateway::rows
