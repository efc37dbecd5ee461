#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"
#include "providers/jwt_verifier.hpp"
#include "providers/webhook.hpp"

namespace providers {

// The webhook with a token (RFC 7519) that the verifier of those settings takes, for five minutes
// from `now`. A token that is the body is made of the body: of the claims that it is, or of those
// of the token that it is. `signature_of` signs with the algorithm of the settings.
mapping::result<webhook> sign_token(
    webhook hook, const jwt_settings& settings, mapping::timestamp now,
    const std::function<std::string(std::string_view message)>& signature_of);

}  // namespace providers
