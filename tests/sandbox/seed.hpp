#pragma once

#include "tests/sandbox/settings.hpp"
#include "tests/sandbox/store.hpp"

namespace sandbox {

// Gives every tenant what the settings' seed has:
//   {"campaigns": [{"id": 11, "name": "Web"}], "businessUnits": ..., "jobTypes": ...,
//    "callReasons": ..., "tagTypes": ..., "technicians": ...,
//    "customerFields": [{"id": 21, "name": "Gate code", "dataType": "Text"}], "locationFields":
//    ..., "customers": ..., "locations": ..., "bookings": ..., "leads": ..., "customerNotes": ...,
//    "locationNotes": ..., "leadNotes": ..., "contacts": ..., "contactMethods": ...,
//    "relationships": ...}
// From customers on they are bodies of the operations that make such a thing, with what those have
// in their path as members too. The first four may have an `id`, customers and locations also
// `active`.
//
// Throws std::runtime_error, which names the place, for anything that is not so.
void sow(store& data, const settings& set, instant now);

}  // namespace sandbox
