#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "mapping/problem.hpp"

namespace providers {

namespace json = boost::json;

// Any UTF-8 as {"text": "..."}, without a leading byte order mark. A problem's `where` is "byte N".
mapping::result<json::value> decode_text(std::string_view body);

}  // namespace providers
