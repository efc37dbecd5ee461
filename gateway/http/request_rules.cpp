#include "gateway/http/request_rules.hpp"

#include <algorithm>
#include <stdexcept>

#include "mapping/transforms/text.hpp"

namespace gateway::http {
namespace {

bool is_token(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        const bool digit = c >= '0' && c <= '9';
        return letter || digit || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string::npos;
    });
}

bool is_the_clients_own(std::string_view name) {
    for (const char* own : {"Host", "Connection", "Content-Length", "Transfer-Encoding"})
        if (mapping::equals_ignoring_case(name, own)) return true;
    return false;
}

}  // namespace

bool is_field_value(std::string_view text) noexcept {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) < ' ' && c != '\t') || c == '\x7f';
    });
}

void require_sendable(std::string_view method, const fields& headers) {
    if (!is_token(method)) throw std::invalid_argument("not an HTTP method");
    for (const field& one : headers) {
        if (!is_token(one.name)) throw std::invalid_argument("not a header's name");
        if (is_the_clients_own(one.name))
            throw std::invalid_argument(one.name + " is the client's to set");
        if (!is_field_value(one.value))
            throw std::invalid_argument("a control character in the value of " + one.name);
    }
}

}  // namespace gateway::http
