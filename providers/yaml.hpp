#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace providers {

// A YAML file as one JSON value that remembers where everything stood. The core schema's scalars
// (null, booleans, integers, floats) become JSON's, quoted ones are always strings; anchors are
// followed within bounds; a key given twice, a tag, a second document or a depth over 64 is
// refused.
struct yaml_document {
    boost::json::value value;
    std::map<std::string, int, std::less<>> lines;  // JSON Pointer -> line, 1-based

    // The line of the pointer, or of its nearest ancestor that has one; 1 at worst.
    int line_of(std::string_view pointer) const;
};

// Problems of syntax have `where` "line N".
mapping::result<yaml_document> parse_yaml(std::string_view text);

// One text per problem: "config/connections/acme.yaml:7: /secrets/credentials: missing: ...".
std::string describe(const std::string& file, const yaml_document& document,
                     const mapping::problem& problem);

}  // namespace providers
