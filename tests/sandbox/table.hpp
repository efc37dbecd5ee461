#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/sandbox/instant.hpp"

namespace sandbox {

namespace json = boost::json;

// Something that the CRM knows: all of its members under the names that answers show, and more
// than any one answer shows.
struct row {
    std::int64_t number;  // its id, unless that is a GUID
    instant created, modified;
    json::object fields;
    bool is_removed = false;  // an export shows it still
};

// When a row last changed, and its number: no two have the same.
using position = std::pair<instant, std::int64_t>;
inline position position_of(const row& of) { return {of.modified, of.number}; }

// The rows of one kind that a tenant has, in the order in which they were made.
class table {
public:
    // `next` gives the numbers; tenants share it. The rows can be looked up by the members that are
    // named, which must not be objects or lists.
    explicit table(std::int64_t& next, std::vector<std::string> indexed_by = {})
        : next_(next), indexed_by_(std::move(indexed_by)) {}
    table(const table&) = delete;

    // Gives it the next number.
    row& add(json::object fields, instant now);
    // The number that the next row gets; those after it go on as if this had not been.
    void give(std::int64_t number) { given_ = number; }
    // Puts the members over those that are there. A null takes one away.
    void change(row& changed, const json::object& fields, instant now);
    void remove(row& removed, instant now);

    // Null when there is none or it was removed.
    row* find(std::int64_t number);
    row* find(std::string_view member, std::string_view value);
    std::vector<row*> all(std::string_view member, const json::value& value);
    std::vector<row*> all();

    // So many at most, in the order of their last change, from behind the position to that time;
    // with those that were removed.
    std::vector<const row*> changed(const position& start, instant last, std::size_t most) const;

private:
    using entry = std::pair<std::string, std::int64_t>;
    struct changed_before {
        using is_transparent = void;
        bool operator()(const row* a, const row* b) const {
            return position_of(*a) < position_of(*b);
        }
        bool operator()(const position& a, const row* b) const { return a < position_of(*b); }
    };
    void set_index(const row& of, bool is_there);

    std::int64_t& next_;
    std::int64_t given_ = 0;
    std::vector<std::string> indexed_by_;
    std::map<std::int64_t, row> rows_;
    std::map<std::string, std::set<entry>, std::less<>> index_;  // by member: value and number
    std::set<const row*, changed_before> by_change_;
};

}  // namespace sandbox
