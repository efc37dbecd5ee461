#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/app.hpp"
#include "gateway/commands/command.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/log.hpp"

namespace gateway {

namespace {

exit_status serve(const std::string& config_file) {
    auto loaded = load_configuration(config_file);
    if (!loaded) {
        std::cerr << to_text(loaded.error());
        return exit_status::configuration;
    }
    log::set_level(loaded->process.log_level);
    app running(std::move(*loaded));
    running.obey_signals();
    return running.run() == app::end::requested ? exit_status::ok : exit_status::inbox_failed;
}

}  // namespace

void add_serve(CLI::App& commands, chosen_command& chosen) {
    auto* command = commands.add_subcommand(
        "serve", "Run the gateway until SIGTERM or SIGINT; SIGHUP reads the configuration again");
    command->footer("Example:\n  booking-gateway serve --config /etc/booking-gateway/gateway.yaml");
    const auto config_file = std::make_shared<std::string>();
    add_config_option(*command, *config_file);
    command->callback([=, &chosen] { chosen = [=] { return serve(*config_file); }; });
}

}  // namespace gateway
