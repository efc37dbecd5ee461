#include "mapping/transforms/one_line_address.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "mapping/transforms/address.hpp"
#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

constexpr std::size_t longest_line = 300;  // bytes; what is longer is a story

// Each is followed by a number or a letter.
constexpr std::array<std::string_view, 16> unit_words = {
    "#",   "Apt", "Apartment", "Unit", "Suite", "Ste",     "Room",     "Rm",
    "Lot", "Spc", "Bldg",      "Fl",   "Floor", "Trailer", "Building", "Trlr"};

constexpr std::array<std::string_view, 8> lone_units = {"Penthouse", "PH",   "Basement", "Bsmt",
                                                        "Front",     "Rear", "Upper",    "Lower"};

// Words that end the name of a street.
constexpr std::array<std::string_view, 27> street_words = {
    "St",  "Street", "Ave",     "Avenue", "Blvd", "Boulevard", "Rd",     "Road", "Dr",
    "Ln",  "Lane",   "Drive",   "Ct",     "Pl",   "Court",     "Place",  "Ter",  "Terrace",
    "Way", "Circle", "Parkway", "Cir",    "Pkwy", "Trl",       "Square", "Sq",   "Loop"};

constexpr std::array<std::string_view, 8> short_directions = {"N",  "S",  "E",  "W",
                                                              "NE", "NW", "SE", "SW"};
constexpr std::array<std::string_view, 4> directions = {"North", "South", "East", "West"};

using words = std::vector<std::string_view>;

bool is_one_of(std::string_view word, const auto& names) {
    if (word.ends_with('.')) word.remove_suffix(1);
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view name) { return equals_ignoring_case(name, word); });
}

bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }

// The trimmed pieces between the separators that are not empty.
words split(std::string_view text, std::string_view separators) {
    words pieces;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of(separators), text.size());
        if (const auto piece = trim(text.substr(0, end)); !piece.empty()) pieces.push_back(piece);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return pieces;
}

words words_in(std::string_view text) { return split(text, " \t"); }

// The words from `first` up to `end`, as they stand in the text that they are views of.
std::string_view text_between(const words& all, std::size_t first, std::size_t end) {
    if (first >= end) return {};
    const char* begin = all[first].data();
    return {begin, static_cast<std::size_t>(all[end - 1].data() + all[end - 1].size() - begin)};
}

// Where the units that begin at a word end: behind "#4", "# 4", "Apt 4B" and "Bldg 2 Apt 4". The
// same word when no unit begins there.
std::size_t end_of_units(const words& all, std::size_t at) {
    while (at < all.size()) {
        const bool is_whole = all[at].starts_with('#') && all[at].size() > 1;
        const bool has_number = at + 1 < all.size() && is_one_of(all[at], unit_words) &&
                                (all[at + 1].size() == 1 || has_digit(all[at + 1]));
        if (!is_whole && !has_number) break;
        at += is_whole ? 1 : 2;
    }
    return at;
}

// "Apt 4B", "2nd Floor", "4B", "Rear"
bool is_unit(std::string_view text) {
    const words all = words_in(text);
    if (all.size() == 1) return has_digit(text) ? text.size() <= 5 : is_one_of(text, lone_units);
    const bool is_floor =
        all.size() == 2 && has_digit(all[0]) && (is_one_of(all[1], std::array{"Floor", "Fl"}));
    return is_floor || (!all.empty() && end_of_units(all, 0) == all.size());
}

bool is_city(std::string_view text) {
    return text.size() > 1 && !has_digit(text) && !is_unit(text);
}

// "12 Elm St Apt 4" -> street "12 Elm St", unit "Apt 4". What remains is still a number and a name.
void split_unit(us_address& address) {
    const std::string line = address.street;
    const words all = words_in(line);
    for (std::size_t at = 2; at < all.size(); ++at) {
        if (end_of_units(all, at) != all.size()) continue;
        address.street = text_between(all, 0, at);
        address.unit = text_between(all, at, all.size());
        return;
    }
}

