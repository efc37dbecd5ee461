#pragma once

#include <vector>

#include "tests/sandbox/call.hpp"
#include "tests/sandbox/table.hpp"

namespace sandbox {

// The rows of a kind that its lists show by now: a new one may be missing for a while.
std::vector<row*> listed(const call& by, std::vector<row*> rows);

// The page of the rows that the query asks for: those created and modified in its ranges, with the
// ids and the values that it names, in its order. A parameter that is named like a member of what
// is shown, or of its address, is compared with it, a text whatever its case; `customerIds` with
// `customerId`. What else a list can be asked for, its handler has seen to.
answer page_of(const call& by, std::vector<row*> rows);

// Whatever the case.
bool same_text(std::string_view a, std::string_view b);

}  // namespace sandbox
