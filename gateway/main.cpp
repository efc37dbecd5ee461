#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>

#include "gateway/app.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/log.hpp"

namespace {

// As in sysexits.h.
constexpr int exit_ok = 0;
constexpr int exit_internal = 70;
constexpr int exit_io = 74;
constexpr int exit_config = 78;

void print_all(const std::vector<std::string>& problems) {
    for (const std::string& one : problems) std::cerr << one << '\n';
}

int check(const std::string& config_file) {
    const auto loaded = gateway::load_configuration(config_file);
    std::vector<std::string> problems;
    if (!loaded) problems = loaded.error().all;
    for (std::string& one : gateway::run_examples(config_file)) problems.push_back(std::move(one));
    print_all(problems);
    if (!problems.empty()) {
        std::cerr << problems.size() << " problem(s)\n";
        return exit_config;
    }
    for (const std::string& warning : loaded->warnings) std::cerr << "warning: " << warning << '\n';
    std::cout << "ok: " << loaded->registry->connections().size() << " connection(s)\n";
    return exit_ok;
}

int serve(const std::string& config_file) {
    auto loaded = gateway::load_configuration(config_file);
    if (!loaded) {
        print_all(loaded.error().all);
        return exit_config;
    }
    gateway::log::set_level(loaded->process.log_level);
    gateway::app running(std::move(*loaded));
    running.obey_signals();
    return running.run() == gateway::app::end::requested ? exit_ok : exit_io;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App commands(
        "Takes webhooks from booking sites and makes bookings in ServiceTitan of them.");
    commands.set_version_flag("--version", GATEWAY_VERSION);
    commands.require_subcommand(1);
    std::string config_file = "config/gateway.yaml";

    auto* serve_command =
        commands.add_subcommand("serve", "Run the gateway until SIGTERM; SIGHUP reloads");
    auto* check_command = commands.add_subcommand(
        "check", "Read the configuration, run the definitions' examples, say every mistake");
    for (auto* command : {serve_command, check_command})
        command
            ->add_option("--config", config_file,
                         "gateway.yaml; providers/ and connections/ are beside it")
            ->capture_default_str();
    commands.footer(
        "Examples:\n"
        "  booking-gateway check --config config/gateway.yaml\n"
        "  booking-gateway serve --config /etc/booking-gateway/gateway.yaml\n"
        "Exit status: 0 ok, 70 internal error, 74 the inbox failed, 78 a mistake in the "
        "configuration.");
    CLI11_PARSE(commands, argc, argv);

    try {
        return check_command->parsed() ? check(config_file) : serve(config_file);
    } catch (const std::exception& e) {
        gateway::log::error("gateway.failed", {{"error", e.what()}});
        return exit_internal;
    }
}
