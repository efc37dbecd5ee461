#include "providers/request_target.hpp"

#include <algorithm>
#include <charconv>

#include "mapping/transforms/pattern.hpp"
#include "providers/encodings.hpp"
#include "providers/network.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::problems;

constexpr std::size_t longest_target = 4096;  // bytes; servers take 8 KiB with all headers

bool is_loopback(std::string_view host) {
    static const network v4 = *network::parse("127.0.0.0/8"), v6 = *network::parse("::1");
    return host == "localhost" || v4.contains(host) || v6.contains(host);
}

bool is_port(std::string_view digits) {
    unsigned number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number >= 1 && number <= 65'535;
}

// What may stand in a path or query as it is (RFC 3986), a percent sign being part of an escape.
bool is_target_text(std::string_view text) {
    constexpr std::string_view punctuation = "-._~!$&'()*+,;=:@/?%";
    return std::all_of(text.begin(), text.end(),
                       [&](char c) {
                           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                                  (c >= 'A' && c <= 'Z') || punctuation.find(c) != punctuation.npos;
                       }) &&
           from_percent(text, plus_sign::is_itself).has_value();
}

// A step of . or .. in the path, written out or encoded. A server that decodes before it takes the
// path apart would see one within a segment too.
bool has_step(std::string_view target) {
    const auto path = from_percent(target.substr(0, target.find('?')), plus_sign::is_itself);
    for (std::size_t at = 0; at < path->size();) {
        const std::size_t end = std::min(path->find_first_of("/\\", at), path->size());
        const std::string segment = path->substr(at, end - at);
        if (segment == "." || segment == "..") return true;
        at = end + 1;
    }
    return false;
}

}  // namespace

bool is_origin(std::string_view text) {
    static const auto shape =
        mapping::pattern::compile(
            "^(https?)://"
            "(?:((?:[A-Za-z0-9_-]+\\.)*[A-Za-z0-9_-]+)|\\[([0-9A-Fa-f.]*:[0-9A-Fa-f:.]*)\\])"
            "(?::([0-9]{1,5}))?$",
            "")
            .value();
    const auto scheme = shape.find(text, 1);
    if (!scheme) return false;
    const auto name = shape.find(text, 2), address = shape.find(text, 3),
               port = shape.find(text, 4);
    if (address && !network::parse(*address)) return false;
    if (port && !is_port(*port)) return false;
    return scheme == "https" || is_loopback(name ? *name : *address);
}

mapping::result<path_template> path_template::compile(std::string_view text, std::string where) {
    std::vector<piece> pieces(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_brace = text[i] == '{' || text[i] == '}';
        const bool is_doubled = is_brace && text.substr(i, 2) == std::string(2, text[i]);
        if (is_doubled) {
            pieces.back().literal += to_percent(text.substr(i++, 1));
        } else if (!is_brace) {
            pieces.back().literal += text[i];
        } else {
            const std::size_t end = text.find('}', i);
            const bool is_placeholder = text[i] == '{' && end != text.npos && end > i + 1;
            if (!is_placeholder)
                return problems(errc::malformed, where,
                                "a brace must open a placeholder such as {id}, or be doubled");
            pieces.back().name = text.substr(i + 1, end - i - 1);
            pieces.emplace_back();
            i = end;
        }
    }
    for (const piece& one : pieces)
        if (!is_target_text(one.literal))
            return problems(errc::malformed, where,
                            "has a character that a URL must have percent-encoded");
    if (!text.starts_with('/')) return problems(errc::malformed, where, "must start with /");
    path_template made(std::move(where), std::move(pieces));

    // What leads elsewhere with harmless values always does.
    std::map<std::string, std::string, std::less<>> harmless;
    for (const std::string& name : made.names()) harmless[name] = "x";
    const auto filled = made.fill(harmless);
    if (!filled) return filled.error();
    return made;
}

std::vector<std::string> path_template::names() const {
    std::vector<std::string> all;
    for (const piece& one : pieces_)
        if (!one.name.empty()) all.push_back(one.name);
    return all;
}

mapping::result<std::string> path_template::fill(
    const std::map<std::string, std::string, std::less<>>& values) const {
    std::string target;
    for (const auto& [literal, name] : pieces_) {
        target += literal;
        if (!name.empty()) target += to_percent(values.at(name));
    }
    if (has_step(target))
        return problems(errc::not_allowed, where_, "a segment of . or .. leads to another path");
    if (target.size() > longest_target)
        return problems(errc::too_large, where_, "becomes longer than 4096 bytes");
    return target;
}

}  // namespace providers
