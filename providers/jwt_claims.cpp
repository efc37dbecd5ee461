#include "providers/jwt_claims.hpp"

#include <algorithm>
#include <chrono>

#include "providers/digest.hpp"

namespace providers {
namespace {

using seconds = std::chrono::duration<double>;

// Seconds of the epoch, perhaps with a fraction. As a floating point number, which no claim can
// overflow.
std::optional<seconds> moment(const json::value& claim) {
    if (claim.is_int64()) return seconds(static_cast<double>(claim.get_int64()));
    if (claim.is_double()) return seconds(claim.get_double());
    return std::nullopt;
}

std::optional<rejection> objection_to_time(const json::object& claims, const jwt_settings& settings,
                                           mapping::timestamp now) {
    const seconds here = now.time_since_epoch();
    const seconds leeway = settings.leeway;
    const json::value* expires = claims.if_contains("exp");
    if (!expires && settings.must_expire) return rejection::timestamp_missing;
    if (expires) {
        const auto end = moment(*expires);
        if (!end) return rejection::timestamp_malformed;
        if (here >= *end + leeway) return rejection::timestamp_skew;
    }
    for (const char* name : {"nbf", "iat"}) {
        const json::value* claim = claims.if_contains(name);
        if (!claim) continue;
        const auto start = moment(*claim);
        if (!start) return rejection::timestamp_malformed;
        if (here < *start - leeway) return rejection::timestamp_skew;
    }
    return std::nullopt;
}

bool is_text(const json::value* claim, std::string_view wanted) {
    return claim && claim->is_string() && std::string_view(claim->get_string()) == wanted;
}

// "aud" is one audience or a list of them.
bool is_for(const json::value* audience, std::string_view us) {
    if (!audience || !audience->is_array()) return is_text(audience, us);
    const json::array& list = audience->get_array();
    return std::any_of(list.begin(), list.end(),
                       [&](const json::value& one) { return is_text(&one, us); });
}

std::optional<rejection> objection_to_body(const json::object& claims,
                                           const jwt_settings::body_digest& settings,
                                           const webhook& hook) {
    const json::value* claim = claims.if_contains(settings.claim);
    if (!claim) return rejection::credentials_missing;
    if (!claim->is_string()) return rejection::credentials_malformed;
    const auto bytes = from_text(settings.written, claim->get_string());
    if (!bytes) return rejection::credentials_malformed;
    if (!equal_in_constant_time(*bytes, sha256(hook.body))) return rejection::credentials_wrong;
    return std::nullopt;
}

}  // namespace

std::optional<rejection> objection_to(const json::object& claims, const jwt_settings& settings,
                                      const webhook& hook, mapping::timestamp now) {
    if (!settings.issuer.empty() && !is_text(claims.if_contains("iss"), settings.issuer))
        return rejection::credentials_wrong;
    if (!settings.audience.empty() && !is_for(claims.if_contains("aud"), settings.audience))
        return rejection::credentials_wrong;
    if (settings.digest)
        if (const auto found = objection_to_body(claims, *settings.digest, hook)) return found;
    return objection_to_time(claims, settings, now);
}

}  // namespace providers
