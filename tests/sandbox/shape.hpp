#pragma once

#include <boost/json/object.hpp>

#include "mapping/contract/json_schema.hpp"
#include "tests/sandbox/call.hpp"
#include "tests/sandbox/table.hpp"

namespace sandbox {

// What is known, in the shape that the contract gives it: exactly the schema's members. What is
// not known is null where that is allowed, otherwise nothing of its kind: "", false, 0 or [].
// Throws std::logic_error for a member that has no such value: an id, a time, one of several words.
json::value shaped(const mapping::json_schema& schema, const json::value& known);

// All members of a row, with its id and times.
json::object whole(const row& of);

// The answer to a call that went well.
answer shown(const call& of, const row& known);
answer shown(const call& of, const json::value& known);
// Without a body.
inline answer done() { return answer{}; }

}  // namespace sandbox
