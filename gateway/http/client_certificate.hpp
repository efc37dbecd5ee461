#pragma once

#include <openssl/types.h>

#include <optional>

#include "gateway/http/message.hpp"

namespace gateway::http {

// The names of the certificate that the client showed and the handshake verified; nothing when it
// showed none.
std::optional<certificate_names> verified_names(const SSL& connection);

}  // namespace gateway::http
