#pragma once

#include <boost/json/value.hpp>

#include "mapping/booking.hpp"
#include "mapping/contract/json_schema.hpp"

namespace mapping {

// The value as the schema wants it, as far as it can be told what was meant: "7" is a number where
// a number belongs, "yes" is true, a word of an enumeration takes its letter case, a time of any
// notation becomes UTC, and phone numbers become what the CRM shows rightly. What makes no sense
// stays as it is: the schema complains of it.
json::value fitted(const json_schema& schema, json::value value, const locale& where);

}  // namespace mapping
