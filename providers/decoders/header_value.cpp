#include "providers/decoders/header_value.hpp"

#include "mapping/transforms/text.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

constexpr std::size_t most_parameters = 20;

// Takes the quoted string off the front of the text; nothing when its end is missing.
std::optional<std::string> take_quoted(std::string_view& text) {
    std::string value;
    for (std::size_t i = 1; i < text.size(); ++i) {
        const bool is_escape =
            text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\');
        if (is_escape) {
            ++i;
        } else if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return value;
        }
        value += text[i];
    }
    return std::nullopt;
}

// Takes what stands before the next semicolon off the front of the text.
std::string take_bare(std::string_view& text) {
    const std::size_t end = std::min(text.find(';'), text.size());
    std::string value(trimmed(text.substr(0, end)));
    text.remove_prefix(end);
    return value;
}

}  // namespace

const std::string* header_value::find(std::string_view name) const noexcept {
    for (const auto& [key, value] : parameters)
        if (key == name) return &value;
    return nullptr;
}

std::optional<header_value> parse_header_value(std::string_view text) {
    header_value parsed;
    parsed.word = mapping::to_lower(take_bare(text));
    while (!text.empty()) {
        text = trimmed(text.substr(1));  // without the semicolon
        if (text.empty()) break;
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        std::string name = mapping::to_lower(trimmed(text.substr(0, equals)));
        if (name.empty() || parsed.find(name) || parsed.parameters.size() == most_parameters)
            return std::nullopt;
        text = trimmed(text.substr(equals + 1));
        auto value = text.starts_with('"') ? take_quoted(text) : take_bare(text);
        if (!value) return std::nullopt;
        parsed.parameters.emplace_back(std::move(name), std::move(*value));
        text = trimmed(text);
        if (!text.empty() && text.front() != ';') return std::nullopt;
    }
    return parsed;
}

}  // namespace providers
