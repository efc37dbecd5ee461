#include "providers/decoders/text.hpp"

#include <boost/json/object.hpp>

#include "providers/encodings.hpp"

namespace providers {

mapping::result<json::value> decode_text(std::string_view body) {
    if (const auto position = first_not_utf8(body))
        return mapping::problems(mapping::errc::malformed, "byte " + std::to_string(*position),
                                 "the text is not UTF-8");
    if (body.starts_with(byte_order_mark)) body.remove_prefix(byte_order_mark.size());
    return json::value(json::object{{"text", body}});
}

}  // namespace providers
