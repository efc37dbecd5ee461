#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string_view>

#include "mapping/timestamp.hpp"
#include "providers/jwt_verifier.hpp"
#include "providers/verifier.hpp"
#include "providers/webhook.hpp"

namespace providers {

// Why the claims of a token whose signature is right do not make it one for this webhook: expired,
// for somebody else, of another body. Nothing when they do.
std::optional<rejection> objection_to(const json::object& claims, const jwt_settings& settings,
                                      const webhook& hook, mapping::timestamp now);

}  // namespace providers
