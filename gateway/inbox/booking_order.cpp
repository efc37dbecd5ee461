#include "gateway/inbox/booking_order.hpp"

namespace gateway::rows {

namespace {

// Everything that stood under `from` stands under `to`.
void join(sqlite::database& db, const std::string& connection, const std::string& from,
          const std::string& to) {
    db.execute("UPDATE aliases SET order_key = ? WHERE connection = ? AND order_key = ?",
               {to, connection, from});
    db.execute("INSERT INTO aliases (connection, booking_id, order_key) VALUES (?, ?, ?)",
               {connection, from, to});
    db.execute("UPDATE events SET order_key = ? WHERE connection = ? AND order_key = ?",
               {to, connection, from});
}

}  // namespace

// Keys have no alias of their own (see join), so one look-up is always enough.
std::string key_of(sqlite::database& db, const std::string& connection,
                   const std::string& booking_id) {
    auto alias = db.query("SELECT order_key FROM aliases WHERE connection = ? AND booking_id = ?",
                          {connection, booking_id});
    return alias.next() ? alias.text() : booking_id;
}

std::optional<std::string> order_key(sqlite::database& db, const std::string& connection,
                                     const providers::event_identity& identity) {
    const std::string& booking = identity.booking_id;
    const std::string& previous = identity.previous_booking_id;
    if (previous.empty()) {
        if (booking.empty()) return std::nullopt;
        return key_of(db, connection, booking);
    }

    std::string key = key_of(db, connection, previous);
    if (booking.empty()) return key;
    if (const std::string own = key_of(db, connection, booking); own != key)
        join(db, connection, own, key);
    return key;
}

}  // namespace gateway::rows
