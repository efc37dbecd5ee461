#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/verifier.hpp"

namespace providers {

// A secret that the sender shows as it is: a password, a key in a header, a URL nobody can guess.
struct token_settings {
    enum class place { basic, bearer, header, query, path, body };

    place where = place::basic;
    std::string name;    // of the header or query parameter, or the pointer into the body; else ""
    std::string secret;  // the name of the secret
};

// Reads `{basic: SECRET}`, `{header: NAME, secret: SECRET}` and their like; mistakes stay in `in`.
token_settings read_token_settings(mapping::json_reader& in, token_settings::place where);

// The name that a definition gives the place: "basic", "header", ...
std::string_view to_string(token_settings::place where) noexcept;

// Whether a secret is what HTTP Basic shows.
bool is_user_and_password(std::string_view secret) noexcept;
inline constexpr const char* not_user_and_password = "must be user:password";

// The secrets are not empty. Problems have `secret_where`, the secret's place in the connection's
// file.
mapping::result<std::unique_ptr<const verifier>> make_token_verifier(
    const token_settings& settings, const std::vector<std::string>& secrets,
    const std::string& secret_where);

}  // namespace providers
