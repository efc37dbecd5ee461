#include "tests/sandbox/routes.hpp"

#include <algorithm>
#include <charconv>

namespace sandbox {

namespace {

struct pattern {
    operation what;
    std::string_view name, method, path;  // the path after the tenant
};

constexpr pattern patterns[] = {
    {operation::create_booking, "create_booking", "POST", "/booking-provider/{provider}/bookings"},
    {operation::find_bookings, "find_bookings", "GET", "/booking-provider/{provider}/bookings"},
    {operation::get_booking, "get_booking", "GET", "/booking-provider/{provider}/bookings/{id}"},
    {operation::update_booking, "update_booking", "PATCH",
     "/booking-provider/{provider}/bookings/{id}"},
    {operation::dismiss_booking, "dismiss_booking", "POST",
     "/booking-provider/{provider}/bookings/{id}/dismiss"},
    {operation::list_contacts, "list_contacts", "GET",
     "/booking-provider/{provider}/bookings/{id}/contacts"},
    {operation::create_contact, "create_contact", "POST",
     "/booking-provider/{provider}/bookings/{id}/contacts"},
    {operation::update_contact, "update_contact", "PATCH",
     "/booking-provider/{provider}/bookings/{id}/contacts/{contact}"},
    {operation::delete_contact, "delete_contact", "DELETE",
     "/booking-provider/{provider}/bookings/{id}/contacts/{contact}"},
    {operation::find_tenant_bookings, "find_tenant_bookings", "GET", "/bookings"},
    {operation::get_tenant_booking, "get_tenant_booking", "GET", "/bookings/{id}"},
    {operation::list_tenant_contacts, "list_tenant_contacts", "GET", "/bookings/{id}/contacts"},
    {operation::create_tag, "create_tag", "POST", "/booking-provider-tags"},
    {operation::list_tags, "list_tags", "GET", "/booking-provider-tags"},
    {operation::get_tag, "get_tag", "GET", "/booking-provider-tags/{id}"},
    {operation::update_tag, "update_tag", "PATCH", "/booking-provider-tags/{id}"},
};

constexpr std::string_view token_path = "/connect/token", token_name = "issue_token";
constexpr std::string_view tenant_path = "/crm/v2/tenant";

// Takes "/segment" off the front of `path`; "" when there is none.
std::string_view take_segment(std::string_view& path) {
    if (path.empty() || path.front() != '/') return {};
    const auto end = path.find('/', 1);
    const auto segment = path.substr(1, end == path.npos ? path.npos : end - 1);
    path.remove_prefix(segment.size() + 1);
    return segment;
}

bool read_number(std::string_view text, std::int64_t& number) {
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stopped == end && number > 0;
}

bool matches(std::string_view wanted, std::string_view path, route& found) {
    while (!wanted.empty() && !path.empty()) {
        const auto name = take_segment(wanted);
        const auto segment = take_segment(path);
        if (name.empty() || name.front() != '{') {
            if (segment != name) return false;
            continue;
        }
        std::int64_t& number = name == "{provider}" ? found.provider
                               : name == "{id}"     ? found.id
                                                    : found.contact;
        if (!read_number(segment, number)) return false;
    }
    return wanted.empty() && path.empty();
}

}  // namespace

std::string_view to_string(operation what) noexcept {
    const auto* const found = std::find_if(std::begin(patterns), std::end(patterns),
                                           [what](const pattern& p) { return p.what == what; });
    return found == std::end(patterns) ? token_name : found->name;
}

std::optional<operation> operation_named(std::string_view name) noexcept {
    if (name == token_name) return operation::issue_token;
    for (const auto& pattern : patterns)
        if (pattern.name == name) return pattern.what;
    return std::nullopt;
}

std::optional<route> find_route(std::string_view method, std::string_view path) {
    if (path == token_path && method == "POST") return route{operation::issue_token};
    if (!path.starts_with(tenant_path)) return std::nullopt;
    path.remove_prefix(tenant_path.size());
    std::int64_t tenant = 0;
    if (!read_number(take_segment(path), tenant)) return std::nullopt;
    for (const auto& pattern : patterns) {
        route found{pattern.what, tenant};
        if (pattern.method == method && matches(pattern.path, path, found)) return found;
    }
    return std::nullopt;
}

}  // namespace sandbox
