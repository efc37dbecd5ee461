#pragma once

#include <vector>

#include "tests/sandbox/call.hpp"

// Customers and their locations: what several groups of operations do with them.
namespace sandbox {

row& add_location(const call& by, const json::object& body, std::int64_t customer);
json::object location_with_contacts(tenant_store& in, const row& location);

// A contact of a customer or a location, whose number goes under `owner`.
row& add_contact(table& to, std::string_view owner, std::int64_t number, const json::object& body,
                 instant now);

bool is_active(const row& of);

// Only those that have the external data that the query asks for.
void keep_external_data(const json::object& query, std::vector<row*>& rows);

}  // namespace sandbox
