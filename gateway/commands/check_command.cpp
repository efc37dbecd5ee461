#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/commands/command.hpp"
#include "gateway/config/configuration.hpp"

namespace gateway {

namespace {

exit_status check(const std::string& config_file) {
    const auto loaded = load_configuration(config_file);
    std::vector<std::string> problems;
    if (!loaded) problems = loaded.error().all;
    for (std::string& one : run_examples(config_file)) problems.push_back(std::move(one));
    for (const std::string& one : problems) std::cerr << one << '\n';
    if (!problems.empty()) {
        std::cerr << problems.size() << " problem(s)\n";
        return exit_status::configuration;
    }
    for (const std::string& warning : loaded->warnings) std::cerr << "warning: " << warning << '\n';
    std::cout << "ok: " << loaded->registry->connections().size() << " connection(s)\n";
    return exit_status::ok;
}

}  // namespace

void add_check(CLI::App& commands, chosen_command& chosen) {
    auto* command = commands.add_subcommand(
        "check", "Say every mistake in the configuration, and run the definitions' examples");
    command->footer("Example:\n  booking-gateway check --config config/gateway.yaml");
    const auto config_file = std::make_shared<std::string>();
    add_config_option(*command, *config_file);
    command->callback([=, &chosen] { chosen = [=] { return check(*config_file); }; });
}

}  // namespace gateway
