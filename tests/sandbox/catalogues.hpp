#pragma once

#include <optional>

#include "tests/sandbox/call.hpp"

namespace sandbox {

// 400 for the members of the body that name a campaign, a business unit, ... which there is not,
// each under its own name.
std::optional<answer> unknown_references(const call& by);

}  // namespace sandbox
