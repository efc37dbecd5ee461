#pragma once

#include <string>

#include "gateway/config/trial.hpp"
#include "providers/sign.hpp"

namespace CLI {
class App;
}

namespace gateway {

void add_private_key_option(CLI::App& command, std::string& file);

// Signs with the connection's secrets and the key in the file, if one is named. Throws cannot_start
// with everything that is missing.
providers::signed_webhook sign_as_partner(const trial& with, providers::webhook hook,
                                          const std::string& private_key_file);

}  // namespace gateway
