#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/digest.hpp"
#include "providers/verifier.hpp"

namespace providers {

// A signed token (RFC 7519) that the sender shows.
struct jwt_settings {
    enum class place { body, bearer, header };
    enum class algorithm { rs256, es256, eddsa, hs256 };

    // A claim that holds the SHA-256 of the body, for tokens that do not carry it.
    struct body_digest {
        std::string claim;
        digest_encoding written = digest_encoding::hex;
    };

    std::string key;  // the name of the secret; public keys rotate like one
    place where = place::body;
    std::vector<std::string> headers;  // where it is in one: the first that was sent counts
    algorithm how = algorithm::rs256;
    std::string issuer, audience;  // "" for any
    std::chrono::milliseconds leeway{0};
    bool must_expire = true;
    std::optional<body_digest> digest;
};

// As tokens and definitions name it: "RS256".
std::string_view to_string(jwt_settings::algorithm how) noexcept;

// Reads the definition's `{jwt: {...}}`; mistakes stay in `in`.
jwt_settings read_jwt_settings(mapping::json_reader& in);

// Problems have `key_where`, the key's place in the connection's file.
mapping::result<std::unique_ptr<const verifier>> make_jwt_verifier(
    const jwt_settings& settings, const std::vector<std::string>& keys,
    const std::string& key_where);

}  // namespace providers
