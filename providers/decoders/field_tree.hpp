#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"

namespace providers {

namespace json = boost::json;

// Of one form. Each field costs more memory than it takes on the wire.
inline constexpr std::size_t most_fields = 1000;

// How the name of a form field spells a place in the document.
enum class name_nesting {
    brackets,     // a[b][c], a[0][b], a[]
    underscores,  // a__b__c, a__0__b
    none,         // a name is a name
};

// Puts the fields of a form together to one document. An object whose names are 0, 1, 2 and so on
// without a gap is a list; so are the values of a name that is sent several times or ends in "[]".
// A name that is not nested as it should be, such as "a[b" or "__a", is taken as it stands.
class field_tree {
public:
    explicit field_tree(name_nesting nesting) : nesting_(nesting) {}

    // Refuses a name that has both a value of its own and members, one that nests deeper than 32,
    // and "[]" before the end of a name, which every library reads in its own way. A problem's
    // `where` is "field N", counted from 1.
    mapping::result<void> add(std::string_view name, json::value value);

    json::value document() const;

private:
    struct node {
        json::array values;  // sent under this very name
        bool is_list = false;
        std::map<std::string, node, std::less<>> members;
        std::vector<std::string> order;  // of the members, as they were sent

        node& member(std::string_view key);
        bool is_numbered() const;
        json::value object() const;
        json::value list() const;
        json::value to_json() const;
    };
    mapping::problems refusal(mapping::errc code, std::string what) const;

    name_nesting nesting_;
    std::size_t added_ = 0;
    node root_;
};

}  // namespace providers
