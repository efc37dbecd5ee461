#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/message_template.hpp"
#include "providers/signature_check.hpp"
#include "providers/signature_header.hpp"
#include "providers/verifier.hpp"

namespace providers {

enum class timestamp_unit { seconds, milliseconds, rfc3339 };

// When the partner says that it signed. In one of three places; the two others are empty.
struct timestamp_settings {
    std::vector<std::string> headers;
    std::string key;      // among the pairs of the signature's header
    std::string pointer;  // into the body
    timestamp_unit unit = timestamp_unit::seconds;
    std::chrono::milliseconds tolerance{0};
};

// A text of the request that the partner signs, and where its signature stands.
struct signed_text_settings {
    message_template message;
    signature_settings signature;
    std::optional<timestamp_settings> timestamp;
    std::vector<std::string> id_headers;  // empty when no id is signed
};

// Whether the secret is a part of the message.
enum class secret_in_message { required, allowed, refused };

// Reads `message`, `signature`, `timestamp` and `id` below the pointer; mistakes stay in `in`.
// Refuses what would prove nothing: a message without the body, a timestamp that is not signed.
signed_text_settings read_signed_text(mapping::json_reader& in, const std::string& pointer,
                                      secret_in_message secret);

// Believes whoever signed the text with one of the keys; the proof is its position. Problems have
// the place /public_url.
mapping::result<std::unique_ptr<const verifier>> make_signed_text_verifier(
    const signed_text_settings& settings, signature_checks keys, const std::string& public_url);

}  // namespace providers
