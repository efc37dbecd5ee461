#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace providers {

// What an unquoted YAML scalar means in the core schema of YAML 1.2: `no` and `on` are texts there.
// A whole number beyond 64 bits is kept as its digits. Refused, with `where`, is what the schema
// would change without a word or JSON has no word for: numbers with leading zeros, which are mostly
// zip codes or ids, infinity, and not-a-number.
mapping::result<boost::json::value> plain_scalar(std::string_view text, const std::string& where);

}  // namespace providers
