#include "providers/encodings.hpp"

#include <algorithm>
#include <cstdint>

#include "mapping/transforms/text.hpp"

namespace providers {
namespace {

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::optional<char> hex_byte(char high, char low) noexcept {
    const int h = hex_digit(high), l = hex_digit(low);
    if (h < 0 || l < 0) return std::nullopt;
    return static_cast<char>(h * 16 + l);
}

// The two alphabets differ in their last two digits.
int base64_digit(char c, char digit_62, char digit_63) noexcept {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == digit_62) return 62;
    if (c == digit_63) return 63;
    return -1;
}

int standard_digit(char c) noexcept { return base64_digit(c, '+', '/'); }
int url_digit(char c) noexcept { return base64_digit(c, '-', '_'); }

// Without padding.
std::optional<std::string> from_digits(std::string_view text, int (*value_of)(char),
                                       spare_bits unused) {
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const int digit = value_of(c);
        if (digit < 0) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(digit);
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes += static_cast<char>(bits >> count);
        bits &= (1u << count) - 1;
    }
    if (bits != 0 && unused == spare_bits::refused) return std::nullopt;
    return bytes;
}

// Takes the padding off; false when there is some, but not what the length asks for.
bool remove_padding(std::string_view& text) noexcept {
    const std::size_t padded = text.size();
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    const std::size_t padding = padded - text.size();
    return padding == 0 || (padding <= 2 && padded % 4 == 0);
}

// Without padding.
std::string to_digits(std::string_view bytes, std::string_view alphabet) {
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : bytes) {
        bits = (bits << 8) | static_cast<std::uint8_t>(c);
        for (count += 8; count >= 6; count -= 6) text += alphabet[(bits >> (count - 6)) & 63];
    }
    if (count > 0) text += alphabet[(bits << (6 - count)) & 63];
    return text;
}

constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

bool is_unreserved(char c) noexcept {
    return url_alphabet.find(c) != std::string_view::npos || c == '.' || c == '~';
}

// How many bytes a sequence has by its first one, and what the second may be (RFC 3629, section 4).
struct utf8_lead {
    std::size_t length;
    std::uint8_t second_least, second_most;
};

utf8_lead utf8_lead_of(std::uint8_t first) noexcept {
    if (first < 0x80) return {1, 0, 0};
    if (first < 0xC2) return {0, 0, 0};
    if (first < 0xE0) return {2, 0x80, 0xBF};
    if (first == 0xE0) return {3, 0xA0, 0xBF};
    if (first == 0xED) return {3, 0x80, 0x9F};
    if (first < 0xF0) return {3, 0x80, 0xBF};
    if (first == 0xF0) return {4, 0x90, 0xBF};
    if (first < 0xF4) return {4, 0x80, 0xBF};
    if (first == 0xF4) return {4, 0x80, 0x8F};
    return {0, 0, 0};
}

// The length of the well-formed sequence at the start of `text`; 0 when there is none.
std::size_t utf8_sequence(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const utf8_lead lead = utf8_lead_of(byte(0));
    if (lead.length > text.size()) return 0;
    if (lead.length > 1 && (byte(1) < lead.second_least || byte(1) > lead.second_most)) return 0;
    for (std::size_t i = 2; i < lead.length; ++i)
        if (byte(i) < 0x80 || byte(i) > 0xBF) return 0;
    return lead.length;
}

}  // namespace

std::string_view trimmed(std::string_view text) noexcept {
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::optional<std::string> from_hex(std::string_view text) {
    text = trimmed(text);
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const auto byte = hex_byte(text[i], text[i + 1]);
        if (!byte) return std::nullopt;
        bytes += *byte;
    }
    return bytes;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        const auto byte = static_cast<std::uint8_t>(c);
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<std::string> from_base64(std::string_view text, spare_bits unused) {
    text = trimmed(text);
    if (!remove_padding(text)) return std::nullopt;
    return from_digits(text, standard_digit, unused);
}

std::string to_base64(std::string_view bytes) {
    std::string text = to_digits(bytes, standard_alphabet);
    text.append((4 - text.size() % 4) % 4, '=');
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    return from_digits(text, url_digit, spare_bits::refused);
}

std::string to_base64url(std::string_view bytes) { return to_digits(bytes, url_alphabet); }

std::optional<std::string> from_percent(std::string_view text, plus_sign plus) {
    std::string bytes;
    bytes.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus == plus_sign::is_space) {
            bytes += ' ';
        } else if (text[i] != '%') {
            bytes += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            const auto byte = hex_byte(text[i + 1], text[i + 2]);
            if (!byte) return std::nullopt;
            bytes += *byte;
            i += 2;
        }
    }
    return bytes;
}

std::string to_percent(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (is_unreserved(c))
            text += c;
        else
            text.append("%").append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return text;
}

std::optional<std::size_t> first_not_utf8(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t length = utf8_sequence(text.substr(i));
        if (length == 0) return i;
        i += length;
    }
    return std::nullopt;
}

bool is_printable(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool is_utf8_charset(std::string_view name) noexcept {
    return mapping::equals_ignoring_case(name, "utf-8") ||
           mapping::equals_ignoring_case(name, "us-ascii");
}

}  // namespace providers
