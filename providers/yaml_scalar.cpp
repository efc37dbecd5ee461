#include "providers/yaml_scalar.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace providers {
namespace {

namespace json = boost::json;
using mapping::errc;

template <std::size_t Count>
bool is_one_of(std::string_view text, const std::string_view (&words)[Count]) noexcept {
    return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

constexpr std::string_view nothing[] = {"", "~", "null", "Null", "NULL"};
constexpr std::string_view yes[] = {"true", "True", "TRUE"};
constexpr std::string_view no[] = {"false", "False", "FALSE"};
constexpr std::string_view not_finite[] = {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};

bool takes_digits(std::string_view& text, std::string_view digits) noexcept {
    const std::size_t count = std::min(text.find_first_not_of(digits), text.size());
    text.remove_prefix(count);
    return count > 0;
}

bool has_only(std::string_view text, std::string_view digits) noexcept {
    return takes_digits(text, digits) && text.empty();
}

constexpr std::string_view decimal = "0123456789";

std::string_view without_sign(std::string_view text) noexcept {
    if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
    return text;
}

// [-+]? ( \\. [0-9]+ | [0-9]+ ( \\. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?
bool is_float(std::string_view text) noexcept {
    text = without_sign(text);
    const bool has_whole = takes_digits(text, decimal);
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        if (!takes_digits(text, decimal) && !has_whole) return false;
    } else if (!has_whole) {
        return false;
    }
    if (text.empty()) return true;
    if (text[0] != 'e' && text[0] != 'E') return false;
    return has_only(without_sign(text.substr(1)), decimal);
}

template <class Number>
std::optional<json::value> whole_number(std::string_view digits, int base) {
    Number number = 0;
    const char* end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, number, base);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return json::value(number);
}

mapping::result<json::value> decimal_number(std::string_view text, const std::string& where) {
    const std::string_view digits = without_sign(text);
    if (digits.size() > 1 && digits.starts_with('0'))
        return mapping::problems(errc::malformed, where,
                                 "a number with leading zeros: put it in quotes to keep them");
    if (text.starts_with('+')) text = digits;
    if (const auto number = whole_number<std::int64_t>(text, 10)) return *number;
    if (const auto number = whole_number<std::uint64_t>(text, 10)) return *number;
    return json::value(text);
}

mapping::result<json::value> number_in_base(std::string_view digits, int base,
                                            const std::string& where) {
    if (const auto number = whole_number<std::int64_t>(digits, base)) return *number;
    return mapping::problems(errc::out_of_range, where, "a number beyond 64 bits");
}

mapping::result<json::value> floating_number(std::string_view text, const std::string& where) {
    if (text.starts_with('+')) text.remove_prefix(1);
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc())
        return mapping::problems(errc::out_of_range, where, "a number that cannot be represented");
    return json::value(number);
}

}  // namespace

mapping::result<json::value> plain_scalar(std::string_view text, const std::string& where) {
    if (is_one_of(text, nothing)) return json::value(nullptr);
    if (is_one_of(text, yes)) return json::value(true);
    if (is_one_of(text, no)) return json::value(false);
    if (has_only(without_sign(text), decimal)) return decimal_number(text, where);
    if (text.starts_with("0x") && has_only(text.substr(2), "0123456789abcdefABCDEF"))
        return number_in_base(text.substr(2), 16, where);
    if (text.starts_with("0o") && has_only(text.substr(2), "01234567"))
        return number_in_base(text.substr(2), 8, where);
    if (is_float(text)) return floating_number(text, where);
    if (is_one_of(without_sign(text), not_finite))
        return mapping::problems(errc::out_of_range, where, "not a number that JSON has");
    return json::value(text);
}

}  // namespace providers
