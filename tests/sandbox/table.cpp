#include "tests/sandbox/table.hpp"

#include <boost/json/serialize.hpp>
#include <limits>
#include <utility>

namespace sandbox {

namespace {

std::string key_of(const json::value& value) {
    const json::string* const text = value.if_string();
    return text ? std::string(*text) : json::serialize(value);
}

}  // namespace

void table::set_index(const row& of, bool is_there) {
    if (is_there)
        by_change_.insert(&of);
    else
        by_change_.erase(&of);
    for (const auto& member : indexed_by_) {
        const json::value* const value = of.fields.if_contains(member);
        if (!value) continue;
        entry known(key_of(*value), of.number);
        if (is_there)
            index_[member].insert(std::move(known));
        else
            index_[member].erase(known);
    }
}

row& table::add(json::object fields, instant now) {
    std::int64_t number = std::exchange(given_, 0);
    while (number == 0 || rows_.contains(number)) number = next_++;
    row& added = rows_[number] = {number, now, now, {}};
    change(added, fields, now);
    return added;
}

void table::change(row& changed, const json::object& fields, instant now) {
    set_index(changed, false);
    for (const auto& [member, value] : fields)
        if (value.is_null())
            changed.fields.erase(member);
        else
            changed.fields[member] = value;
    changed.modified = now;
    set_index(changed, true);
}

void table::remove(row& removed, instant now) {
    removed.is_removed = true;
    change(removed, {{"active", false}}, now);
}

row* table::find(std::int64_t number) {
    const auto found = rows_.find(number);
    return found == rows_.end() || found->second.is_removed ? nullptr : &found->second;
}

row* table::find(std::string_view member, std::string_view value) {
    const auto found = all(member, json::string(value));
    return found.empty() ? nullptr : found.front();
}

std::vector<row*> table::all(std::string_view member, const json::value& value) {
    std::vector<row*> found;
    const auto index = index_.find(member);
    if (index == index_.end()) return found;
    const std::string key = key_of(value);
    auto at = index->second.lower_bound({key, std::numeric_limits<std::int64_t>::min()});
    for (; at != index->second.end() && at->first == key; ++at)
        if (row* const one = find(at->second)) found.push_back(one);
    return found;
}

std::vector<row*> table::all() {
    std::vector<row*> found;
    for (auto& [number, one] : rows_)
        if (!one.is_removed) found.push_back(&one);
    return found;
}

std::vector<const row*> table::changed(const position& start, instant last,
                                       std::size_t most) const {
    std::vector<const row*> found;
    for (auto at = by_change_.upper_bound(start); at != by_change_.end(); ++at) {
        if (found.size() == most || (*at)->modified > last) break;
        found.push_back(*at);
    }
    return found;
}

}  // namespace sandbox
