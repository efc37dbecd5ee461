#include "gateway/crm/tenant_check.hpp"

#include <algorithm>

#include "gateway/crm/booking_call.hpp"
#include "gateway/crm/paging.hpp"
#include "mapping/contract/api_contract.hpp"

namespace gateway {
namespace {

namespace json = boost::json;
using outcome = crm_result::outcome;

std::string told(const crm_result& result) {
    const std::string status = result.status == 0 ? "" : std::to_string(result.status) + ": ";
    return " (" + status + result.error + ")";
}

std::string scope_of(const std::string& operation) {
    const auto* found = mapping::crm_contract().find(operation);
    return found ? found->scope : "";
}

// What is wrong whatever was asked; "" when it depends on that.
std::string general_problem(const crm_result& result, const std::string& operation) {
    switch (result.what) {
        case outcome::ok:
        case outcome::refused: return "";
        case outcome::unauthorized:
            if (result.status == 0)
                return "The token endpoint does not accept client_id and client_secret" +
                       told(result) + ".";
            if (result.status == 404)
                return "The CRM knows no such path: the environment, the tenant's id or the "
                       "app_key is wrong" +
                       told(result) + ".";
            return "The CRM accepts the token but not the call: the app_key is wrong, or not of "
                   "the application of this client_id" +
                   told(result) + ".";
        case outcome::forbidden:
            return "The application may not do this: it was not granted " + scope_of(operation) +
                   ", the tenant's admin has not accepted its newest version, it is bound to "
                   "another tenant or booking provider, or the app_key is another application's" +
                   told(result) + ".";
        case outcome::throttled: return "The CRM asks to wait" + told(result) + ".";
        case outcome::invalid: return "It was not asked" + told(result) + ".";
        case outcome::server_error:
        case outcome::unknown:
        case outcome::not_sent: return "There was no usable answer" + told(result) + ".";
    }
    return "";
}

std::string quoted(const std::string& name) { return "\"" + name + "\""; }

}  // namespace

crm_call bookings_check(std::int64_t booking_provider) {
    return {"Bookings_GetList2",
            {{"booking_provider", std::to_string(booking_provider)}},
            {{"page", "1"}, {"pageSize", "1"}},
            nullptr};
}

tenant_finding on_bookings(std::int64_t booking_provider, const crm_result& result) {
    const std::string provider = "booking provider " + std::to_string(booking_provider);
    if (result.what == outcome::ok) return {true, "Bookings of the " + provider + " can be read."};
    const std::string general = general_problem(result, "Bookings_GetList2");
    if (!general.empty()) return {false, general};
    return {false, "There is no " + provider + ", or it is another tenant's" + told(result) + "."};
}

crm_call tags_check() {
    return {"BookingProviderTags_GetList", {}, {{"page", "1"}, {"pageSize", "50"}}, nullptr};
}

crm_call tag_creation(const std::string& name) {
    return {"BookingProviderTags_Create",
            {},
            {},
            json::object{{"tagName", name}, {"description", "Bookings made by the gateway"}}};
}

std::vector<provider_tag> tags_in(const crm_result& result) {
    std::vector<provider_tag> tags;
    const auto page = page_in(result.body);
    if (!page) return tags;
    for (const json::value& one : page->entries) {
        if (!one.is_object() || !one.get_object().contains("id")) continue;
        const json::object& tag = one.get_object();
        const json::value* name = tag.if_contains("tagName");
        const json::value* active = tag.if_contains("active");
        tags.push_back({tag.at("id").to_number<std::int64_t>(),
                        name && name->is_string() ? std::string(name->get_string()) : "",
                        !active || !active->is_bool() || active->get_bool()});
    }
    return tags;
}

std::set<std::string> needed_scopes(const std::vector<std::string>& operations) {
    std::set<std::string> needed;
    for (const booking_operation one : all_booking_operations)
        needed.insert(scope_of(std::string(to_string(one))));
    for (const std::string& one : operations) {
        needed.insert(scope_of(one));
        if (const auto* known = mapping::crm_contract().find(one))
            needed.insert(scope_of(known->repeat.operation));
    }
    needed.erase("");
    return needed;
}

std::vector<tenant_finding> on_scopes(const std::set<std::string>& granted,
                                      const std::set<std::string>& needed) {
    if (granted.empty()) return {{true, "The token does not tell what it is good for."}};
    std::vector<tenant_finding> found;
    for (const std::string& scope : needed)
        found.push_back(granted.contains(scope)
                            ? tenant_finding{true, "The application has the scope " + scope + "."}
                            : tenant_finding{false, "The application lacks the scope " + scope +
                                                        ", or the tenant's admin has not accepted "
                                                        "its newest version."});
    return found;
}

tenant_finding on_tags(const crm_result& result, const std::set<std::string>& granted) {
    if (result.what == outcome::ok) return {true, "Its booking provider tags can be listed."};
    const std::string scope = scope_of("BookingProviderTags_GetList");
    if (result.what == outcome::forbidden && !granted.contains(scope))
        return {true, "Its booking provider tags cannot be listed without the scope " + scope +
                          "; the gateway works without it."};
    return {false, general_problem(result, "BookingProviderTags_GetList")};
}

tenant_finding on_nothing_asked() {
    return {false,
            "Nothing was proved: no connection leads to this tenant, so there is no booking "
            "provider whose bookings could be asked for. Write one and check again."};
}

tenant_finding on_tag_creation(const std::string& name, const crm_result& result) {
    if (result.what == outcome::ok && result.body.is_object() &&
        result.body.get_object().contains("id"))
        return {true, "The tag " + quoted(name) +
                          " was made; its id, for `booking_provider` of a "
                          "connection, is " +
                          std::to_string(result.body.at("id").to_number<std::int64_t>()) + "."};
    const std::string general = general_problem(result, "BookingProviderTags_Create");
    if (!general.empty()) return {false, general};
    return {false, "The tag " + quoted(name) + " was not made" + told(result) + "."};
}

tenant_finding on_provider(const std::string& connection, std::int64_t booking_provider,
                           const std::vector<provider_tag>& tags) {
    const auto found = std::find_if(tags.begin(), tags.end(), [&](const provider_tag& one) {
        return one.id == booking_provider;
    });
    const std::string about = "The connection " + connection + " names the booking provider " +
                              std::to_string(booking_provider);
    if (found == tags.end()) return {false, about + ", which is none of the tenant's tags."};
    if (!found->is_active)
        return {false, about + ", the tag " + quoted(found->name) + ", which is not active."};
    return {true, about + ", the tag " + quoted(found->name) + "."};
}

}  // namespace gateway
