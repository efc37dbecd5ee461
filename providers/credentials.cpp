#include "providers/credentials.hpp"

#include <algorithm>

#include "mapping/transforms/text.hpp"
#include "providers/decoder.hpp"
#include "providers/decoders/form.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

bool was_sent(const webhook& hook, std::string_view name) {
    return std::any_of(hook.headers.begin(), hook.headers.end(), [&](const header& one) {
        return mapping::equals_ignoring_case(one.name, name);
    });
}

body_format format_of(const webhook& hook) {
    const std::string_view type = sole_header(hook, "Content-Type").value_or("");
    const std::string_view media_type = trimmed(type.substr(0, type.find(';')));
    return mapping::equals_ignoring_case(media_type, "application/x-www-form-urlencoded")
               ? body_format::form
               : body_format::json;
}

}  // namespace

sent<std::string_view> sent_header(const webhook& hook, std::string_view name) {
    const auto value = sole_header(hook, name);
    if (!value)
        return was_sent(hook, name) ? rejection::credentials_repeated
                                    : rejection::credentials_missing;
    const std::string_view text = trimmed(*value);
    if (text.empty()) return rejection::credentials_missing;
    return text;
}

sent<std::string_view> sent_header(const webhook& hook, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (was_sent(hook, name)) return sent_header(hook, name);
    return rejection::credentials_missing;
}

sent<std::string> sent_query_parameter(const webhook& hook, std::string_view name) {
    auto fields = parse_form(hook.query);
    if (!fields) return rejection::credentials_malformed;
    const auto named = [&](const form_field& field) { return field.name == name; };
    const auto found = std::find_if(fields->begin(), fields->end(), named);
    if (found == fields->end() || trimmed(found->value).empty())
        return rejection::credentials_missing;
    if (std::any_of(found + 1, fields->end(), named)) return rejection::credentials_repeated;
    return std::move(found->value);
}

sent<std::string_view> sent_authorization(const webhook& hook, std::string_view scheme) {
    const auto header = sent_header(hook, "Authorization");
    if (!header) return header.error();
    const std::size_t space = header->find(' ');
    if (space == std::string_view::npos) return rejection::credentials_malformed;
    if (!mapping::equals_ignoring_case(header->substr(0, space), scheme))
        return rejection::credentials_malformed;
    return trimmed(header->substr(space));
}

sent<json::value> sent_body_value(const webhook& hook, const std::string& pointer) {
    receive_settings how;
    how.format = format_of(hook);
    how.nesting = name_nesting::none;
    const auto document = decode(how, hook);
    if (!document) return rejection::credentials_malformed;
    json::error_code ec;
    const json::value* found = document->find_pointer(pointer, ec);
    if (!found || found->is_null()) return rejection::credentials_missing;
    if (found->is_array() && how.format == body_format::form)
        return rejection::credentials_repeated;
    if (found->is_string() && trimmed(found->get_string()).empty())
        return rejection::credentials_missing;
    return *found;
}

bool is_header_name(std::string_view text) noexcept {
    const auto is_token_character = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    };
    return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

std::string read_body_pointer(mapping::json_reader& in, const std::string& pointer) {
    std::string text = in.text(pointer);
    if (!text.empty() && !mapping::is_json_pointer(text))
        in.fail(mapping::errc::malformed, pointer, "is not a JSON Pointer such as /key");
    return text;
}

std::vector<std::string> read_header_names(mapping::json_reader& in, const std::string& pointer) {
    const json::value* value = in.find(pointer);
    const json::array* list = value ? value->if_array() : nullptr;
    if (list && list->empty()) in.fail(mapping::errc::missing, pointer, "must name a header");
    std::vector<std::string> names;
    const std::size_t count = list ? list->size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
        const std::string place = list ? pointer + "/" + std::to_string(i) : pointer;
        names.push_back(in.text(place));
        if (!names.back().empty() && !is_header_name(names.back()))
            in.fail(mapping::errc::malformed, place, "is not the name of a header");
    }
    return names;
}

}  // namespace providers
