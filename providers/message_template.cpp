#include "providers/message_template.hpp"

#include <algorithm>

#include "providers/decoders/form.hpp"

namespace providers {
namespace {

using part = message_template::part;
using piece = message_template::piece;

struct placeholder {
    std::string_view name;
    part what;
};
constexpr placeholder placeholders[] = {
    {"body", part::body},           {"url", part::url},     {"method", part::method},
    {"timestamp", part::timestamp}, {"id", part::id},       {"secret", part::secret},
    {"header", part::header},       {"query", part::query}, {"sorted_form", part::sorted_form},
};

// "body", "header:X"; what is between the braces.
mapping::result<piece> parse_placeholder(std::string_view text, const std::string& where) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    const auto known = std::find_if(std::begin(placeholders), std::end(placeholders),
                                    [&](const placeholder& one) { return one.name == name; });
    if (known == std::end(placeholders))
        return mapping::problems(mapping::errc::unknown, where,
                                 "{" + std::string(text) + "} is not a placeholder");
    const std::string argument(colon == std::string_view::npos ? "" : text.substr(colon + 1));
    const bool is_valid = known->what == part::header  ? is_header_name(argument)
                          : known->what == part::query ? !argument.empty()
                                                       : colon == std::string_view::npos;
    if (!is_valid)
        return mapping::problems(mapping::errc::malformed, where,
                                 "{" + std::string(text) + "} is not written as it must be");
    return piece{known->what, argument};
}

void add_literal(std::vector<piece>& pieces, char c) {
    if (pieces.empty() || pieces.back().what != part::literal)
        pieces.push_back({part::literal, {}});
    pieces.back().text += c;
}

// Name, value, name, value without anything between them, as Twilio began it: sorted, and a field
// that was sent twice with the same value counts once.
sent<std::string> sorted_form(std::string_view body) {
    auto fields = parse_form(body);
    if (!fields) return rejection::credentials_malformed;
    std::sort(fields->begin(), fields->end());
    fields->erase(std::unique(fields->begin(), fields->end()), fields->end());
    std::string text;
    for (const form_field& field : *fields) text.append(field.name).append(field.value);
    return text;
}

sent<std::string> render_piece(const piece& one, const webhook& hook,
                               const message_template::values& given) {
    switch (one.what) {
        case part::literal: return one.text;
        case part::body: return hook.body;
        case part::url: return std::string(given.url);
        case part::method: return hook.method;
        case part::timestamp: return std::string(given.timestamp);
        case part::id: return std::string(given.id);
        case part::secret: return std::string(given.secret);
        case part::query: return sent_query_parameter(hook, one.text);
        case part::sorted_form: return sorted_form(hook.body);
        case part::header: break;
    }
    const auto value = sent_header(hook, one.text);
    if (!value) return value.error();
    return std::string(*value);
}

}  // namespace

mapping::result<message_template> message_template::compile(std::string_view text,
                                                            const std::string& where) {
    std::vector<piece> pieces;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_brace = text[i] == '{' || text[i] == '}';
        if (!is_brace || text.substr(i, 2) == std::string(2, text[i])) {
            add_literal(pieces, text[i]);
            if (is_brace) ++i;  // the second of a pair
            continue;
        }
        const std::size_t end = text.find('}', i);
        if (text[i] == '}' || end == std::string_view::npos)
            return mapping::problems(mapping::errc::malformed, where,
                                     "a brace stands alone; {{ and }} are braces");
        auto parsed = parse_placeholder(text.substr(i + 1, end - i - 1), where);
        if (!parsed) return parsed.error();
        pieces.push_back(std::move(*parsed));
        i = end;
    }
    return message_template(std::move(pieces));
}

bool message_template::uses(part what) const noexcept {
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [&](const piece& one) { return one.what == what; });
}

sent<std::string> message_template::render(const webhook& hook, const values& given) const {
    std::string text;
    for (const piece& one : pieces_) {
        const auto rendered = render_piece(one, hook, given);
        if (!rendered) return rendered.error();
        text += *rendered;
    }
    return text;
}

}  // namespace providers
