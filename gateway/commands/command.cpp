#include "gateway/commands/command.hpp"

#include <CLI/CLI.hpp>

namespace gateway {

void add_config_option(CLI::App& command, std::string& config_file) {
    config_file = "config/gateway.yaml";
    command
        .add_option("--config", config_file,
                    "gateway.yaml; providers/ and connections/ are beside it")
        ->capture_default_str()
        ->type_name("FILE");
}

}  // namespace gateway
