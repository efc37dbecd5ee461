#pragma once

#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <memory>
#include <string_view>

#include "providers/public_key.hpp"

// What the sources about keys share: OpenSSL's objects as owners that free them.
namespace providers {

struct openssl_releases {
    void operator()(BIO* owned) const { BIO_free(owned); }
    void operator()(ECDSA_SIG* owned) const { ECDSA_SIG_free(owned); }
    void operator()(EVP_MD_CTX* owned) const { EVP_MD_CTX_free(owned); }
};
template <class T>
using owned = std::unique_ptr<T, openssl_releases>;
using owned_key = std::shared_ptr<EVP_PKEY>;

inline owned_key own(EVP_PKEY* key) { return key ? owned_key(key, EVP_PKEY_free) : owned_key(); }

inline const unsigned char* bytes_of(std::string_view text) noexcept {
    return reinterpret_cast<const unsigned char*>(text.data());
}

// Without this, OpenSSL would ask the terminal for the password of an encrypted text.
inline int no_password(char*, int, int, void*) { return 0; }

// Of r and s in a signature of P-256.
inline constexpr std::size_t p256_bytes = 32;

// What keeps the key from being one of that algorithm; "" when it is one.
const char* mismatch(key_algorithm algorithm, const EVP_PKEY& key);

}  // namespace providers
