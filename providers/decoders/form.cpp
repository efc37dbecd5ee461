#include "providers/decoders/form.hpp"

#include "providers/encodings.hpp"

namespace providers {
namespace {

mapping::problems malformed_at(std::size_t offset, std::string what) {
    return {mapping::errc::malformed, "byte " + std::to_string(offset), std::move(what)};
}

mapping::result<std::string> decoded(std::string_view text, std::size_t offset) {
    auto bytes = from_percent(text, plus_sign::is_space);
    if (!bytes) return malformed_at(offset, "a percent sign is not followed by two hex digits");
    if (first_not_utf8(*bytes)) return malformed_at(offset, "the decoded text is not UTF-8");
    return std::move(*bytes);
}

mapping::result<form_field> parse_field(std::string_view text, std::size_t offset) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::size_t value_start = std::min(equals + 1, text.size());
    auto name = decoded(text.substr(0, equals), offset);
    if (!name) return name.error();
    auto value = decoded(text.substr(value_start), offset + value_start);
    if (!value) return value.error();
    return form_field{std::move(*name), std::move(*value)};
}

}  // namespace

mapping::result<std::vector<form_field>> parse_form(std::string_view text) {
    std::vector<form_field> fields;
    for (std::size_t start = 0; start < text.size();) {
        const std::size_t end = std::min(text.find('&', start), text.size());
        if (end > start) {
            if (fields.size() == most_fields)
                return mapping::problems(mapping::errc::too_large, "byte " + std::to_string(start),
                                         "more than 1000 fields");
            auto field = parse_field(text.substr(start, end - start), start);
            if (!field) return field.error();
            fields.push_back(std::move(*field));
        }
        start = end + 1;
    }
    return fields;
}

mapping::result<json::value> decode_form(std::string_view body, name_nesting nesting) {
    auto fields = parse_form(body);
    if (!fields) return fields.error();
    field_tree tree(nesting);
    for (form_field& field : *fields) {
        const auto added = tree.add(field.name, json::value(std::move(field.value)));
        if (!added) return added.error();
    }
    return tree.document();
}

}  // namespace providers
