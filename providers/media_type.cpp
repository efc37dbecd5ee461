#include "providers/media_type.hpp"

#include <algorithm>
#include <initializer_list>

#include "mapping/transforms/text.hpp"
#include "providers/decoders/multipart.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::equals_ignoring_case;

bool is_one_of(std::string_view type, std::initializer_list<std::string_view> known) {
    return std::any_of(known.begin(), known.end(),
                       [&](std::string_view one) { return equals_ignoring_case(type, one); });
}

// "application/vnd.partner+json" (RFC 6839).
bool has_suffix(std::string_view type, std::string_view suffix) {
    return type.size() > suffix.size() &&
           equals_ignoring_case(type.substr(type.size() - suffix.size()), suffix);
}

}  // namespace

bool is_readable(std::optional<std::string_view> content_type, body_format format) {
    const std::string_view declared = content_type.value_or("");
    const std::string_view type = trimmed(declared.substr(0, declared.find(';')));
    if (type.empty()) return format != body_format::multipart;
    switch (format) {
        case body_format::json:
            return is_one_of(type, {"application/json", "text/json"}) || has_suffix(type, "+json");
        case body_format::form: return is_one_of(type, {"application/x-www-form-urlencoded"});
        case body_format::xml:
            return is_one_of(type, {"application/xml", "text/xml"}) || has_suffix(type, "+xml");
        case body_format::text: return is_one_of(type, {"text/plain"});
        case body_format::jwt:
            return is_one_of(type, {"application/jwt", "application/jose", "text/plain"});
        case body_format::multipart: return multipart_boundary(declared).has_value();
    }
    return false;
}

std::string_view usual_content_type(body_format format) noexcept {
    switch (format) {
        case body_format::json: return "application/json";
        case body_format::form: return "application/x-www-form-urlencoded";
        case body_format::xml: return "application/xml";
        case body_format::text: return "text/plain";
        case body_format::jwt: return "application/jwt";
        case body_format::multipart: break;
    }
    return {};
}

}  // namespace providers
