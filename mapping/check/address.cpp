#include "mapping/check/address.hpp"

#include <algorithm>

#include "mapping/check/fields.hpp"
#include "mapping/transforms/address.hpp"
#include "mapping/transforms/one_line_address.hpp"
#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

// The spellings that the CRM is sent by others; a code serves for the rest of the world.
std::string country_of_region(const std::string& region) {
    if (region == "US") return "USA";
    if (region == "CA") return "Canada";
    return region;
}

struct parts {
    address written;       // the parts as the partner wrote them
    std::string one_line;  // line breaks kept: they separate parts too
};

parts read_parts(const booking_draft& draft, findings& found) {
    parts read;
    read.written.street = line_of(draft.street, "/address/street", found);
    read.written.unit = line_of(draft.unit, "/address/unit", found);
    read.written.city = line_of(draft.city, "/address/city", found);
    read.written.state = line_of(draft.state, "/address/state", found);
    read.written.zip = line_of(draft.zip, "/address/zip", found);
    read.written.country = line_of(draft.country, "/address/country", found);
    read.one_line = lines_of(draft.one_line_address, "/address", found);
    return read;
}

// Constants of the definition are no gift of the partner.
bool is_given(const booking_draft& draft) {
    const drafted* const all[] = {&draft.street, &draft.unit, &draft.city,
                                  &draft.state,  &draft.zip,  &draft.one_line_address};
    return std::any_of(std::begin(all), std::end(all), [](const drafted* part) {
        return !part->from.empty() && scalar_text(part->value);
    });
}

void take_apart(const std::string& one_line, address& into) {
    const auto read = parse_us_address(one_line);
    if (!read) return;
    if (into.street.empty()) {
        into.street = read->street;
        if (into.unit.empty()) into.unit = read->unit;
    }
    if (into.city.empty()) into.city = read->city;
    if (into.state.empty()) into.state = read->state;
    if (into.zip.empty()) into.zip = read->zip;
}

std::string as_written(const parts& read) {
    const address& written = read.written;
    std::string state_and_zip = written.state;
    append_with(state_and_zip, " ", written.zip);
    std::string line = written.street;
    for (const std::string& part : {written.unit, written.city, state_and_zip})
        append_with(line, ", ", part);
    std::string one_line = read.one_line;
    std::replace(one_line.begin(), one_line.end(), '\n', ' ');
    append_with(line, "; ", one_line);
    return line;
}

// Adds a problem for each part without which the CRM takes no address.
void require_parts(const booking_draft& draft, const address& made, problems& wrong) {
    const auto require = [&](const std::string& part, const char* where, const drafted& field) {
        std::string from = field.from;
        if (from != draft.one_line_address.from)
            append_with(from, ", ", draft.one_line_address.from);
        if (part.empty()) wrong.add(errc::missing, where, "is required for an address", from);
    };
    require(made.street, "/address/street", draft.street);
    require(made.city, "/address/city", draft.city);
    require(made.state, "/address/state", draft.state);
    require(made.zip, "/address/zip", draft.zip);
}

}  // namespace

std::optional<address> check_address(const booking_draft& draft, const std::string& region,
                                     findings& found) {
    if (!draft.has_address) return std::nullopt;
    const parts read = read_parts(draft, found);
    address made = read.written;
    take_apart(read.one_line, made);

    if (made.country.empty()) made.country = country_of_region(region);
    problems wrong;
    require_parts(draft, made, wrong);
    if (is_usa(made.country)) {
        made.country = "USA";
        made.state = us_state_code(made.state).value_or(made.state);
        const auto zip = us_zip(made.zip);
        if (!zip && !made.zip.empty())
            wrong.add(errc::malformed, "/address/zip", "is not a ZIP code", draft.zip.from);
        made.zip = zip.value_or("");
    }
    if (wrong.empty()) return made;

    if (is_given(draft)) {
        found.tolerable.add(wrong);
        found.notes.push_back("The address given is not complete and was left out: " +
                              as_written(read));
    }
    return std::nullopt;
}

}  // namespace mapping
