#pragma once

#include <boost/json/value.hpp>

#include "mapping/problem.hpp"
#include "providers/receive.hpp"
#include "providers/webhook.hpp"

namespace providers {

namespace json = boost::json;

// The body as one JSON value, read as `receive:` of a definition says. A problem's `where` is
// "byte N" of the body, "claims, byte N", "/pointer, byte N", "field N" or "Content-Type".
mapping::result<json::value> decode(const receive_settings& how, const webhook& hook);

}  // namespace providers
