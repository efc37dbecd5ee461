// All that there is of a kind, in the order in which it last changed, a part at a time: with what
// is inactive and what was removed.
#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/parameters.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

// Behind which row to go on: the time of its change and its number.
using position = std::pair<instant, std::int64_t>;
constexpr std::string_view token_start = "export-";

position position_of(const row& of) { return {of.modified, of.number}; }

std::string to_token(const position& at) {
    return std::string(token_start) + std::to_string(at.first.time_since_epoch().count()) + "-" +
           std::to_string(at.second);
}

std::optional<std::int64_t> take_number(std::string_view& text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

// A token of ours, or a day or time: from then on. Nothing for anything else.
std::optional<position> parse_position(std::string_view text) {
    if (const auto when = parse_day_or_instant(text)) return position{*when, 0};
    if (!text.starts_with(token_start)) return std::nullopt;
    text.remove_prefix(token_start.size());
    const auto when = take_number(text);
    if (!when || !text.starts_with('-')) return std::nullopt;
    text.remove_prefix(1);
    const auto number = take_number(text);
    if (!number || !text.empty()) return std::nullopt;
    return position{instant(ticks(*when)), *number};
}

std::vector<const row*> rows_behind(const call& by, table& of, const position& start) {
    const json::value* const recent = by.query.if_contains("includeRecentChanges");
    const instant last =
        recent && recent->get_bool() ? instant::max() : by.now - by.set.export_delay;
    std::vector<const row*> rows;
    for (const auto& [number, one] : of.rows())
        if (position_of(one) > start && one.modified <= last) rows.push_back(&one);
    std::sort(rows.begin(), rows.end(),
              [](const row* a, const row* b) { return position_of(*a) < position_of(*b); });
    return rows;
}

template <table tenant_store::*kind>
answer export_rows(const call& by) {
    const json::value* const from = by.query.if_contains("from");
    const auto start = from ? parse_position(from->get_string()) : position{instant::min(), 0};
    if (!start)
        return invalid(
            {{"from",
              {"The value '" + std::string(from->get_string()) + "' is not valid for From."}}});
    const auto rows = rows_behind(by, by.in.*kind, *start);
    const auto size = std::min(rows.size(), static_cast<std::size_t>(by.set.export_page_size));
    json::array data;
    for (std::size_t i = 0; i < size; ++i) data.push_back(whole(*rows[i]));
    return shown(by, json::object{{"hasMore", size < rows.size()},
                                  {"continueFrom",
                                   to_token(size == 0 ? *start : position_of(*rows[size - 1]))},
                                  {"data", std::move(data)}});
}

}  // namespace

operation_group export_operations() {
    static constexpr operation_handler all[] = {
        {"ExportBookings_Get", export_rows<&tenant_store::bookings>},
        {"ExportCustomers_GetCustomers", export_rows<&tenant_store::customers>},
        {"ExportLeads_Leads", export_rows<&tenant_store::leads>},
        {"ExportLocations_Locations", export_rows<&tenant_store::locations>},
        {"ExportContacts_CustomersContacts", export_rows<&tenant_store::customer_contacts>},
        {"ExportContacts_LocationsContacts", export_rows<&tenant_store::location_contacts>},
    };
    return all;
}

}  // namespace sandbox
