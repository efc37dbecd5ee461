#pragma once

#include <string>

#include "mapping/timestamp.hpp"

namespace gateway {

// A new receipt: 44 hexadecimal digits, of which 12 say the millisecond and 32 are random bits.
// Knowing one is the right to ask what became of its event. The time stands in front so that an
// index of receipts grows at its end. Throws std::runtime_error if the system has no randomness.
std::string new_receipt(mapping::timestamp now);

}  // namespace gateway
