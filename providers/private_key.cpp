#include "providers/private_key.hpp"

#include <openssl/err.h>

#include <stdexcept>

#include "providers/openssl_handles.hpp"

namespace providers {
namespace {

owned_key from_pem(std::string_view text) {
    const owned<BIO> source(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    return source ? own(PEM_read_bio_PrivateKey(source.get(), nullptr, no_password, nullptr))
                  : owned_key();
}

void require(bool worked) {
    if (!worked) throw std::runtime_error("the cryptographic library could not sign");
}

// r and s, each as long as the curve, of what OpenSSL signs.
std::string from_der(std::string_view der) {
    const unsigned char* start = bytes_of(der);
    const owned<ECDSA_SIG> pair(d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size())));
    require(pair != nullptr);
    std::string bytes(2 * p256_bytes, '\0');
    auto* out = reinterpret_cast<unsigned char*>(bytes.data());
    constexpr int size = p256_bytes;
    require(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, size) == size &&
            BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + size, size) == size);
    return bytes;
}

}  // namespace

mapping::result<private_key> private_key::parse(key_algorithm algorithm, std::string_view pem,
                                                const std::string& where) {
    auto key = from_pem(pem);
    ERR_clear_error();
    if (!key)
        return mapping::problems(mapping::errc::malformed, where,
                                 "is no private key in PEM, or is encrypted");
    const std::string_view wrong = mismatch(algorithm, *key);
    if (!wrong.empty())
        return mapping::problems(mapping::errc::not_allowed, where, std::string(wrong));
    return private_key(algorithm, std::move(key));
}

std::string private_key::sign(std::string_view message) const {
    const EVP_MD* digest = algorithm_ == key_algorithm::ed25519 ? nullptr : EVP_sha256();
    const owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
    std::size_t size = 0;
    require(context != nullptr &&
            EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
            EVP_DigestSign(context.get(), nullptr, &size, bytes_of(message), message.size()) == 1);
    std::string signature(size, '\0');
    auto* out = reinterpret_cast<unsigned char*>(signature.data());
    require(EVP_DigestSign(context.get(), out, &size, bytes_of(message), message.size()) == 1);
    signature.resize(size);
    return algorithm_ == key_algorithm::ecdsa_p256_sha256 ? from_der(signature) : signature;
}

}  // namespace providers
