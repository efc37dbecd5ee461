#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "mapping/problem.hpp"

namespace providers {

namespace json = boost::json;

// Of one definition. Each may add as many levels to the document as a body may have.
inline constexpr std::size_t most_unwrapped = 8;

// Puts the value in the place of a text that holds it as JSON, for each of the JSON Pointers in
// order: a later one may point into what an earlier one brought out. Nothing is done where nothing
// stands, a blank text or no text at all. A problem's `where` is "/pointer, byte N" of that text.
mapping::result<json::value> unwrapped(json::value document,
                                       const std::vector<std::string>& pointers);

}  // namespace providers
