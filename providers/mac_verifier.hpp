#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/digest.hpp"
#include "providers/signed_text.hpp"
#include "providers/verifier.hpp"

namespace providers {

// A text of the request, signed with a secret that both sides know.
struct mac_settings {
    enum class encoding { utf8, base64, hex };

    std::string secret;                         // its name
    encoding secret_encoding = encoding::utf8;  // how the secret is written
    std::string secret_prefix;                  // no part of the secret; "" for none
    digest how = digest::hmac_sha256;
    signed_text_settings text;
};

// Reads the definition's `{mac: {...}}`; mistakes stay in `in`. Refuses what would prove nothing,
// such as a plain digest without the secret.
mac_settings read_mac_settings(mapping::json_reader& in);

// The bytes of the secret; nothing when it is not written in the encoding, or nothing is left.
std::optional<std::string> mac_key(std::string_view secret, const mac_settings& settings);

// The secrets are not empty. Problems have `secret_where`, the secret's place in the connection's
// file, or /public_url.
mapping::result<std::unique_ptr<const verifier>> make_mac_verifier(
    const mac_settings& settings, const std::vector<std::string>& secrets,
    const std::string& secret_where, const std::string& public_url);

}  // namespace providers
