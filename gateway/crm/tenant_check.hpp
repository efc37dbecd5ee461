#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "gateway/crm/crm.hpp"

// What the CRM's answers say about a tenant's setup, in words for whoever set it up. Pure.
namespace gateway {

struct tenant_finding {
    bool is_good;
    std::string sentence;
};

// The scopes that bookings need, and these operations of definitions with their look-ups.
std::set<std::string> needed_scopes(const std::vector<std::string>& operations);
// What a token lacks of them; nothing can be said when it does not tell its own.
std::vector<tenant_finding> on_scopes(const std::set<std::string>& granted,
                                      const std::set<std::string>& needed);

// The call that shows whether bookings of the provider can be read: one of them at most.
crm_call bookings_check(std::int64_t booking_provider);
tenant_finding on_bookings(std::int64_t booking_provider, const crm_result& result);

// A booking provider tag, as a connection names it by its id.
struct provider_tag {
    std::int64_t id;
    std::string name;
    bool is_active;
};

// The calls that list the tenant's tags, from the first page, and make another.
crm_call tags_check();
crm_call tag_creation(const std::string& name);

// Those of one page.
std::vector<provider_tag> tags_in(const crm_result& result);

// Why the tags cannot be listed, or made. That they cannot be listed is no fault where the token is
// not known to have the scope: only this needs it.
tenant_finding on_tags(const crm_result& result, const std::set<std::string>& granted);
tenant_finding on_tag_creation(const std::string& name, const crm_result& result);

// For a tenant whose tags cannot be listed and to which no connection leads.
tenant_finding on_nothing_asked();

// Whether the connection's booking provider is one of the tenant's tags, and an active one.
tenant_finding on_provider(const std::string& connection, std::int64_t booking_provider,
                           const std::vector<provider_tag>& tags);

}  // namespace gateway
