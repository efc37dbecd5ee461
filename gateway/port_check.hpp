#pragma once

#include <cstdint>
#include <string>

namespace gateway {

// Throws cannot_start unless the address and port can be had, and by us alone: our listeners share
// their ports between threads, and so the kernel would let a second gateway of the same user take
// half of the connections without a word. `setting` names the part of gateway.yaml to look at.
void require_free_port(const std::string& setting, const std::string& address, std::uint16_t port);

}  // namespace gateway
