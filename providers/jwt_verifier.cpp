#include "providers/jwt_verifier.hpp"

#include "mapping/json.hpp"
#include "providers/choice.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"
#include "providers/jws.hpp"
#include "providers/jwt_claims.hpp"
#include "providers/signature_check.hpp"

namespace providers {
namespace {

using mapping::errc;
using algorithm = jwt_settings::algorithm;
using place = jwt_settings::place;

constexpr choice<place> places[] = {{"body", place::body}, {"bearer", place::bearer}};
constexpr choice<algorithm> algorithms[] = {{"RS256", algorithm::rs256},
                                            {"ES256", algorithm::es256},
                                            {"EdDSA", algorithm::eddsa},
                                            {"HS256", algorithm::hs256}};
enum class body_hash { sha256 };
constexpr choice<body_hash> body_hashes[] = {{"sha256", body_hash::sha256}};

constexpr std::chrono::milliseconds default_leeway = std::chrono::seconds(60);
// Clocks that differ by more are broken.
constexpr std::chrono::milliseconds longest_leeway = std::chrono::hours(1);

// The object that a part of the token is; nothing when it is none, or a member is there twice.
std::optional<json::object> object_in(const std::string& text) {
    auto parsed = mapping::parse_json(text);
    if (!parsed || !parsed->is_object()) return std::nullopt;
    return std::move(parsed->get_object());
}

// The algorithm is ours to say, not the token's. `crit` names extensions without which the token
// must not be understood; we have none.
std::optional<rejection> objection_to_header(const std::string& text, algorithm pinned) {
    const auto header = object_in(text);
    if (!header) return rejection::credentials_malformed;
    const json::value* named = header->if_contains("alg");
    if (!named || !named->is_string() || header->contains("crit"))
        return rejection::credentials_malformed;
    if (std::string_view(named->get_string()) != to_string(pinned))
        return rejection::credentials_wrong;
    return std::nullopt;
}

class jwt_verifier final : public verifier {
public:
    jwt_verifier(const jwt_settings& settings, signature_checks keys)
        : settings_(settings), keys_(std::move(keys)) {}

    verification verify(const webhook& hook, mapping::timestamp now) const override {
        const auto token = sent_token(hook);
        if (!token) return token.error();
        const auto parts = split_jws(*token);
        if (!parts) return rejection::credentials_malformed;
        if (const auto found = objection_to_header(parts->header, settings_.how)) return *found;
        const auto verdict = match(*parts);
        if (!verdict) return verdict;

        // Only now: what somebody else has written into a token is not worth a look.
        const auto claims = object_in(parts->payload);
        if (!claims) return rejection::credentials_malformed;
        if (const auto found = objection_to(*claims, settings_, hook, now)) return *found;
        return verdict;
    }

private:
    sent<std::string_view> sent_token(const webhook& hook) const {
        switch (settings_.where) {
            case place::bearer: return sent_authorization(hook, "Bearer");
            case place::header: return sent_header(hook, settings_.headers);
            case place::body: break;
        }
        if (trimmed(hook.body).empty()) return rejection::credentials_missing;
        return std::string_view(hook.body);
    }

    verification match(const compact_jws& token) const {
        const std::vector<std::string> signatures = {token.signature};
        verification verdict = rejection::credentials_wrong;
        for (std::size_t i = keys_.size(); i-- > 0;)
            if (keys_[i]->accepts(token.signing_input, signatures)) verdict = proof{i};
        return verdict;
    }

    jwt_settings settings_;
    signature_checks keys_;
};

void read_place(mapping::json_reader& in, jwt_settings& settings) {
    const json::value* where = in.find("/jwt/in");
    if (!where || !where->is_object()) {
        settings.where = read_choice(in, "/jwt/in", places);
        return;
    }
    in.object("/jwt/in", {"header"});
    settings.where = place::header;
    settings.headers = read_header_names(in, "/jwt/in/header");
}

void read_body_digest(mapping::json_reader& in, jwt_settings& settings) {
    const std::string where = "/jwt/body_digest";
    if (!in.find(where)) return;
    in.object(where, {"claim", "digest", "encoding"});
    jwt_settings::body_digest digest;
    digest.claim = in.text(where + "/claim");
    read_choice(in, where + "/digest", body_hashes, "sha256");
    digest.written = read_digest_encoding(in, where + "/encoding");
    if (settings.where == place::body)
        in.fail(errc::not_allowed, where, "a token that is the body has no other to prove");
    settings.digest = std::move(digest);
}

// A public key is known to everybody: as the secret of HS256 it would let everybody sign.
mapping::result<signature_checks> make_hmac_checks(const std::vector<std::string>& secrets,
                                                   const std::string& where) {
    signature_checks checks;
    for (const std::string& secret : secrets) {
        if (trimmed(secret).starts_with("-----BEGIN"))
            return mapping::problems(errc::not_allowed, where,
                                     "is half of a key pair; HS256 takes a secret");
        checks.push_back(make_mac_check(digest::hmac_sha256, secret));
    }
    return checks;
}

mapping::result<signature_checks> make_checks(algorithm how, const std::vector<std::string>& keys,
                                              const std::string& where) {
    switch (how) {
        case algorithm::rs256:
            return make_public_key_checks(key_algorithm::rsa_sha256, keys, where);
        case algorithm::es256:
            return make_public_key_checks(key_algorithm::ecdsa_p256_sha256, keys, where);
        case algorithm::eddsa: return make_public_key_checks(key_algorithm::ed25519, keys, where);
        case algorithm::hs256: break;
    }
    return make_hmac_checks(keys, where);
}

}  // namespace

std::string_view to_string(algorithm how) noexcept {
    for (const choice<algorithm>& one : algorithms)
        if (one.value == how) return one.word;
    return {};
}

jwt_settings read_jwt_settings(mapping::json_reader& in) {
    in.object("", {"jwt"});
    in.object("/jwt", {"in", "algorithm", "key", "issuer", "audience", "leeway", "require_exp",
                       "body_digest"});
    jwt_settings settings;
    read_place(in, settings);
    settings.how = read_choice(in, "/jwt/algorithm", algorithms);
    settings.key = in.text("/jwt/key");
    if (in.find("/jwt/issuer")) settings.issuer = in.text("/jwt/issuer");
    if (in.find("/jwt/audience")) settings.audience = in.text("/jwt/audience");
    settings.leeway = in.duration_or("/jwt/leeway", default_leeway);
    if (settings.leeway > longest_leeway)
        in.fail(errc::out_of_range, "/jwt/leeway", "must be at most 1h");
    settings.must_expire = in.boolean_or("/jwt/require_exp", true);
    read_body_digest(in, settings);
    return settings;
}

mapping::result<std::unique_ptr<const verifier>> make_jwt_verifier(
    const jwt_settings& settings, const std::vector<std::string>& keys,
    const std::string& key_where) {
    auto checks = make_checks(settings.how, keys, key_where);
    if (!checks) return checks.error();
    return std::make_unique<const jwt_verifier>(settings, std::move(*checks));
}

}  // namespace providers
