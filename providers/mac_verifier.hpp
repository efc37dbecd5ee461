#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/digest.hpp"
#include "providers/message_template.hpp"
#include "providers/signature_header.hpp"
#include "providers/verifier.hpp"

namespace providers {

// A text of the request, signed with a secret that both sides know.
struct mac_settings {
    enum class encoding { utf8, base64, hex };

    std::string secret;                         // its name
    encoding secret_encoding = encoding::utf8;  // how the secret is written
    std::string secret_prefix;                  // no part of the secret; "" for none
    digest how = digest::hmac_sha256;
    message_template message;
    signature_settings signature;
    bool has_timestamp = false;
    std::vector<std::string> timestamp_headers;  // empty when it is in the signature's header
    std::chrono::milliseconds timestamp_unit{1000};
    std::chrono::milliseconds tolerance{0};
    std::vector<std::string> id_headers;  // empty when no id is signed
};

// Reads the definition's `{mac: {...}}`; mistakes stay in `in`. Refuses what would prove nothing: a
// message without the body, a plain digest without the secret, a timestamp that is not signed.
mac_settings read_mac_settings(mapping::json_reader& in);

// The secrets are not empty. Problems have `secret_where`, the secret's place in the connection's
// file, or /public_url.
mapping::result<std::unique_ptr<const verifier>> make_mac_verifier(
    const mac_settings& settings, const std::vector<std::string>& secrets,
    const std::string& secret_where, const std::string& public_url);

}  // namespace providers
