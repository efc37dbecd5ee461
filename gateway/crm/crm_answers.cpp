#include "gateway/crm/crm_answers.hpp"

#include <boost/json/object.hpp>

#include "gateway/crm/paging.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

std::optional<std::int64_t> positive_id(const json::object& of) {
    const json::value* id = of.if_contains("id");
    if (!id || !id->is_number()) return std::nullopt;
    boost::system::error_code ec;
    const auto number = id->to_number<std::int64_t>(ec);
    if (ec || number <= 0) return std::nullopt;
    return number;
}

std::optional<std::string> text(const json::object& of, std::string_view key) {
    const json::value* member = of.if_contains(key);
    if (!member || !member->is_string()) return std::nullopt;
    return std::string(member->get_string());
}

}  // namespace

std::optional<std::int64_t> booking_id_in(const json::value& body) {
    const json::object* booking = body.if_object();
    return booking ? positive_id(*booking) : std::nullopt;
}

std::optional<std::string> booking_status_in(const json::value& body) {
    const json::object* booking = body.if_object();
    return booking ? text(*booking, "status") : std::nullopt;
}

std::optional<bookings_page> bookings_in(const json::value& body, std::string_view external_id) {
    const auto listed = page_in(body);
    if (!listed) return std::nullopt;
    bookings_page found;
    found.has_more = listed->has_more;
    for (const json::value& each : listed->entries) {
        const json::object* booking = each.if_object();
        if (!booking) return std::nullopt;
        if (text(*booking, "externalId") != external_id) continue;
        const auto id = positive_id(*booking);
        if (!id) return std::nullopt;
        found.ids.push_back(*id);
        if (text(*booking, "status") == "Dismissed") found.dismissed.insert(*id);
    }
    return found;
}

std::optional<contacts_page> contacts_in(const json::value& body) {
    const auto listed = page_in(body);
    if (!listed) return std::nullopt;
    contacts_page found;
    found.has_more = listed->has_more;
    for (const json::value& each : listed->entries) {
        const json::object* contact = each.if_object();
        if (!contact) return std::nullopt;
        const auto id = positive_id(*contact);
        auto type = text(*contact, "type");
        auto value = text(*contact, "value");
        if (!id || !type || !value) return std::nullopt;
        // The contract requires a memo, and yet a contact may be made without one.
        found.contacts.push_back(
            {*id, std::move(*type), std::move(*value), text(*contact, "memo").value_or("")});
    }
    return found;
}

}  // namespace gateway
