// All that there is of a kind, in the order in which it last changed, a part at a time: with what
// is inactive and what was removed.
#include <boost/json/array.hpp>
#include <charconv>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/parameters.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

// Of the row behind which to go on.
constexpr std::string_view token_start = "export-";

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

instant last_shown(const call& by) {
    const json::value* const recent = by.query.if_contains("includeRecentChanges");
    return recent && recent->get_bool() ? instant::max() : by.now - by.set.export_delay;
}

template <table tenant_store::*kind>
answer export_rows(const call& by) {
    const json::value* const from = by.query.if_contains("from");
    const auto start = from ? parse_position(from->get_string()) : position{instant::min(), 0};
    if (!start)
        return invalid(
            {{"from",
              {"The value '" + std::string(from->get_string()) + "' is not valid for From."}}});
    const auto size = static_cast<std::size_t>(by.set.export_page_size);
    auto rows = (by.in.*kind).changed(*start, last_shown(by), size + 1);
    const bool has_more = rows.size() > size;
    if (has_more) rows.pop_back();
    json::array data;
    for (const row* const one : rows) data.push_back(whole(*one));
    return shown(by, json::object{{"hasMore", has_more},
                                  {"continueFrom",
                                   to_token(rows.empty() ? *start : position_of(*rows.back()))},
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
