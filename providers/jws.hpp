#pragma once

#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace providers {

// A signed token in its compact form (RFC 7515, section 7.1: `header.payload.signature`), taken
// apart. Nothing of it is verified.
struct compact_jws {
    std::string header, payload, signature;  // as bytes
    std::string signing_input;               // the text that the signature is over
};

// Exactly three parts, none empty, each base64url without padding, in at most a megabyte. White
// space round the token is no part of it. A problem's `where` is "byte N".
mapping::result<compact_jws> split_jws(std::string_view text);

}  // namespace providers
