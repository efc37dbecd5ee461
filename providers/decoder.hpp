#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/definition.hpp"

namespace providers {

namespace json = boost::json;

// One `name=value`, percent-decoded to UTF-8.
struct form_field {
    std::string name, value;
    friend auto operator<=>(const form_field&, const form_field&) = default;
};

// A query string or a form body (application/x-www-form-urlencoded), in the order sent. At most
// 1000 fields: each costs more memory than it takes on the wire. A percent sign that stands for
// nothing and bytes that are not UTF-8 are refused. A problem's `where` is "byte N".
mapping::result<std::vector<form_field>> parse_form(std::string_view text);

// The body as one JSON value. A form becomes an object of texts; a name that is sent several times
// becomes a list of its values, so that none is lost.
mapping::result<json::value> decode(body_format format, std::string_view body);

}  // namespace providers
