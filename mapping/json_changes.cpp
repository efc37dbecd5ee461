#include "mapping/json_changes.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

#include "mapping/json_reader.hpp"

namespace mapping {
namespace {

class comparison {
public:
    void compare(const json::value& before, const json::value& after, const std::string& where) {
        if (before.is_object() && after.is_object())
            return compare_objects(before.get_object(), after.get_object(), where);
        if (before.is_array() && after.is_array())
            return compare_lists(before.get_array(), after.get_array(), where);
        if (before != after) found.push_back({where, before, after});
    }

    std::vector<json_change> found;

private:
    void compare_objects(const json::object& before, const json::object& after,
                         const std::string& where) {
        for (const auto& [key, value] : before) {
            const std::string place = where + pointer_token(key);
            if (const json::value* other = after.if_contains(key))
                compare(value, *other, place);
            else
                found.push_back({place, value, std::nullopt});
        }
        for (const auto& [key, value] : after)
            if (!before.contains(key))
                found.push_back({where + pointer_token(key), std::nullopt, value});
    }

    void compare_lists(const json::array& before, const json::array& after,
                       const std::string& where) {
        for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
            const std::string place = where + "/" + std::to_string(i);
            if (i >= after.size())
                found.push_back({place, before[i], std::nullopt});
            else if (i >= before.size())
                found.push_back({place, std::nullopt, after[i]});
            else
                compare(before[i], after[i], place);
        }
    }
};

}  // namespace

std::string to_text(const std::optional<json::value>& side) {
    return side ? json::serialize(*side) : "nothing";
}

std::vector<json_change> changes_between(const json::value& before, const json::value& after) {
    comparison comparing;
    comparing.compare(before, after, "");
    return std::move(comparing.found);
}

}  // namespace mapping
