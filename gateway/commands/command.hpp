#pragma once

#include <functional>
#include <string>

#include "gateway/exit_status.hpp"

namespace CLI {
class App;
}

// The commands of booking-gateway, each in a file of its own.
namespace gateway {

// What the command line asks for. Empty until it was parsed.
using chosen_command = std::function<exit_status()>;

// Each adds its subcommand to `commands`. When the line that is parsed asks for it, `chosen` is set
// to what it does; `chosen` must outlive the parsing.
void add_serve(CLI::App& commands, chosen_command& chosen);
void add_check(CLI::App& commands, chosen_command& chosen);
void add_try(CLI::App& commands, chosen_command& chosen);
void add_diff(CLI::App& commands, chosen_command& chosen);
void add_send(CLI::App& commands, chosen_command& chosen);
void add_reconcile(CLI::App& commands, chosen_command& chosen);
void add_tenant(CLI::App& commands, chosen_command& chosen);

// --config, which every command has.
void add_config_option(CLI::App& command, std::string& config_file);

}  // namespace gateway
