#include "gateway/inbox/receipts.hpp"

namespace gateway::rows {

namespace {
constexpr char before_number = '-';
constexpr char after_all_numbers = '.';  // what follows '-' in ASCII
}  // namespace

std::string receipt_of_request(const std::string& of_part) {
    return of_part.substr(0, of_part.rfind(before_number));
}

std::vector<event_seq> events_of_receipt(sqlite::database& db, const std::string& receipt) {
    auto row = db.query(
        "SELECT seq FROM events WHERE receipt = ? OR (receipt > ? AND receipt < ?) ORDER BY seq",
        {receipt, receipt + before_number, receipt + after_all_numbers});
    std::vector<event_seq> found;
    while (row.next()) found.push_back(row.integer());
    return found;
}

}  // namespace gateway::rows
