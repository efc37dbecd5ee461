#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "mapping/booking.hpp"
#include "mapping/check/findings.hpp"

// Drafted scalars as the CRM's types. `where` is the CRM field's pointer; what is wrong is fatal,
// and the value is then nothing.
namespace mapping {

// Tidy text of any number of lines, or of one; "" when there is none.
std::string lines_of(const drafted& field, const std::string& where, findings& found);
std::string line_of(const drafted& field, const std::string& where, findings& found);
std::string required_line(const drafted& field, const std::string& where, findings& found);

std::optional<bool> boolean_of(const drafted& field, const std::string& where, findings& found);
std::optional<std::int64_t> id_of(const drafted& field, const std::string& where, findings& found);

// The allowed word, spelt as in the list.
std::optional<std::string> word_of(const drafted& field, const std::string& where,
                                   std::span<const std::string_view> allowed, findings& found);
// The word of the list that equals the text without regard to case; "" when none does.
std::string_view find_word(std::span<const std::string_view> allowed, std::string_view text);

}  // namespace mapping
