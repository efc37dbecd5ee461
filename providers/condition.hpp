#pragma once

#include <optional>
#include <string>

#include "mapping/json_reader.hpp"
#include "mapping/source.hpp"

namespace providers {

// A condition on a request: the source's text equals `equals`; with no `equals`, it is there.
struct condition {
    mapping::source what;
    std::optional<std::string> equals;
};

// Reads the members `when` and `equals` of the object at the pointer. Nothing when there are none;
// mistakes stay in `in`.
std::optional<condition> read_condition(mapping::json_reader& in, const std::string& where,
                                        mapping::source_scope scope = mapping::source_scope::door);

bool holds(const condition& one, const mapping::input& in);

}  // namespace providers
