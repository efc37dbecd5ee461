#pragma once

#include <functional>
#include <set>
#include <string>

#include "mapping/json_reader.hpp"

// What `fetch:` and `operations:` of a definition have in common: a short list of steps, each with
// a name of its own. Mistakes stay in `in`.
namespace providers {

using step_names = std::set<std::string, std::less<>>;

// Reads each object of the list at the pointer with `read`, which is given its place. Nothing when
// there is no list.
void read_steps(mapping::json_reader& in, const std::string& where, std::size_t most,
                const std::function<void(const std::string& where)>& read);

// [a-z0-9_]{1,32}, and none of those that are taken.
std::string read_step_name(mapping::json_reader& in, const std::string& where,
                           const step_names& taken);

}  // namespace providers
