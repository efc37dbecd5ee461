#include "providers/sign.hpp"

#include "providers/credentials.hpp"
#include "providers/encodings.hpp"
#include "providers/private_key.hpp"
#include "providers/scheme.hpp"
#include "providers/sign_text.hpp"
#include "providers/sign_token.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::problems;
using result = mapping::result<signed_webhook>;
using signature_function = std::function<std::string(std::string_view message)>;

key_algorithm key_algorithm_of(jwt_settings::algorithm how) {
    using algorithm = jwt_settings::algorithm;
    if (how == algorithm::rs256) return key_algorithm::rsa_sha256;
    return how == algorithm::es256 ? key_algorithm::ecdsa_p256_sha256 : key_algorithm::ed25519;
}

// One signing: `so_far` is what other terms of the scheme have signed.
class signer {
public:
    signer(const verification_inputs& given, const signing_means& means)
        : given_(given), means_(means) {}

    result sign(const scheme& one, signed_webhook so_far) const {
        return std::visit(
            [&](const auto& settings) { return sign_by(settings, std::move(so_far)); }, one.what);
    }

private:
    result sign_by(const no_settings&, signed_webhook so_far) const { return so_far; }

    result sign_by(const address_settings&, signed_webhook so_far) const {
        so_far.left_out.push_back("the address that it comes from");
        return so_far;
    }

    result sign_by(const certificate_settings&, signed_webhook so_far) const {
        so_far.left_out.push_back("the client certificate");
        return so_far;
    }

    result sign_by(const composition& all, signed_webhook so_far) const {
        return all.how == composition::rule::all_of ? sign_by_all(all, std::move(so_far))
                                                    : sign_by_any(all, std::move(so_far));
    }

    result sign_by_all(const composition& all, signed_webhook so_far) const {
        result signed_one = std::move(so_far);
        for (const scheme& one : all.members)
            if (signed_one) signed_one = sign(one, std::move(*signed_one));
        return signed_one;
    }

    // A way that leaves something to the network is taken if there is no other.
    result sign_by_any(const composition& all, const signed_webhook& so_far) const {
        problems wrong;
        std::optional<signed_webhook> incomplete;
        for (const scheme& one : all.members) {
            if (!is_complete(one, given_)) continue;
            auto signed_one = sign(one, so_far);
            if (!signed_one)
                wrong.add(signed_one.error());
            else if (signed_one->left_out.size() == so_far.left_out.size())
                return signed_one;
            else if (!incomplete)
                incomplete = std::move(*signed_one);
        }
        if (incomplete) return std::move(*incomplete);
        if (wrong.empty())
            wrong.add(errc::missing, "/secrets", "has no secret for any way of signing");
        return wrong;
    }

    result sign_by(const token_settings& token, signed_webhook so_far) const {
        const auto secret = first_secret(token.secret);
        if (!secret) return secret.error();
        const problems in_the_way = show(token, *secret, so_far.hook);
        if (!in_the_way.empty()) return in_the_way;
        return so_far;
    }

    static problems show(const token_settings& token, const std::string& secret, webhook& hook) {
        using place = token_settings::place;
        switch (token.where) {
            case place::basic:
                return add_credential(hook, "Authorization", "Basic " + to_base64(secret));
            case place::bearer: return add_credential(hook, "Authorization", "Bearer " + secret);
            case place::header: return add_credential(hook, token.name, secret);
            case place::query: return add_parameter(hook, token.name, secret);
            case place::path: return show_in_path(secret, hook);
            case place::body: break;
        }
        const auto there = sent_body_value(hook, token.name);
        if (there && *there == json::value(secret)) return {};
        return {there ? errc::not_allowed : errc::missing, token.name,
                "the secret stands in the body: put it there by hand"};
    }

    static problems show_in_path(const std::string& secret, webhook& hook) {
        if (!hook.path.empty())
            return {errc::duplicate, "the path", "is the secret: it must not be given"};
        hook.path = "/" + to_percent(secret);
        return {};
    }

    result sign_by(const mac_settings& mac, signed_webhook so_far) const {
        const auto secret = first_secret(mac.secret);
        if (!secret) return secret.error();
        const auto key = mac_key(*secret, mac);
        if (!key)
            return problems(errc::malformed, "/secrets" + mapping::pointer_token(mac.secret),
                            "is not written as the definition says");
        const auto signature = [&](std::string_view message) {
            return compute(mac.how, *key, message);
        };
        return sign_message(mac.text, *key, signature, std::move(so_far));
    }

    result sign_by(const public_key_settings& signing, signed_webhook so_far) const {
        const auto signature = signature_with(signing.algorithm);
        if (!signature) return signature.error();
        return sign_message(signing.text, {}, *signature, std::move(so_far));
    }

    result sign_by(const jwt_settings& token, signed_webhook so_far) const {
        const auto signature = signature_of(token);
        if (!signature) return signature.error();
        auto signed_hook = sign_token(std::move(so_far.hook), token, means_.now, *signature);
        return finished(std::move(signed_hook), std::move(so_far));
    }

    result sign_message(const signed_text_settings& text, std::string_view secret,
                        const signature_function& signature, signed_webhook so_far) const {
        auto signed_hook = sign_text(std::move(so_far.hook), {text, given_.public_url, secret,
                                                              means_.id, means_.now, signature});
        return finished(std::move(signed_hook), std::move(so_far));
    }

    static result finished(mapping::result<webhook> signed_hook, signed_webhook so_far) {
        if (!signed_hook) return signed_hook.error();
        so_far.hook = std::move(*signed_hook);
        return so_far;
    }

    mapping::result<signature_function> signature_of(const jwt_settings& token) const {
        if (token.how != jwt_settings::algorithm::hs256)
            return signature_with(key_algorithm_of(token.how));
        auto secret = first_secret(token.key);
        if (!secret) return secret.error();
        return signature_function([key = std::move(*secret)](std::string_view message) {
            return compute(digest::hmac_sha256, key, message);
        });
    }

    mapping::result<signature_function> signature_with(key_algorithm algorithm) const {
        if (means_.private_key.empty())
            return problems(errc::missing, "the private key",
                            "is needed: the connection has only the public half");
        auto key = private_key::parse(algorithm, means_.private_key, "the private key");
        if (!key) return key.error();
        return signature_function(
            [key = std::move(*key)](std::string_view message) { return key.sign(message); });
    }

    mapping::result<std::string> first_secret(const std::string& name) const {
        const auto found = given_.secrets.find(name);
        if (found != given_.secrets.end() && !found->second.empty()) return found->second.front();
        return problems(errc::missing, "/secrets" + mapping::pointer_token(name),
                        "is what the partner signs with");
    }

    const verification_inputs& given_;
    const signing_means& means_;
};

}  // namespace

mapping::result<signed_webhook> sign(const connection& as, webhook hook,
                                     const signing_means& means) {
    const connection_settings& settings = as.settings();
    const verification_inputs given{settings.secrets, settings.public_url, settings.addresses,
                                    settings.has_client_ca};
    const scheme one = read_scheme(as.provider().verify, "/verify").value();
    return signer(given, means).sign(one, {std::move(hook), {}});
}

}  // namespace providers
