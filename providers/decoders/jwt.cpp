#include "providers/decoders/jwt.hpp"

#include "mapping/json.hpp"
#include "providers/jws.hpp"

namespace providers {

mapping::result<json::value> decode_jwt(std::string_view body) {
    const auto token = split_jws(body);
    if (!token) return token.error();
    auto claims = mapping::parse_json(token->payload);
    if (!claims) {
        const mapping::problem wrong = claims.error()[0];
        return mapping::problems(wrong.code, "claims, " + wrong.where, wrong.what);
    }
    if (!claims->is_object())
        return mapping::problems(mapping::errc::wrong_type, "claims, byte 0",
                                 "the claims are not an object");
    return std::move(*claims);
}

}  // namespace providers
