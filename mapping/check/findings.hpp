#pragma once

#include <string>
#include <vector>

#include "mapping/problem.hpp"

namespace mapping {

// What the checks of a booking's parts have to say.
struct findings {
    problems fatal;      // the booking cannot be made
    problems tolerable;  // of contacts and the address: it can while another one is left
    std::vector<std::string> notes;  // sentences that the summary must carry to the CRM's people
};

}  // namespace mapping
