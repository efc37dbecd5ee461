#include "providers/decoder.hpp"

#include "mapping/json.hpp"
#include "providers/decoders/form.hpp"

namespace providers {

mapping::result<json::value> decode(const receive_settings& how, const webhook& hook) {
    return how.format == body_format::form ? decode_form(hook.body, how.nesting)
                                           : mapping::parse_json(hook.body);
}

}  // namespace providers
