#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "mapping/problem.hpp"

namespace mapping {

namespace json = boost::json;

// Reads one JSON text (RFC 8259) that came from outside. Stricter than the library where a lax
// reading could lose or change data:
//  - a key given twice in one object is refused (the library keeps the last one, silently);
//  - an integer beyond 64 bits is kept as a string of its digits, never as a double; a number of
//    more than 100 characters is refused;
//  - nesting deeper than 64, NaN, lone surrogates and text that is not UTF-8 are refused.
// A leading UTF-8 byte order mark is skipped. A problem's `where` is "byte N".
result<json::value> parse_json(std::string_view text);

}  // namespace mapping
