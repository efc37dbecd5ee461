#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace providers {

namespace json = boost::json;

// The elements that are always lists, each by the names from the root down to it: "/adf/prospect".
using element_paths = std::set<std::string, std::less<>>;

// An XML document (UTF-8) as an object with one member, the root. An element becomes an object of
// its attributes ("@name"), its elements and its text ("#text"), or the bare text where it has
// nothing else. Elements of one name become a list; those of `lists` are one even when alone, so
// that a pointer to the first does not depend on how many were sent. Names keep their prefixes.
// Comments and processing instructions are dropped.
//
// Refused: a DOCTYPE, entities that it would define, an encoding other than UTF-8, nesting deeper
// than 64, more than 20,000 tags. A problem's `where` is "byte N".
mapping::result<json::value> decode_xml(std::string_view body, const element_paths& lists);

}  // namespace providers
