#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/digest.hpp"
#include "providers/public_key.hpp"

namespace providers {

// One secret of a connection, as something that tells whether a message was signed with it.
class signature_check {
public:
    virtual ~signature_check() = default;
    // True when one of the signatures is right. Takes the same time whichever of them it is, and
    // wherever a wrong one differs.
    virtual bool accepts(std::string_view message,
                         const std::vector<std::string>& signatures) const = 0;
    // What {secret} stands for in a message.
    virtual std::string_view secret() const noexcept { return {}; }
};

using signature_checks = std::vector<std::unique_ptr<const signature_check>>;

// A digest with a key that both sides know.
std::unique_ptr<const signature_check> make_mac_check(digest how, std::string key);

// The public keys of a list of secrets. Problems have `where`.
mapping::result<signature_checks> make_public_key_checks(key_algorithm algorithm,
                                                         const std::vector<std::string>& secrets,
                                                         const std::string& where);

}  // namespace providers
