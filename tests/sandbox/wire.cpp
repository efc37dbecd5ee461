#include "tests/sandbox/wire.hpp"

#include <charconv>

namespace sandbox {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string_view take_line(std::string_view& text) {
    const auto line = text.substr(0, text.find("\r\n"));
    text.remove_prefix(line.size() + 2);
    return line;
}

std::string_view reason_of(int status) {
    switch (status) {
        case 200: return "OK";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 409: return "Conflict";
        case 415: return "Unsupported Media Type";
        case 429: return "Too Many Requests";
        case 502: return "Bad Gateway";
        default: return "Internal Server Error";
    }
}

}  // namespace

std::optional<request_head> parse_head(std::string_view text) {
    if (!text.ends_with("\r\n\r\n")) return std::nullopt;
    request_head head;
    const auto start = take_line(text);
    const auto first = start.find(' '), last = start.rfind(' ');
    if (first == last || !start.substr(last + 1).starts_with("HTTP/1.")) return std::nullopt;
    head.received.method = start.substr(0, first);
    set_target(head.received, start.substr(first + 1, last - first - 1));

    for (auto line = take_line(text); !line.empty(); line = take_line(text)) {
        const auto colon = line.find(':');
        if (colon == line.npos) return std::nullopt;
        head.received.headers.emplace(lower_case(line.substr(0, colon)),
                                      trimmed(line.substr(colon + 1)));
    }

    const auto length = value_of(head.received.headers, "content-length");
    const char* const end = length.data() + length.size();
    if (!length.empty() && std::from_chars(length.data(), end, head.body_bytes).ptr != end)
        return std::nullopt;
    const auto& headers = head.received.headers;
    head.chunked = lower_case(value_of(headers, "transfer-encoding")) == "chunked";
    head.keep_alive = lower_case(value_of(headers, "connection")) != "close";
    return head;
}

std::string to_wire(const answer& answered, bool keep_alive) {
    if (answered.delivered == answer::delivery::none) return {};
    std::string text = "HTTP/1.1 " + std::to_string(answered.status) + " ";
    text.append(reason_of(answered.status)).append("\r\n");
    if (!answered.body.empty()) text += "Content-Type: " + answered.content_type + "\r\n";
    for (const auto& [name, value] : answered.headers) text += name + ": " + value + "\r\n";
    if (!keep_alive) text += "Connection: close\r\n";
    text += "Content-Length: " + std::to_string(answered.body.size()) + "\r\n\r\n" + answered.body;

    // An answer without a body is broken in its head.
    const auto lost = answered.body.empty() ? text.size() / 2 : (answered.body.size() + 1) / 2;
    if (answered.delivered == answer::delivery::half) text.resize(text.size() - lost);
    return text;
}

}  // namespace sandbox
