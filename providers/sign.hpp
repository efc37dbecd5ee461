#pragma once

#include <string>
#include <vector>

#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"
#include "providers/connection.hpp"
#include "providers/webhook.hpp"

namespace providers {

// What a partner has for signing besides what its connection knows.
struct signing_means {
    std::string private_key;  // PEM, where the connection has the public half; "" for none
    std::string id;           // of the message, for schemes that sign one
    mapping::timestamp now;
};

struct signed_webhook {
    webhook hook;
    // What the verifier looks at and no request carries: "the address that it comes from", ...
    std::vector<std::string> left_out;
};

// The webhook as the connection's partner would send it: with the first of its secrets, and in the
// first way of any_of that there are means for. What the request shows already of ids and times of
// signing is kept. Problems name the secret, the key or the part of the request that is missing or
// in the way.
mapping::result<signed_webhook> sign(const connection& as, webhook hook,
                                     const signing_means& means);

}  // namespace providers
