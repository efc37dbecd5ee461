#pragma once

#include <memory>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/public_key.hpp"
#include "providers/signed_text.hpp"
#include "providers/verifier.hpp"

namespace providers {

// A text of the request, signed with a key of which we have the public half.
struct public_key_settings {
    std::string key;  // the name of the secret; a public key is none, but rotates like one
    key_algorithm algorithm = key_algorithm::ed25519;
    signed_text_settings text;
};

// Reads the definition's `{public_key: {...}}`; mistakes stay in `in`.
public_key_settings read_public_key_settings(mapping::json_reader& in);

// Problems have `key_where`, the key's place in the connection's file, or /public_url.
mapping::result<std::unique_ptr<const verifier>> make_public_key_verifier(
    const public_key_settings& settings, const std::vector<std::string>& keys,
    const std::string& key_where, const std::string& public_url);

}  // namespace providers
