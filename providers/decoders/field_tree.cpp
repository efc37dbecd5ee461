#include "providers/decoders/field_tree.hpp"

#include <boost/json/object.hpp>

namespace providers {
namespace {

using mapping::errc;

constexpr std::size_t deepest_nesting = 32;

using keys = std::vector<std::string_view>;

// "a[b][0]" -> a, b, 0; "a[]" -> a and an empty key.
keys split_at_brackets(std::string_view name) {
    const keys unsplit(1, name);
    const std::size_t first = name.find('[');
    if (first == 0 || first == std::string_view::npos || name.back() != ']') return unsplit;
    keys found(1, name.substr(0, first));
    for (std::size_t open = first; open < name.size();) {
        if (name[open] != '[') return unsplit;
        const std::size_t close = name.find(']', open);
        found.push_back(name.substr(open + 1, close - open - 1));
        if (found.back().find('[') != std::string_view::npos) return unsplit;
        open = close + 1;
    }
    return found;
}

// "a__0__b" -> a, 0, b.
keys split_at_underscores(std::string_view name) {
    constexpr std::string_view separator = "__";
    const keys unsplit(1, name);
    if (name.ends_with(separator)) return unsplit;
    keys found;
    for (std::size_t start = 0; start < name.size();) {
        const std::size_t end = std::min(name.find(separator, start), name.size());
        if (end == start) return unsplit;
        found.push_back(name.substr(start, end - start));
        start = end + separator.size();
    }
    return found.empty() ? unsplit : found;
}

keys split(std::string_view name, name_nesting nesting) {
    switch (nesting) {
        case name_nesting::brackets: return split_at_brackets(name);
        case name_nesting::underscores: return split_at_underscores(name);
        case name_nesting::none: break;
    }
    return keys(1, name);
}

}  // namespace

mapping::result<void> field_tree::add(std::string_view name, json::value value) {
    constexpr const char* contradicts = "its name has a value of its own and members too";
    ++added_;
    keys path = split(name, nesting_);
    const bool makes_list = path.size() > 1 && path.back().empty();
    if (makes_list) path.pop_back();
    if (path.size() > deepest_nesting)
        return refusal(errc::too_large, "its name nests deeper than 32");

    node* place = &root_;
    for (const std::string_view key : path) {
        if (key.empty() && path.size() > 1)
            return refusal(errc::malformed, "its name has [] before its end");
        if (!place->values.empty()) return refusal(errc::not_allowed, contradicts);
        place = &place->member(key);
    }
    if (!place->members.empty()) return refusal(errc::not_allowed, contradicts);
    place->is_list = place->is_list || makes_list;
    place->values.push_back(std::move(value));
    return {};
}

mapping::problems field_tree::refusal(errc code, std::string what) const {
    return {code, "field " + std::to_string(added_), std::move(what)};
}

json::value field_tree::document() const { return root_.object(); }

field_tree::node& field_tree::node::member(std::string_view key) {
    const auto present = members.find(key);
    if (present != members.end()) return present->second;
    order.emplace_back(key);
    return members[order.back()];
}

bool field_tree::node::is_numbered() const {
    for (std::size_t i = 0; i < members.size(); ++i)
        if (!members.contains(std::to_string(i))) return false;
    return true;
}

json::value field_tree::node::object() const {
    json::object made;
    for (const std::string& key : order) made.emplace(key, members.at(key).to_json());
    return made;
}

json::value field_tree::node::list() const {
    json::array made;
    for (std::size_t i = 0; i < members.size(); ++i)
        made.push_back(members.at(std::to_string(i)).to_json());
    return made;
}

json::value field_tree::node::to_json() const {
    if (!members.empty()) return is_numbered() ? list() : object();
    if (is_list || values.size() > 1) return values;
    return values.front();
}

}  // namespace providers
