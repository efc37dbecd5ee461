#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/message.hpp"

namespace sandbox {

// The parameters of a path, each as its schema has it. Nothing when one that is a number is none:
// the API gateway before the CRM does not know such a path.
std::optional<json::object> path_parameters(const mapping::api_match& matched);

struct checked_parameters {
    json::object values;
    field_errors errors;
};

// What is wrong with the path's, and the query's by name, those that the operation knows: times in
// UTC, lists as lists. An empty one counts as not given.
checked_parameters check_parameters(const mapping::api_operation& of, const json::object& path,
                                    const texts_by_name& query, const settings& set);

// The schema of what a list operation shows; null for an operation that is none.
const mapping::json_schema* listed_by(const mapping::api_operation& of);

// A day counts as its first moment.
std::optional<instant> parse_day_or_instant(std::string_view text);

}  // namespace sandbox
