#include "providers/decoders/unwrap.hpp"

#include "mapping/json.hpp"
#include "mapping/transforms/text.hpp"

namespace providers {

mapping::result<json::value> unwrapped(json::value document,
                                       const std::vector<std::string>& pointers) {
    for (const std::string& pointer : pointers) {
        json::error_code ec;
        json::value* const place = document.find_pointer(pointer, ec);
        if (!place || !place->is_string() || mapping::is_blank(place->get_string())) continue;
        auto inner = mapping::parse_json(place->get_string());
        if (!inner) {
            const mapping::problem wrong = inner.error()[0];
            return mapping::problems(wrong.code, pointer + ", " + wrong.where, wrong.what);
        }
        *place = std::move(*inner);
    }
    return document;
}

}  // namespace providers
