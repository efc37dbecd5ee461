#pragma once

#include <boost/json/object.hpp>

#include "tests/sandbox/table.hpp"

namespace sandbox {

// What an update does to a row: the body's members, the address laid over the one there is (a part
// of one gets here only where the settings accept that).
json::object patch_of(const row& of, const json::object& body);

// What a create or update makes of the custom fields, the external data and the tags of a customer
// or a location, besides the members that are taken as they are. `types` are the custom fields that
// there are.
json::object entity_fields(const row* before, const json::object& body, table& types);

}  // namespace sandbox
