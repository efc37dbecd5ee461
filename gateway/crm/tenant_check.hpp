#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "gateway/crm/crm.hpp"

// What the CRM's answers say about a tenant's setup, in words for whoever set it up. Pure.
namespace gateway {

struct tenant_finding {
    bool is_good;
    std::string sentence;
};

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

// Why the tags cannot be listed, or made. That they cannot be listed is no fault: only this needs
// the scope.
tenant_finding on_tags(const crm_result& result);
tenant_finding on_tag_creation(const std::string& name, const crm_result& result);

// Whether the connection's booking provider is one of the tenant's tags, and an active one.
tenant_finding on_provider(const std::string& connection, std::int64_t booking_provider,
                           const std::vector<provider_tag>& tags);

}  // namespace gateway
