#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

namespace mapping {

namespace json = boost::json;

// One place in which two JSON values differ.
struct json_change {
    std::string where;                         // a pointer into both; "" for the whole
    std::optional<json::value> before, after;  // nothing where there is no such member
};

// As JSON; "nothing" for what is not there.
std::string to_text(const std::optional<json::value>& side);

// Every place in which they differ, as deep as it can be told: members of objects by name, elements
// of lists by position. Those that both have first, in the order of `before`.
std::vector<json_change> changes_between(const json::value& before, const json::value& after);

}  // namespace mapping
