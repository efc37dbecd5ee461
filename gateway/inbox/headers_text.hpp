#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "providers/webhook.hpp"

namespace gateway::rows {

// The headers of a request as compact JSON, and back, with every byte of them: a value need not be
// UTF-8. Reading what was not written here throws.
std::string to_text(const std::vector<providers::header>& headers);
std::vector<providers::header> headers_from(std::string_view text);

}  // namespace gateway::rows