// Where the city begins in "PO Box 12 Springfield"; 0 when it is none.
std::size_t end_of_post_box(const words& all) {
    const bool is_box = all.size() > 3 && is_one_of(all[0], std::array{"PO", "P.O"}) &&
                        is_one_of(all[1], std::array{"Box"}) && has_digit(all[2]);
    return is_box ? 3 : 0;
}

// Where the city begins in "12 Elm St Springfield"; 0 when more than one word or none could end the
// street, as in "1 Park Ave St Paul", or when a direction could belong to either.
std::size_t end_of_street(const words& all) {
    std::size_t end = 0;
    for (std::size_t at = 2; at < all.size(); ++at) {
        if (!is_one_of(all[at], street_words)) continue;
        if (end != 0) return 0;
        end = at + 1;
    }
    if (end == 0 || end == all.size() || is_one_of(all[end], directions)) return 0;
    return is_one_of(all[end], short_directions) ? end + 1 : end;
}

// "12 Elm St Apt 4 Springfield" into street, unit and city; false when the line does not say where
// the street ends.
bool split_city(std::string_view line, us_address& address) {
    const words all = words_in(line);
    std::size_t street = 0, unit = 0;  // where they end
    for (std::size_t at = 2; at < all.size() && street == 0; ++at)
        if (unit = end_of_units(all, at); unit > at) street = at;
    if (street == 0) {
        const auto post_box = end_of_post_box(all);
        street = unit = post_box ? post_box : end_of_street(all);
    }
    if (street == 0 || !has_digit(text_between(all, 0, street))) return false;
    address.street = text_between(all, 0, street);
    address.unit = text_between(all, street, unit);
    address.city = text_between(all, unit, all.size());
    return true;
}

// Cuts "USA" off the end of the last part, or that part when it is nothing else.
void drop_country(words& parts) {
    if (parts.empty()) return;
    const words all = words_in(parts.back());
    for (std::size_t first = 0; first < all.size(); ++first) {
        if (!is_usa(text_between(all, first, all.size()))) continue;
        parts.back() = text_between(all, 0, first);
        break;
    }
    if (parts.back().empty()) parts.pop_back();
}

// Takes the last words of the last part, and the part when nothing else is in it.
std::string_view take_last_words(words& parts, std::size_t count) {
    const words all = words_in(parts.back());
    const std::size_t first = all.size() - count;
    const auto taken = text_between(all, first, all.size());
    parts.back() = text_between(all, 0, first);
    if (parts.back().empty()) parts.pop_back();
    return taken;
}

// Takes the state off the end: a code, or else the longest name, so that "West Virginia" is not
// Virginia.
std::optional<std::string> take_state(words& parts) {
    if (parts.empty()) return std::nullopt;
    const words all = words_in(parts.back());
    std::size_t count = all.back().size() == 2 ? 1 : std::min<std::size_t>(all.size(), 4);
    for (; count > 0; --count) {
        const auto code = us_state_code(text_between(all, all.size() - count, all.size()));
        if (!code) continue;
        take_last_words(parts, count);
        return code;
    }
    return std::nullopt;
}

}  // namespace

std::optional<us_address> parse_us_address(std::string_view one_line) {
    if (one_line.size() > longest_line) return std::nullopt;
    words parts = split(one_line, ",\n\r");
    drop_country(parts);
    if (parts.empty()) return std::nullopt;
    const auto zip = us_zip(take_last_words(parts, 1));
    const auto state = zip ? take_state(parts) : std::nullopt;
    if (!state || parts.empty()) return std::nullopt;

    us_address address;
    address.state = *state;
    address.zip = *zip;
    if (parts.size() == 1) {
        if (!split_city(parts.front(), address)) return std::nullopt;
    } else {
        address.street = parts.front();
        address.city = parts.back();
        for (std::size_t i = 1; i + 1 < parts.size(); ++i) {
            if (!is_unit(parts[i])) return std::nullopt;
            append_with(address.unit, ", ", parts[i]);
        }
        if (address.unit.empty()) split_unit(address);
    }
    if (!is_city(address.city)) return std::nullopt;
    return address;
}

}  // namespace mapping
