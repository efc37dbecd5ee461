#include "mapping/transforms/address.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

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

constexpr std::array<std::string_view, 16> unit_words = {
    "#",   "Apt", "Apartment", "Unit", "Suite", "Ste",  "Room",    "Rm",
    "Lot", "Spc", "Bldg",      "Fl",   "Floor", "Trlr", "Trailer", "Building"};

template <std::size_t Count>
bool is_one_of(std::string_view text, const std::array<std::string_view, Count>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return equals_ignoring_case(name, text); });
}

std::vector<std::string_view> comma_separated(std::string_view text) {
    std::vector<std::string_view> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(",\n\r"), text.size());
        if (const auto part = trim(text.substr(0, end)); !part.empty()) parts.push_back(part);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// Cuts the last word off a text, and returns it.
std::string_view take_last_word(std::string_view& text) {
    const auto space = text.find_last_of(" \t");
    const auto word = space == text.npos ? text : text.substr(space + 1);
    text = trim(text.substr(0, text.size() - word.size()));
    return word;
}

bool is_unit_word(std::string_view word) {
    if (word.ends_with('.')) word.remove_suffix(1);
    return is_one_of(word, unit_words);
}

// "4", "12B" or "C", but not the "Rd" of "Old Building Rd".
bool is_unit_number(std::string_view word) {
    return word.size() == 1 || word.find_first_of("0123456789") != word.npos;
}

// "12 Elm St Apt 4" -> street "12 Elm St", unit "Apt 4". What remains must still look like a
// street: a number and a name.
void split_unit(us_address& address) {
    std::string_view street = address.street;
    const std::string_view last = take_last_word(street);
    const bool is_whole_unit = last.starts_with('#') && last.size() > 1;
    if (!is_whole_unit && !(is_unit_number(last) && is_unit_word(take_last_word(street)))) return;
    if (street.find(' ') == street.npos) return;
    address.unit = trim(std::string_view(address.street).substr(street.size()));
    address.street.resize(street.size());
}

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

bool is_usa(std::string_view country) { return is_one_of(trim(country), names_of_the_usa); }

std::optional<us_address> parse_us_address(std::string_view one_line) {
    auto parts = comma_separated(one_line);
    if (!parts.empty() && is_usa(parts.back())) parts.pop_back();
    if (parts.size() < 3) return std::nullopt;

    std::string_view state = parts.back();
    parts.pop_back();
    const auto zip = us_zip(take_last_word(state));
    if (state.empty()) {  // "..., IL, 62701"
        state = parts.back();
        parts.pop_back();
    }
    const auto code = us_state_code(state);
    if (!zip || !code || parts.size() < 2) return std::nullopt;

    us_address address;
    address.state = *code;
    address.zip = *zip;
    address.city = parts.back();
    address.street = parts.front();
    for (std::size_t i = 1; i + 1 < parts.size(); ++i) append_with(address.unit, ", ", parts[i]);
    if (address.unit.empty()) split_unit(address);
    return address;
}

}  // namespace mapping
