#include "mapping/member_paths.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>

namespace mapping {
namespace {

namespace json = boost::json;

constexpr std::size_t most_paths = 500;
constexpr std::size_t longest_name = 64;
constexpr int deepest = 8;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_name(std::string_view key) {
    const auto may_stand_in_one = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) ||
               std::string_view("_-.:@#$").find(c) != std::string_view::npos;
    };
    const bool is_address = key.find('@', 1) != key.npos;  // an attribute's name begins with one
    return !key.empty() && key.size() <= longest_name && !is_address &&
           std::all_of(key.begin(), key.end(), may_stand_in_one) &&
           !std::all_of(key.begin(), key.end(), is_digit);
}

void add(const json::value& value, const std::string& place, int depth,
         std::set<std::string>& all) {
    if (all.size() >= most_paths) return;
    if (depth > 0) all.insert(place);
    if (depth == deepest) return;
    if (const json::object* members = value.if_object())
        for (const auto& [key, member] : *members)
            add(member, place + "/" + (is_name(key) ? std::string(key) : "*"), depth + 1, all);
    if (const json::array* elements = value.if_array())
        for (const json::value& element : *elements) add(element, place + "/*", depth + 1, all);
}

}  // namespace

std::set<std::string> member_paths(const json::value& document) {
    std::set<std::string> all;
    add(document, "", 0, all);
    return all;
}

}  // namespace mapping
