#include "mapping/transforms/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace mapping {
namespace {

constexpr std::array<std::string_view, 9> white_space = {
    " ", "\t", "\n", "\r", "\f", "\v", "\xC2\xA0", "\xE2\x80\x8B", "\xEF\xBB\xBF"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (lower(c) >= 'a' && lower(c) <= 'z') || (c & 0x80);
}

// How many bytes of punctuation beyond ASCII begin a text: dashes, quotation marks and special
// spaces.
std::size_t foreign_punctuation(std::string_view text) {
    if (text.starts_with("\xC2\xA0")) return 2;
    return text.starts_with("\xE2\x80") && text.size() > 2 ? 3 : 0;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

std::string shortest(double number) {
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    return std::string(digits.data(), end);
}

}  // namespace

std::string_view trim(std::string_view text) {
    const auto cut = [&text](auto matches, auto remove) {
        const auto found = std::find_if(white_space.begin(), white_space.end(), matches);
        if (found == white_space.end()) return false;
        remove(found->size());
        return true;
    };
    while (cut([&](std::string_view space) { return text.starts_with(space); },
               [&](std::size_t size) { text.remove_prefix(size); })) {
    }
    while (cut([&](std::string_view space) { return text.ends_with(space); },
               [&](std::size_t size) { text.remove_suffix(size); })) {
    }
    return text;
}

bool is_blank(std::string_view text) { return trim(text).empty(); }

std::string tidy(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_line_break = text[i] == '\r' || text[i] == '\n';
        if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
        if (is_line_break)
            result += '\n';
        else if (text[i] == '\t' || !is_control(text[i]))
            result += text[i];
    }
    return std::string(trim(result));
}

std::string_view first_bytes(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    while (limit > 0 && is_continuation(text[limit])) --limit;
    return text.substr(0, limit);
}

std::string_view first_code_points(std::string_view text, std::size_t limit) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (!is_continuation(text[i]) && ++seen > limit) return text.substr(0, i);
    return text;
}

std::string to_lower(std::string_view text) {
    std::string result(text);
    std::transform(result.begin(), result.end(), result.begin(), lower);
    return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](char x, char y) { return lower(x) == lower(y); });
}

bool contains_ignoring_case(std::string_view text, std::string_view part) {
    return std::search(text.begin(), text.end(), part.begin(), part.end(),
                       [](char x, char y) { return lower(x) == lower(y); }) != text.end() ||
           part.empty();
}

std::string words_of(std::string_view text) {
    std::string words;
    bool is_new_word = false;
    while (!text.empty()) {
        const std::size_t skipped =
            is_letter_or_digit(text.front()) ? foreign_punctuation(text) : 1;
        is_new_word = is_new_word || skipped > 0;
        if (skipped == 0) {
            if (is_new_word && !words.empty()) words += ' ';
            is_new_word = false;
            words += lower(text.front());
        }
        text.remove_prefix(std::max<std::size_t>(skipped, 1));
    }
    return words;
}

void append_with(std::string& text, std::string_view separator, std::string_view more) {
    if (!text.empty() && !more.empty()) text += separator;
    text += more;
}

std::optional<bool> parse_boolean(std::string_view text) {
    const auto is_this = [text](std::string_view word) { return equals_ignoring_case(word, text); };
    constexpr std::string_view yes[] = {"true", "yes", "y", "on", "1"};
    constexpr std::string_view no[] = {"false", "no", "n", "off", "0"};
    if (std::any_of(std::begin(yes), std::end(yes), is_this)) return true;
    if (std::any_of(std::begin(no), std::end(no), is_this)) return false;
    return std::nullopt;
}

std::optional<std::string> scalar_text(const json::value& value) {
    switch (value.kind()) {
        case json::kind::string: {
            const std::string_view text = trim(value.get_string());
            if (text.empty()) return std::nullopt;
            return std::string(text);
        }
        case json::kind::int64: return std::to_string(value.get_int64());
        case json::kind::uint64: return std::to_string(value.get_uint64());
        case json::kind::double_: return shortest(value.get_double());
        case json::kind::bool_: return value.get_bool() ? "true" : "false";
        default: return std::nullopt;
    }
}

}  // namespace mapping
