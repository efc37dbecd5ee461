#include "providers/decoders/xml_text.hpp"

#include <charconv>
#include <cstdint>

#include "mapping/transforms/text.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::equals_ignoring_case;

struct entity {
    std::string_view name;
    char character;
};
constexpr entity predefined[] = {
    {"lt", '<'}, {"gt", '>'}, {"amp", '&'}, {"quot", '"'}, {"apos", '\''}};

constexpr std::size_t longest_reference = 12;  // "#x0010FFFF" and some zeros more

// Char of the XML 1.0 recommendation.
bool is_xml_character(std::uint32_t code) {
    if (code < 0x20) return code == '\t' || code == '\n' || code == '\r';
    return code <= 0xD7FF || (code >= 0xE000 && code <= 0xFFFD) ||
           (code >= 0x10000 && code <= 0x10FFFF);
}

void append_utf8(std::string& text, std::uint32_t code) {
    const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
    if (code < 0x80) return add(code);
    if (code < 0x800) {
        add(0xC0 | code >> 6);
    } else if (code < 0x10000) {
        add(0xE0 | code >> 12);
        add(0x80 | (code >> 6 & 0x3F));
    } else {
        add(0xF0 | code >> 18);
        add(0x80 | (code >> 12 & 0x3F));
        add(0x80 | (code >> 6 & 0x3F));
    }
    add(0x80 | (code & 0x3F));
}

// "#233" or "#xE9", what stands between & and ;.
bool append_by_number(std::string& text, std::string_view reference) {
    const int base = reference.starts_with("#x") ? 16 : 10;
    const std::string_view digits = reference.substr(base == 16 ? 2 : 1);
    std::uint32_t code = 0;
    const char* const end = digits.data() + digits.size();
    const auto read = std::from_chars(digits.data(), end, code, base);
    if (read.ec != std::errc() || read.ptr != end || !is_xml_character(code)) return false;
    append_utf8(text, code);
    return true;
}

bool append_reference(std::string& text, std::string_view reference) {
    if (reference.starts_with('#')) return append_by_number(text, reference);
    for (const entity& one : predefined) {
        if (one.name != reference) continue;
        text += one.character;
        return true;
    }
    return false;
}

// The value of a declaration's encoding: `version="1.0" encoding='UTF-8'`.
std::string_view encoding_in(std::string_view declaration) {
    constexpr std::string_view key = "encoding";
    for (std::size_t i = 0; i + key.size() < declaration.size(); ++i) {
        if (!equals_ignoring_case(declaration.substr(i, key.size()), key)) continue;
        std::string_view rest = trimmed(declaration.substr(i + key.size()));
        if (!rest.starts_with('=')) continue;
        rest = trimmed(rest.substr(1));
        if (rest.empty()) return {};
        return rest.substr(1, rest.find(rest.front(), 1) - 1);
    }
    return {};
}

}  // namespace

std::optional<std::string> from_xml_text(std::string_view text) {
    std::string plain;
    plain.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '&') {
            plain += text[i];
            continue;
        }
        const std::size_t length = text.substr(i + 1, longest_reference).find(';');
        if (length == std::string_view::npos) return std::nullopt;
        if (!append_reference(plain, text.substr(i + 1, length))) return std::nullopt;
        i += length + 1;
    }
    return plain;
}

std::string_view declared_xml_encoding(std::string_view document) {
    for (std::string_view rest = trimmed(document);;) {
        const bool is_comment = rest.starts_with("<!--");
        if (!is_comment && !rest.starts_with("<?")) return {};
        const std::string_view mark = is_comment ? "-->" : "?>";
        const std::size_t end = rest.find(mark);
        if (end == std::string_view::npos) return {};
        if (equals_ignoring_case(rest.substr(0, 5), "<?xml"))
            if (const auto encoding = encoding_in(rest.substr(5, end - 5)); !encoding.empty())
                return encoding;
        rest = trimmed(rest.substr(end + mark.size()));
    }
}

}  // namespace providers
