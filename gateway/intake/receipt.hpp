#pragma once

#include <string>

namespace gateway {

// A new receipt: 128 random bits as 32 hexadecimal digits. Knowing one is the right to ask what
// became of its event. Throws std::runtime_error if the system has no randomness.
std::string new_receipt();

}  // namespace gateway
