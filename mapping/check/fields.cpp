#include "mapping/check/fields.hpp"

#include <algorithm>
#include <charconv>

#include "mapping/transforms/text.hpp"

namespace mapping {

std::string lines_of(const drafted& field, const std::string& where, findings& found) {
    if (field.value.is_structured())
        found.fatal.add(errc::wrong_type, where, "must be a text, not an object or a list",
                        field.from);
    return tidy(scalar_text(field.value).value_or(""));
}

std::string line_of(const drafted& field, const std::string& where, findings& found) {
    std::string text = lines_of(field, where, found);
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

std::string required_line(const drafted& field, const std::string& where, findings& found) {
    std::string text = line_of(field, where, found);
    if (text.empty() && !field.value.is_structured())
        found.fatal.add(errc::missing, where, "is required", field.from);
    return text;
}

std::optional<bool> boolean_of(const drafted& field, const std::string& where, findings& found) {
    const std::string text = line_of(field, where, found);
    if (text.empty()) return std::nullopt;
    if (const auto meant = parse_boolean(text)) return meant;
    found.fatal.add(errc::malformed, where, "must be true or false", field.from);
    return std::nullopt;
}

std::optional<std::int64_t> id_of(const drafted& field, const std::string& where, findings& found) {
    const std::string text = line_of(field, where, found);
    if (text.empty()) return std::nullopt;
    // A double may have been another number before it was one.
    if (field.value.is_double() || text.find_first_not_of("0123456789") != std::string::npos) {
        found.fatal.add(errc::malformed, where, "must be a whole positive number", field.from);
        return std::nullopt;
    }
    std::int64_t id = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), id);
    if (read.ec == std::errc() && id > 0) return id;
    found.fatal.add(errc::out_of_range, where, "must be from 1 to 9223372036854775807", field.from);
    return std::nullopt;
}

std::optional<std::string> word_of(const drafted& field, const std::string& where,
                                   std::span<const std::string_view> allowed, findings& found) {
    const std::string text = line_of(field, where, found);
    if (text.empty()) return std::nullopt;
    if (const auto word = find_word(allowed, text); !word.empty()) return std::string(word);
    std::string choice;
    for (const std::string_view word : allowed) append_with(choice, ", ", word);
    found.fatal.add(errc::not_allowed, where, "must be one of " + choice, field.from);
    return std::nullopt;
}

std::string_view find_word(std::span<const std::string_view> allowed, std::string_view text) {
    for (const std::string_view word : allowed)
        if (equals_ignoring_case(word, text)) return word;
    return {};
}

}  // namespace mapping
