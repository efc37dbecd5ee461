#include "providers/sign_token.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "mapping/json.hpp"
#include "providers/digest.hpp"
#include "providers/encodings.hpp"
#include "providers/jws.hpp"
#include "providers/sign_text.hpp"

namespace providers {

namespace json = boost::json;

namespace {

using mapping::errc;
using place = jwt_settings::place;

constexpr std::chrono::seconds lifetime = std::chrono::minutes(5);

mapping::result<json::object> claims_in(const std::string& body) {
    const auto token = split_jws(body);
    auto claims = mapping::parse_json(token ? token->payload : body);
    if (claims && claims->is_object()) return std::move(claims->get_object());
    return mapping::problems(errc::malformed, "the body", "is neither a token nor its claims");
}

void add_claims(json::object& claims, const jwt_settings& settings, const webhook& hook,
                mapping::timestamp now) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    claims["iat"] = seconds.count();
    claims["exp"] = (seconds + lifetime).count();
    if (!settings.issuer.empty()) claims["iss"] = settings.issuer;
    if (!settings.audience.empty()) claims["aud"] = settings.audience;
    if (!settings.digest) return;
    claims[settings.digest->claim] = to_text(settings.digest->written, sha256(hook.body));
}

}  // namespace

mapping::result<webhook> sign_token(
    webhook hook, const jwt_settings& settings, mapping::timestamp now,
    const std::function<std::string(std::string_view message)>& signature_of) {
    mapping::result<json::object> claims = json::object();
    if (settings.where == place::body) claims = claims_in(hook.body);
    if (!claims) return claims.error();
    add_claims(*claims, settings, hook, now);

    const json::object header{{"alg", to_string(settings.how)}, {"typ", "JWT"}};
    std::string token =
        to_base64url(json::serialize(header)) + "." + to_base64url(json::serialize(*claims));
    token += "." + to_base64url(signature_of(token));

    mapping::problems in_the_way;
    switch (settings.where) {
        case place::body: hook.body = std::move(token); break;
        case place::bearer:
            in_the_way = add_credential(hook, "Authorization", "Bearer " + token);
            break;
        case place::header:
            in_the_way = add_credential(hook, settings.headers.front(), std::move(token));
            break;
    }
    if (!in_the_way.empty()) return in_the_way;
    return hook;
}

}  // namespace providers
