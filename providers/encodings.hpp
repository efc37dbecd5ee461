#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace providers {

// Bytes written as text. Signatures are compared as decoded bytes, because senders differ in the
// case of hex digits and some end base64 with a line break: white space round a text is therefore
// no part of it. Everything else that does not belong there is refused.

// Digits of either case, two for each byte.
std::optional<std::string> from_hex(std::string_view text);
std::string to_hex(std::string_view bytes);

// The last base64 digit may carry bits that belong to no byte. In a signature they must be zero, so
// that it has one spelling only; secrets that were cut to a length by hand have others there.
enum class spare_bits { refused, ignored };

// The standard alphabet (RFC 4648, section 4); the padding is there as a whole or not at all.
std::optional<std::string> from_base64(std::string_view text,
                                       spare_bits unused = spare_bits::refused);
std::string to_base64(std::string_view bytes);  // padded

// The alphabet for URLs (RFC 4648, section 5), as tokens are written: no padding, no white space,
// and one spelling only.
std::optional<std::string> from_base64url(std::string_view text);
std::string to_base64url(std::string_view bytes);

// A plus sign is a space in forms and queries, and itself in a path.
enum class plus_sign { is_space, is_itself };

// The result need not be UTF-8. Nothing when a percent sign is not followed by two hex digits.
std::optional<std::string> from_percent(std::string_view text, plus_sign plus);
// For any place of a URL: all but letters, digits and -._~ is escaped.
std::string to_percent(std::string_view bytes);

// The offset of the first byte that is not part of well-formed UTF-8 (RFC 3629: no surrogates, no
// longer spelling than needed, nothing above U+10FFFF); nothing when all of it is.
std::optional<std::size_t> first_not_utf8(std::string_view text) noexcept;

// Only characters of ASCII that print, and spaces: what any header can carry.
bool is_printable(std::string_view text) noexcept;

// What some senders put before UTF-8.
inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

// Whether a text that declares this charset is UTF-8: by that name, or by that of its part, ASCII.
bool is_utf8_charset(std::string_view name) noexcept;

// Without the spaces, tabs and line breaks at both ends.
std::string_view trimmed(std::string_view text) noexcept;

}  // namespace providers
