#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mapping {

struct us_address {
    std::string street, unit, city, state, zip;  // unit may be empty
};

// Takes "12 Elm St Apt 4, Springfield, OR 97477, USA" apart; line breaks count as commas, and a
// comma may be missing where a unit or the kind of street tells the end of the street. Nothing when
// a part other than the unit cannot be told for certain: a wrong address is worse than none,
// because nobody looks at it again.
std::optional<us_address> parse_us_address(std::string_view one_line);

}  // namespace mapping
