#pragma once

#include <string>
#include <vector>

#include "mapping/booking.hpp"
#include "mapping/check/findings.hpp"

namespace mapping {

// The contacts that the CRM can use: normalised, without empty ones, placeholders and duplicates.
// The others are told in the findings.
std::vector<contact> check_contacts(const std::vector<drafted_contact>& drafts,
                                    const std::string& region, findings& found);

}  // namespace mapping
