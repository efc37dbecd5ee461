#include "mapping/transforms/address.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 62> states = {{
    {"AL", "Alabama"},
    {"AK", "Alaska"},
    {"AZ", "Arizona"},
    {"AR", "Arkansas"},
    {"CA", "California"},
    {"CO", "Colorado"},
    {"CT", "Connecticut"},
    {"DE", "Delaware"},
    {"DC", "District of Columbia"},
    {"FL", "Florida"},
    {"GA", "Georgia"},
    {"HI", "Hawaii"},
    {"ID", "Idaho"},
    {"IL", "Illinois"},
    {"IN", "Indiana"},
    {"IA", "Iowa"},
    {"KS", "Kansas"},
    {"KY", "Kentucky"},
    {"LA", "Louisiana"},
    {"ME", "Maine"},
    {"MD", "Maryland"},
    {"MA", "Massachusetts"},
    {"MI", "Michigan"},
    {"MN", "Minnesota"},
    {"MS", "Mississippi"},
    {"MO", "Missouri"},
    {"MT", "Montana"},
    {"NE", "Nebraska"},
    {"NV", "Nevada"},
    {"NH", "New Hampshire"},
    {"NJ", "New Jersey"},
    {"NM", "New Mexico"},
    {"NY", "New York"},
    {"NC", "North Carolina"},
    {"ND", "North Dakota"},
    {"OH", "Ohio"},
    {"OK", "Oklahoma"},
    {"OR", "Oregon"},
    {"PA", "Pennsylvania"},
    {"RI", "Rhode Island"},
    {"SC", "South Carolina"},
    {"SD", "South Dakota"},
    {"TN", "Tennessee"},
    {"TX", "Texas"},
    {"UT", "Utah"},
    {"VT", "Vermont"},
    {"VA", "Virginia"},
    {"WA", "Washington"},
    {"WV", "West Virginia"},
    {"WI", "Wisconsin"},
    {"WY", "Wyoming"},
    {"AS", "American Samoa"},
    {"GU", "Guam"},
    {"MP", "Northern Mariana Islands"},
    {"PR", "Puerto Rico"},
    {"VI", "U.S. Virgin Islands"},
    {"VI", "Virgin Islands"},
    {"AA", "Armed Forces Americas"},
    {"AE", "Armed Forces Europe"},
    {"AP", "Armed Forces Pacific"},
    {"DC", "D.C."},
    {"DC", "Washington DC"},
}};

constexpr std::array<std::string_view, 8> names_of_the_usa = {"US",
                                                              "USA",
                                                              "U.S.",
                                                              "U.S.A.",
                                                              "United States",
                                                              "United States of America",
                                                              "the United States",
                                                              "America"};

}  // namespace

std::optional<std::string> us_state_code(std::string_view name_or_code) {
    name_or_code = trim(name_or_code);
    for (const auto& [code, name] : states)
        if (equals_ignoring_case(code, name_or_code) || equals_ignoring_case(name, name_or_code))
            return std::string(code);
    return std::nullopt;
}

std::optional<std::string> us_zip(std::string_view text) {
    text = trim(text);
    std::string digits;
    std::size_t dash = std::string::npos;  // how many digits stand before the separator
    for (const char c : text) {
        if (c >= '0' && c <= '9')
            digits += c;
        else if ((c == '-' || c == ' ') && dash == std::string::npos)
            dash = digits.size();
        else
            return std::nullopt;
    }
    const bool is_long = digits.size() > 5;
    const std::size_t before = is_long ? digits.size() - 4 : digits.size();
    if (before < 3 || before > 5 || (dash != std::string::npos && dash != before))
        return std::nullopt;
    std::string zip = std::string(5 - before, '0') + digits.substr(0, before);
    if (is_long) zip += '-' + digits.substr(before);
    return zip;
}

bool is_usa(std::string_view country) {
    country = trim(country);
    return std::any_of(names_of_the_usa.begin(), names_of_the_usa.end(),
                       [&](std::string_view name) { return equals_ignoring_case(name, country); });
}

}  // namespace mapping
