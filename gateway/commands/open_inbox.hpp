#pragma once

#include <string>

#include "gateway/inbox/inbox_reader.hpp"

namespace gateway {

// The inbox of the configuration, to be looked into. Throws cannot_start when there is none.
inbox_reader open_inbox(const std::string& config_file);

}  // namespace gateway
