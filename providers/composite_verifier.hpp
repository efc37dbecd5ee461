#pragma once

#include <memory>
#include <vector>

#include "providers/verifier.hpp"

namespace providers {

// Believes what at least one member believes. Else the rejection is that of the member with which
// the sender got furthest. There is at least one member.
std::unique_ptr<const verifier> make_any_of(std::vector<std::unique_ptr<const verifier>> members);

// Believes what every member believes; else the rejection is the first member's that has one. The
// proof is the first member's that took a secret. There is at least one member.
std::unique_ptr<const verifier> make_all_of(std::vector<std::unique_ptr<const verifier>> members);

}  // namespace providers
