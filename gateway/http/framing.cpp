#include "gateway/http/framing.hpp"

#include <algorithm>

#include "gateway/http/message.hpp"
#include "mapping/transforms/text.hpp"

namespace gateway::http {
namespace {

using problem = std::optional<std::string_view>;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }
constexpr bool is_visible(char c) { return c > ' ' && c < '\x7f'; }
constexpr bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; }
constexpr bool is_token_character(char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}
// What a host name, an address in brackets and a port are made of.
constexpr bool is_host_character(char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("-._~%:[]").find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    return text;
}

// Cuts the text before the mark, and the mark, from the front of `rest`.
std::string_view cut(std::string_view& rest, std::string_view mark) {
    const auto end = rest.find(mark);
    const auto before = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + mark.size());
    return before;
}

// What decides where the request ends, and for whom it is.
struct framing_fields {
    bool old_version = false;  // HTTP/1.0
    int hosts = 0, lengths = 0, codings = 0;
};

problem request_line_problem(std::string_view line, framing_fields& seen) {
    const auto method = cut(line, " ");
    const auto target = cut(line, " ");
    const auto version = line;
    if (!is_token(method)) return "the request line is malformed";
    if (!target.starts_with('/')) return "the target is not in origin form";
    if (!std::all_of(target.begin(), target.end(), is_visible))
        return "the target has bytes that must be percent-encoded";
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return "the HTTP version is not supported";
    seen.old_version = version == "HTTP/1.0";
    return std::nullopt;
}

problem host_problem(std::string_view value) {
    const bool legal = std::all_of(value.begin(), value.end(), is_host_character);
    if (value.empty() || !legal) return "Host is not a host name";
    return std::nullopt;
}

problem length_problem(std::string_view value) {
    constexpr std::size_t digits_of_any_size = 18;  // more could exceed 64 bits
    const bool number = std::all_of(value.begin(), value.end(), is_digit);
    if (value.empty() || !number || value.size() > digits_of_any_size)
        return "Content-Length is not one plain number";
    return std::nullopt;
}

problem field_problem(std::string_view line, framing_fields& seen) {
    if (is_blank(line.front())) return "a header field is folded over lines";
    if (line.find(':') == std::string_view::npos) return "a header field has no colon";
    const auto name = cut(line, ":");
    const auto value = trimmed(line);
    if (!is_token(name)) return "a header field's name is malformed";

    if (mapping::equals_ignoring_case(name, "host")) {
        if (++seen.hosts > 1) return "Host is repeated";
        return host_problem(value);
    }
    if (mapping::equals_ignoring_case(name, "content-length")) {
        if (++seen.lengths > 1) return "Content-Length is repeated";
        return length_problem(value);
    }
    if (mapping::equals_ignoring_case(name, "transfer-encoding")) {
        if (++seen.codings > 1) return "Transfer-Encoding is repeated";
        if (!mapping::equals_ignoring_case(value, "chunked"))
            return "Transfer-Encoding is not exactly chunked";
    }
    return std::nullopt;
}

problem contradiction(const framing_fields& seen) {
    if (seen.lengths > 0 && seen.codings > 0)
        return "Content-Length and Transfer-Encoding contradict each other";
    if (seen.codings > 0 && seen.old_version) return "Transfer-Encoding is unknown to HTTP/1.0";
    if (seen.hosts == 0 && !seen.old_version) return "Host is missing";
    return std::nullopt;
}

}  // namespace

head_scan::verdict head_scan::look(std::string_view received) {
    for (; seen_ < received.size(); ++seen_) {
        const char c = received[seen_];
        const bool follows_return = seen_ > 0 && received[seen_ - 1] == '\r';
        if (follows_return != (c == '\n')) return verdict::malformed;
        if (is_control(c) && c != '\t' && c != '\r' && c != '\n') return verdict::malformed;
        if (c == '\n' && received.substr(0, seen_ + 1).ends_with("\r\n\r\n")) {
            ++seen_;
            return verdict::complete;
        }
    }
    return verdict::incomplete;
}

std::optional<std::string_view> framing_problem(std::string_view head) {
    framing_fields seen;
    if (auto found = request_line_problem(cut(head, "\r\n"), seen)) return found;
    for (auto line = cut(head, "\r\n"); !line.empty(); line = cut(head, "\r\n"))
        if (auto found = field_problem(line, seen)) return found;
    return contradiction(seen);
}

}  // namespace gateway::http
