#include "gateway/crm/retry_after.hpp"

#include <date/date.h>

#include <algorithm>
#include <locale>
#include <sstream>
#include <string>

namespace gateway {
namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;
constexpr milliseconds longest = 1h;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// Digits, of any length: a number too long for an integer is simply huge.
std::optional<milliseconds> parse_seconds(std::string_view text) {
    const bool negative = text.starts_with('-');
    if (negative) text.remove_prefix(1);
    const bool digits = !text.empty() && std::all_of(text.begin(), text.end(),
                                                     [](char c) { return c >= '0' && c <= '9'; });
    if (!digits) return std::nullopt;
    if (negative) return 0ms;

    milliseconds seconds = 0ms;
    for (const char c : text) seconds = std::min(longest, seconds * 10 + 1s * (c - '0'));
    return seconds;
}

std::optional<mapping::timestamp> parse_date(const std::string& text) {
    static constexpr const char* forms[] = {
        "%a, %d %b %Y %T GMT",  // Sun, 06 Nov 1994 08:49:37 GMT
        "%A, %d-%b-%y %T GMT",  // Sunday, 06-Nov-94 08:49:37 GMT
        "%a %b %d %T %Y",       // Sun Nov  6 08:49:37 1994
    };
    for (const char* form : forms) {
        std::istringstream in(text);
        in.imbue(std::locale::classic());
        date::sys_seconds found;
        in >> date::parse(form, found);
        if (in && in.peek() == std::istringstream::traits_type::eof()) return found;
    }
    return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_retry_after(std::string_view value, mapping::timestamp now) {
    const std::string_view text = trimmed(value);
    if (const auto seconds = parse_seconds(text)) return seconds;
    if (const auto moment = parse_date(std::string(text)))
        return std::clamp<milliseconds>(*moment - now, 0ms, longest);
    return std::nullopt;
}

}  // namespace gateway
