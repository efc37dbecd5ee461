#include "providers/public_key.hpp"

#include <openssl/err.h>

#include "providers/encodings.hpp"
#include "providers/openssl_handles.hpp"

namespace providers {
namespace {

constexpr std::size_t ed25519_key_bytes = 32;
// Shorter ones have been factored, or soon will be.
constexpr int least_rsa_bits = 2048;

owned_key from_pem(std::string_view text) {
    const owned<BIO> source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    return source ? own(PEM_read_bio_PUBKEY(source.get(), nullptr, no_password, nullptr))
                  : owned_key();
}

owned_key from_raw_ed25519(std::string_view text) {
    constexpr std::string_view prefix = "whpk_";
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
    const auto bytes = from_base64(text);
    if (!bytes || bytes->size() != ed25519_key_bytes) return {};
    return own(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes_of(*bytes), bytes->size()));
}

bool is_p256(const EVP_PKEY& key) {
    char name[32];
    std::size_t size = 0;
    return EVP_PKEY_is_a(&key, "EC") &&
           EVP_PKEY_get_group_name(&key, name, sizeof name, &size) == 1 &&
           std::string_view(name, size) == "prime256v1";
}

// r and s, each as long as the curve, become what OpenSSL verifies; "" when they cannot.
std::string to_der(std::string_view signature) {
    if (signature.size() != 2 * p256_bytes) return {};
    const owned<ECDSA_SIG> pair(ECDSA_SIG_new());
    BIGNUM* const r = BN_bin2bn(bytes_of(signature), p256_bytes, nullptr);
    BIGNUM* const s = BN_bin2bn(bytes_of(signature) + p256_bytes, p256_bytes, nullptr);
    if (!pair || ECDSA_SIG_set0(pair.get(), r, s) != 1) {  // takes both, or none
        BN_free(r);
        BN_free(s);
        return {};
    }
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    const std::string text(reinterpret_cast<const char*>(der),
                           der && size > 0 ? static_cast<std::size_t>(size) : 0);
    OPENSSL_free(der);
    return text;
}

}  // namespace

const char* mismatch(key_algorithm algorithm, const EVP_PKEY& key) {
    switch (algorithm) {
        case key_algorithm::ed25519:
            return EVP_PKEY_is_a(&key, "ED25519") ? "" : "is no ed25519 key";
        case key_algorithm::rsa_sha256:
            if (!EVP_PKEY_is_a(&key, "RSA")) return "is no RSA key";
            return EVP_PKEY_get_bits(&key) >= least_rsa_bits
                       ? ""
                       : "is an RSA key of fewer than 2048 bits";
        case key_algorithm::ecdsa_p256_sha256: return is_p256(key) ? "" : "is no P-256 key";
    }
    return "is of an unknown kind";
}

mapping::result<public_key> public_key::parse(key_algorithm algorithm, std::string_view text,
                                              const std::string& where) {
    text = trimmed(text);
    const bool is_pem = text.starts_with("-----BEGIN ");
    const bool may_be_raw = algorithm == key_algorithm::ed25519;
    auto key = is_pem ? from_pem(text) : may_be_raw ? from_raw_ed25519(text) : owned_key();
    ERR_clear_error();  // or the next to look at this thread's errors would find ours
    if (!key)
        return mapping::problems(mapping::errc::malformed, where,
                                 may_be_raw ? "is no public key in PEM, nor 32 bytes in base64"
                                            : "is no public key in PEM");
    const std::string_view wrong = mismatch(algorithm, *key);
    if (!wrong.empty())
        return mapping::problems(mapping::errc::not_allowed, where, std::string(wrong));
    return public_key(algorithm, std::move(key));
}

bool public_key::verifies(std::string_view message, std::string_view signature) const {
    const bool is_ecdsa = algorithm_ == key_algorithm::ecdsa_p256_sha256;
    const std::string der = is_ecdsa ? to_der(signature) : std::string();
    if (is_ecdsa) signature = der;
    const EVP_MD* digest = algorithm_ == key_algorithm::ed25519 ? nullptr : EVP_sha256();
    const owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const bool is_right =
        context && !signature.empty() &&
        EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                         message.size()) == 1;
    ERR_clear_error();
    return is_right;
}

}  // namespace providers
