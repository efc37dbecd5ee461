#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "mapping/json_reader.hpp"

namespace providers {

// How a text is turned into a signature.
enum class digest { hmac_sha1, hmac_sha256, hmac_sha512, sha256 };

// Reads a setting that is hmac-sha256 (which it is unless given), hmac-sha1, hmac-sha512 or sha256.
digest read_digest(mapping::json_reader& in, const std::string& pointer);

// How the bytes of a digest or signature are written.
enum class digest_encoding { hex, base64 };

std::string to_text(digest_encoding encoding, std::string_view bytes);
// Nothing when the text is not written so.
std::optional<std::string> from_text(digest_encoding encoding, std::string_view text);

// Reads a setting that is hex or base64. Without a fallback it is required.
digest_encoding read_digest_encoding(mapping::json_reader& in, const std::string& pointer,
                                     std::string_view fallback = {});

// The bytes of the digest. Plain SHA-256 has no key of its own: the message must carry the secret.
// Throws when the cryptographic library refuses to work.
std::string compute(digest kind, std::string_view key, std::string_view message);

std::string sha256(std::string_view message);

// Takes the same time wherever the difference lies. Different lengths are told apart at once, so
// both sides must be digests, whose lengths are no secret.
bool equal_in_constant_time(std::string_view one, std::string_view other) noexcept;

}  // namespace providers
