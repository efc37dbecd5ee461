#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "mapping/problem.hpp"

namespace providers {

namespace json = boost::json;

// The claims of a body that is a JSON Web Token (RFC 7519) in its compact form. Its signature is
// not looked at: that is the verifier's business. A problem's `where` is "byte N" of the body or
// "claims, byte N".
mapping::result<json::value> decode_jwt(std::string_view body);

}  // namespace providers
