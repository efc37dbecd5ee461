#pragma once

#include <boost/json/value.hpp>
#include <set>
#include <string>

namespace mapping {

// The places of a document that hold something, as JSON Pointers: how a partner's events are
// shaped, and nothing of what they say. Elements of a list are "*" ("/answers/*/question"), and so
// are keys that look like data rather than names: digits alone, more than 64 bytes, or other
// characters than A-Z a-z 0-9 _ - . : @ # $. At most 8 deep, and 500 of them.
std::set<std::string> member_paths(const boost::json::value& document);

}  // namespace mapping
