#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/decoders/field_tree.hpp"

namespace providers {

// One `name=value`, percent-decoded to UTF-8.
struct form_field {
    std::string name, value;
    friend auto operator<=>(const form_field&, const form_field&) = default;
};

// A query string or a form body (application/x-www-form-urlencoded), in the order sent. At most
// most_fields. A percent sign that stands for nothing and bytes that are not UTF-8 are refused. A
// problem's `where` is "byte N".
mapping::result<std::vector<form_field>> parse_form(std::string_view text);

// A form body as an object of texts, nested as its names say.
mapping::result<json::value> decode_form(std::string_view body, name_nesting nesting);

}  // namespace providers
