#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <variant>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/jwt_verifier.hpp"
#include "providers/mac_verifier.hpp"
#include "providers/peer_verifier.hpp"
#include "providers/public_key_verifier.hpp"
#include "providers/token_verifier.hpp"

namespace providers {

namespace json = boost::json;

struct scheme;

// `none`: everybody is believed.
struct no_settings {};

// Several ways of proving the sender.
struct composition {
    enum class rule { any_of, all_of };

    rule how;
    std::vector<scheme> members;  // never empty
};

// One way of proving the sender, as `verify:` says it.
struct scheme {
    std::variant<no_settings, token_settings, mac_settings, public_key_settings, jwt_settings,
                 address_settings, certificate_settings, composition>
        what;
};

// Reads `verify:`. Problems have pointers that start with `where`. Refused is whatever would verify
// nothing by accident: an empty list, and `none` as a member of one.
mapping::result<scheme> read_scheme(const json::value& config, const std::string& where);

// Whether nobody is believed whose body is not a token with a signature that was checked.
bool proves_token_in_body(const scheme& one);
// Whether some term reads a fixed value out of the body.
bool reads_secret_from_body(const scheme& one);

// The name of the secret that the scheme uses itself; null when it uses none.
const std::string* secret_name(const scheme& one);

// Whether the connection gives all that the scheme needs.
bool is_complete(const scheme& one, const verification_inputs& given);

}  // namespace providers
