#pragma once

#include <boost/json/value.hpp>
#include <string>

namespace gateway {

// JSON for people: a member or an element a line, two spaces a level, and a line break at the end.
std::string pretty(const boost::json::value& value);

}  // namespace gateway
