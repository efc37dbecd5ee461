#pragma once

#include <string_view>

namespace mapping {

// The text of crm-v2.openapi.json.
std::string_view crm_definition() noexcept;

}  // namespace mapping
