#pragma once

#include <string>
#include <string_view>

namespace providers {

// How a text is turned into a signature.
enum class digest { hmac_sha1, hmac_sha256, hmac_sha512, sha256 };

// The bytes of the digest. Plain SHA-256 has no key of its own: the message must carry the secret.
// Throws when the cryptographic library refuses to work.
std::string compute(digest kind, std::string_view key, std::string_view message);

std::string sha256(std::string_view message);

// Takes the same time wherever the difference lies. Different lengths are told apart at once, so
// both sides must be digests, whose lengths are no secret.
bool equal_in_constant_time(std::string_view one, std::string_view other) noexcept;

}  // namespace providers
