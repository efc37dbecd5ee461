#include "tests/sandbox/message.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <charconv>

namespace sandbox {

std::string percent_decoded(std::string_view text, bool plus_is_space) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned char byte = 0;
        const char* const hex = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() &&
            std::from_chars(hex, hex + 2, byte, 16).ptr == hex + 2) {
            decoded += static_cast<char>(byte);
            i += 2;
        } else {
            decoded += text[i] == '+' && plus_is_space ? ' ' : text[i];
        }
    }
    return decoded;
}

std::string lower_case(std::string_view text) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return lower;
}

std::string_view value_of(const texts_by_name& texts, const std::string& name) {
    const auto found = texts.find(name);
    return found == texts.end() ? std::string_view() : std::string_view(found->second);
}

texts_by_name parse_form(std::string_view text) {
    texts_by_name form;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        const auto name = pair.substr(0, pair.find('='));
        const auto value = pair.substr(std::min(pair.size(), name.size() + 1));
        if (!name.empty()) form.emplace(percent_decoded(name, true), percent_decoded(value, true));
    }
    return form;
}

void set_target(request& received, std::string_view target) {
    const auto path = target.substr(0, target.find('?'));
    received.path = path;
    received.query.clear();
    for (auto& [name, value] : parse_form(target.substr(std::min(target.size(), path.size() + 1))))
        received.query.emplace(lower_case(name), value);
}

answer json_answer(int status, const json::value& body) {
    return answer{.status = status, .body = json::serialize(body)};
}

}  // namespace sandbox
