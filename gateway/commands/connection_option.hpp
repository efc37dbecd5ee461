#pragma once

#include <string>

#include "gateway/config/trial.hpp"
#include "gateway/exit_status.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace gateway {

CLI::Option* add_connection_option(CLI::App& command, std::string& connection);

// To be thrown: all the problems, for the person at the terminal.
cannot_start misconfigured(const configuration_problems& problems);

// Throws cannot_start when there is no connection of that name, and with every problem that keeps
// it from being used.
trial open_connection(const std::string& config_file, const std::string& connection);

}  // namespace gateway
