#pragma once

#include <string_view>

#include "gateway/http/message.hpp"

namespace gateway::http {

// Whether a header field can carry the text: it has no control characters but tabs.
bool is_field_value(std::string_view text) noexcept;

// Throws std::invalid_argument if the method or a field could not be sent as it is, or would be
// read as something else at the other end; or if a field belongs to the client: Host and the
// framing.
void require_sendable(std::string_view method, const fields& headers);

}  // namespace gateway::http
