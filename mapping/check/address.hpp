#pragma once

#include <optional>
#include <string>

#include "mapping/booking.hpp"
#include "mapping/check/findings.hpp"

namespace mapping {

// The address of a draft when it is whole. Else nothing, and what the partner did give is told in
// the findings. `region` decides the country when none is given.
std::optional<address> check_address(const booking_draft& draft, const std::string& region,
                                     findings& found);

}  // namespace mapping
