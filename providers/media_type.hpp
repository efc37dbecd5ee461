#pragma once

#include <optional>
#include <string_view>

#include "providers/receive.hpp"

namespace providers {

// Whether a body with this Content-Type can be what the format says. No declaration is taken for
// the right one, because several partners send none; except for multipart, which needs a boundary.
bool is_readable(std::optional<std::string_view> content_type, body_format format);

// The Content-Type that most senders of the format declare; "" for multipart, which needs a
// boundary that only its sender knows.
std::string_view usual_content_type(body_format format) noexcept;

}  // namespace providers
