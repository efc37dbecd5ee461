#include "providers/decoder.hpp"

#include "mapping/json.hpp"
#include "providers/decoders/form.hpp"
#include "providers/decoders/header_value.hpp"
#include "providers/decoders/jwt.hpp"
#include "providers/decoders/multipart.hpp"
#include "providers/decoders/text.hpp"
#include "providers/decoders/unwrap.hpp"
#include "providers/decoders/xml.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

bool declares_other_charset(const webhook& hook) {
    const auto type = parse_header_value(sole_header(hook, "Content-Type").value_or(""));
    const std::string* charset = type ? type->find("charset") : nullptr;
    return charset && !is_utf8_charset(*charset);
}

mapping::problems other_charset() {
    return {mapping::errc::not_allowed, "Content-Type", "the charset is not UTF-8"};
}

mapping::result<json::value> decode_body(const receive_settings& how, const webhook& hook) {
    switch (how.format) {
        case body_format::form: return decode_form(hook.body, how.nesting);
        case body_format::multipart:
            return decode_multipart(sole_header(hook, "Content-Type").value_or(""), hook.body,
                                    how.nesting);
        case body_format::xml:
            if (declares_other_charset(hook)) return other_charset();
            return decode_xml(hook.body, how.lists);
        case body_format::text:
            if (declares_other_charset(hook)) return other_charset();
            return decode_text(hook.body);
        case body_format::jwt: return decode_jwt(hook.body);
        case body_format::json: break;
    }
    return mapping::parse_json(hook.body);
}

}  // namespace

mapping::result<json::value> decode(const receive_settings& how, const webhook& hook) {
    auto document = decode_body(how, hook);
    if (!document) return document.error();
    return unwrapped(std::move(*document), how.unwrap);
}

}  // namespace providers
