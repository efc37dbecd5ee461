#include "gateway/inbox/inbox_reader.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <filesystem>

#include "gateway/inbox/ledger_rows.hpp"
#include "gateway/inbox/queue_rows.hpp"
#include "gateway/inbox/receipts.hpp"
#include "gateway/inbox/schema/schema.hpp"
#include "gateway/inbox/stored_rows.hpp"

namespace gateway {

namespace {

// SQLite says only that it cannot open what is not there.
const std::string& that_is_there(const std::string& path) {
    if (!std::filesystem::exists(path)) throw std::runtime_error("there is no inbox at " + path);
    return path;
}

}  // namespace

inbox_reader::inbox_reader(const std::string& path)
    : db_(that_is_there(path), sqlite::access::read_only) {
    schema::require_newest(db_, path);
}

std::vector<filed_event> inbox_reader::find(const std::string& receipt) {
    static const std::string event_of =
        "SELECT " + std::string(rows::stored_columns) + " FROM events WHERE receipt = ?";
    std::vector<filed_event> found;
    for (receipt_status& status : rows::find_receipt(db_, receipt)) {
        filed_event filed;
        {
            auto row = db_.query(event_of, {status.receipt});
            if (!row.next()) continue;
            filed.event = rows::read_stored(row);
        }
        auto request = rows::find_request(db_, filed.event.seq);
        filed.is_forgotten = !request;
        if (request) filed.event.request = std::move(*request);
        filed.status = std::move(status);
        read_links(filed.event);
        found.push_back(std::move(filed));
    }
    return found;
}

void inbox_reader::read_links(stored_event& event) { rows::read_links(db_, event); }

std::size_t inbox_reader::visit_newest(const std::vector<std::string>& connections,
                                       std::size_t limit,
                                       const std::function<void(filed_request)>& visit) {
    const std::string names = boost::json::serialize(boost::json::value_from(connections));
    auto row = db_.query(
        "SELECT receipt, part, connection, received_at, method, path, query, headers, body"
        " FROM requests JOIN events USING (seq)"
        " WHERE connection IN (SELECT value FROM json_each(?))"
        " ORDER BY seq DESC LIMIT ?",
        {names, limit});
    std::size_t visited = 0;
    for (; row.next(); ++visited) {
        filed_request filed;
        filed.receipt = row.text();
        if (row.integer_or_null()) filed.receipt = rows::receipt_of_request(filed.receipt);
        filed.connection = row.text();
        filed.received_at = row.time();
        filed.request = rows::read_request(row);
        visit(std::move(filed));
    }
    return visited;
}

boost::asio::awaitable<std::vector<filed_link>> inbox_reader::links_to(
    std::int64_t tenant, std::vector<std::int64_t> crm_bookings) {
    co_return rows::links_to(db_, tenant, crm_bookings);
}

boost::asio::awaitable<std::vector<filed_link>> inbox_reader::standing_links(link_range range) {
    co_return rows::standing_links(db_, range);
}

boost::asio::awaitable<booking_trace> inbox_reader::trace(std::string connection,
                                                          std::string booking_id) {
    co_return rows::trace(db_, connection, booking_id);
}

}  // namespace gateway
