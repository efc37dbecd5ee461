#include "providers/decoder.hpp"

#include "mapping/json.hpp"
#include "providers/decoders/form.hpp"
#include "providers/decoders/multipart.hpp"

namespace providers {

mapping::result<json::value> decode(const receive_settings& how, const webhook& hook) {
    switch (how.format) {
        case body_format::form: return decode_form(hook.body, how.nesting);
        case body_format::multipart:
            return decode_multipart(sole_header(hook, "Content-Type").value_or(""), hook.body,
                                    how.nesting);
        case body_format::json: break;
    }
    return mapping::parse_json(hook.body);
}

}  // namespace providers
