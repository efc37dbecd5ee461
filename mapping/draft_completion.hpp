#pragma once

#include <boost/json/object.hpp>

#include "mapping/booking.hpp"

namespace mapping {

// For an update that says only what changed: what the draft leaves open becomes what the CRM was
// last sent (booking::to_json). An address, the contacts and the images are taken over as a whole,
// each where the draft has none of its own.
void complete(booking_draft& draft, const json::object& sent);

}  // namespace mapping
