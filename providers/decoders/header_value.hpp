#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace providers {

// The value of a header with its parameters: `form-data; name="a b"; filename=c.txt`.
struct header_value {
    std::string word;                                             // "form-data", in lower case
    std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case

    // The parameter, or null when there is none of that name.
    const std::string* find(std::string_view name) const noexcept;
};

// Nothing when the text is not written as it should be or has a parameter twice. In a quoted value
// a backslash escapes a quotation mark or a backslash and is itself before everything else, because
// some browsers send Windows paths.
std::optional<header_value> parse_header_value(std::string_view text);

}  // namespace providers
