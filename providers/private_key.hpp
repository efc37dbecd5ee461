#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"
#include "providers/public_key.hpp"

namespace providers {

// The half of a key that a partner keeps to itself: for signing as it would.
class private_key {
public:
    // A PEM text that is not encrypted. A problem has `where`.
    static mapping::result<private_key> parse(key_algorithm algorithm, std::string_view pem,
                                              const std::string& where);

    // What public_key::verifies takes. Throws when the cryptographic library refuses to work.
    std::string sign(std::string_view message) const;

private:
    private_key(key_algorithm algorithm, std::shared_ptr<evp_pkey_st> key)
        : algorithm_(algorithm), key_(std::move(key)) {}
    key_algorithm algorithm_;
    std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace providers
