#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/booking.hpp"
#include "mapping/contract/api_contract.hpp"
#include "mapping/json_reader.hpp"
#include "mapping/json_template.hpp"
#include "mapping/source.hpp"
#include "providers/condition.hpp"

// Calls of the CRM other than those of bookings, which an event of the kind `operation` stands for:
// a lead, a customer's contact, a tag. Here it is decided what to call; nothing here calls.
namespace providers {

namespace json = boost::json;

using sources_by_name = std::map<std::string, mapping::source, std::less<>>;

// One entry of `operations:`.
struct operation_step {
    std::string where;  // its place in the definition: "/operations/0"
    std::string name;   // of its answer, for the steps after it; [a-z0-9_]{1,32}
    const mapping::api_operation* call;
    std::optional<condition> when;  // passed over where it does not hold
    sources_by_name path, query;    // parameters; tenant and booking_provider are filled in
    std::optional<mapping::json_template> body;
};

// Reads /operations of a definition. `taken` are the names that the definition's fetches have,
// which the sources may read. Mistakes stay in `in`.
std::vector<operation_step> read_operation_steps(mapping::json_reader& in,
                                                 const std::vector<std::string>& taken);

// Every table that a lookup names.
std::vector<std::string> tables_of(const std::vector<operation_step>& steps);

// One call, fit for the contract.
struct operation_call {
    std::string name;  // of its step
    const mapping::api_operation* operation;
    std::map<std::string, std::string> path, query;
    json::value body;  // null for none
};

// {"name": ..., "call": operationId, "path": {...}, "query": {...}, "body": ...}, without what the
// call does not have; and back, if the contract has that operation.
json::object to_json(const operation_call& call);
std::optional<operation_call> operation_call_from(const json::object& text);

// The first step that has no answer in `in.fetched` yet and whose condition holds; nothing when
// there is none. A problem when a parameter that must be there is missing, or a body breaks the
// contract. `where` is how the connection reads local times and phone numbers.
mapping::result<std::optional<operation_call>> next_operation(
    const std::vector<operation_step>& steps, const mapping::input& in,
    const mapping::locale& where, std::int64_t booking_provider);

}  // namespace providers
