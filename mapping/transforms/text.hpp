#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

// Small operations on UTF-8 text. White space is ASCII's, the no-break space, the zero-width space
// and the byte order mark, because web forms send all of them. Letter case is ASCII's.
namespace mapping {

namespace json = boost::json;

std::string_view trim(std::string_view text);
bool is_blank(std::string_view text);

// Trimmed, every line break a single LF, other control characters gone.
std::string tidy(std::string_view text);

// The longest beginning of whole code points within the limit.
std::string_view first_bytes(std::string_view text, std::size_t limit);
std::string_view first_code_points(std::string_view text, std::size_t limit);

std::string to_lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view text, std::string_view part);

// The words alone, in lower case: "As soon as possible!" -> "as soon as possible".
std::string words_of(std::string_view text);

// Adds `more` to `text` with a separator between them; an empty side takes none.
void append_with(std::string& text, std::string_view separator, std::string_view more);

// true, yes, y, on and 1, or their opposites, in any letter case.
std::optional<bool> parse_boolean(std::string_view text);

// A scalar as trimmed text: a number keeps its digits, true is "true". Nothing for null, a blank
// text, an object or a list.
std::optional<std::string> scalar_text(const json::value& value);

}  // namespace mapping
