#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

struct evp_pkey_st;  // OpenSSL's

namespace providers {

enum class key_algorithm {
    ed25519,
    rsa_sha256,         // PKCS #1 v1.5
    ecdsa_p256_sha256,  // signatures as tokens have them: r and s, 32 bytes each
};

// The public half of a key that a partner signs with.
class public_key {
public:
    // A PEM text (`-----BEGIN PUBLIC KEY-----`); for ed25519 also the 32 bytes in base64, with or
    // without the `whpk_` of Standard Webhooks before them. A problem has `where`.
    static mapping::result<public_key> parse(key_algorithm algorithm, std::string_view text,
                                             const std::string& where);

    bool verifies(std::string_view message, std::string_view signature) const;

private:
    public_key(key_algorithm algorithm, std::shared_ptr<evp_pkey_st> key)
        : algorithm_(algorithm), key_(std::move(key)) {}
    key_algorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace providers
