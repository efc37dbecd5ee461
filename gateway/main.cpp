#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/app.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/exit_status.hpp"
#include "gateway/log.hpp"

namespace {

using gateway::exit_status;

constexpr const char* examples_and_statuses =
    "Both read the configuration that --config names, config/gateway.yaml if it is not given.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway check --config config/gateway.yaml\n"
    "  booking-gateway serve --config /etc/booking-gateway/gateway.yaml\n"
    "\n"
    "Exit status (sysexits.h):\n"
    "   0  it ended as it was told to; check: nothing is wrong\n"
    "  64  a mistake on the command line\n"
    "  69  a port cannot be had\n"
    "  70  a mistake of the program's own\n"
    "  73  the inbox cannot be opened or made\n"
    "  74  the inbox failed while the gateway ran\n"
    "  78  mistakes in the configuration; all are printed\n";

void print_all(const std::vector<std::string>& problems) {
    for (const std::string& one : problems) std::cerr << one << '\n';
}

exit_status check(const std::string& config_file) {
    const auto loaded = gateway::load_configuration(config_file);
    std::vector<std::string> problems;
    if (!loaded) problems = loaded.error().all;
    for (std::string& one : gateway::run_examples(config_file)) problems.push_back(std::move(one));
    print_all(problems);
    if (!problems.empty()) {
        std::cerr << problems.size() << " problem(s)\n";
        return exit_status::configuration;
    }
    for (const std::string& warning : loaded->warnings) std::cerr << "warning: " << warning << '\n';
    std::cout << "ok: " << loaded->registry->connections().size() << " connection(s)\n";
    return exit_status::ok;
}

exit_status serve(const std::string& config_file) {
    auto loaded = gateway::load_configuration(config_file);
    if (!loaded) {
        print_all(loaded.error().all);
        return exit_status::configuration;
    }
    gateway::log::set_level(loaded->process.log_level);
    gateway::app running(std::move(*loaded));
    running.obey_signals();
    return running.run() == gateway::app::end::requested ? exit_status::ok
                                                         : exit_status::inbox_failed;
}

exit_status run(int argc, char** argv) {
    CLI::App commands(
        "Takes webhooks from booking sites and makes bookings in ServiceTitan of them.");
    commands.name("booking-gateway");
    commands.set_version_flag("--version", "booking-gateway " GATEWAY_VERSION,
                              "Print the version and exit");
    commands.set_help_flag("-h,--help", "Print this help and exit");
    commands.require_subcommand(1);
    commands.footer(examples_and_statuses);

    auto* serve_command = commands.add_subcommand(
        "serve", "Run the gateway until SIGTERM or SIGINT; SIGHUP reads the configuration again");
    serve_command->footer(
        "Example:\n  booking-gateway serve --config /etc/booking-gateway/gateway.yaml");
    auto* check_command = commands.add_subcommand(
        "check", "Say every mistake in the configuration, and run the definitions' examples");
    check_command->footer("Example:\n  booking-gateway check --config config/gateway.yaml");
    std::string config_file = "config/gateway.yaml";
    for (auto* command : {serve_command, check_command})
        command
            ->add_option("--config", config_file,
                         "gateway.yaml; providers/ and connections/ are beside it")
            ->capture_default_str()
            ->type_name("FILE");

    try {
        commands.parse(argc, argv);
    } catch (const CLI::Success& asked) {  // --help, --version
        commands.exit(asked);
        return exit_status::ok;
    } catch (const CLI::ParseError& mistake) {
        // CLI11 says of a word it does not know only that a subcommand is missing.
        const auto unknown = commands.remaining();
        std::cerr << "booking-gateway: "
                  << (unknown.empty() ? mistake.what() : "not understood: " + unknown.front())
                  << "; see booking-gateway --help\n";
        return exit_status::usage;
    }

    try {
        return check_command->parsed() ? check(config_file) : serve(config_file);
    } catch (const gateway::cannot_start& e) {
        std::cerr << "booking-gateway: " << e.what() << '\n';
        return e.status;
    } catch (const std::exception& e) {
        gateway::log::error("gateway.failed", {{"error", e.what()}});
        return exit_status::internal;
    }
}

}  // namespace

int main(int argc, char** argv) { return static_cast<int>(run(argc, argv)); }
