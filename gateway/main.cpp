#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/commands/command.hpp"
#include "gateway/exit_status.hpp"
#include "gateway/log.hpp"

namespace {

using gateway::exit_status;

constexpr const char* examples_and_statuses =
    "All read the configuration that --config names, config/gateway.yaml if it is not given.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway check --config config/gateway.yaml\n"
    "  booking-gateway try --connection acme-thumbtack lead.json\n"
    "  booking-gateway diff --definition drafts/thumbtack.yaml\n"
    "  booking-gateway send --connection acme-thumbtack lead.json --url https://localhost:8443\n"
    "  booking-gateway tenant check acme-plumbing\n"
    "  booking-gateway reconcile --since 7d\n"
    "  booking-gateway serve --config /etc/booking-gateway/gateway.yaml\n"
    "\n"
    "Exit status (sysexits.h):\n"
    "   0  it ended as it was told to; check: nothing is wrong\n"
    "   1  try: the webhook would be refused, or an event of it become a dead letter;\n"
    "      diff: something changes; send: the answer is not 2xx; tenant check: something is "
    "wrong;\n"
    "      reconcile: a booking is missing or doubled\n"
    "  64  a mistake on the command line\n"
    "  66  a file, a connection, a tenant, a secret or a receipt is not there\n"
    "  69  a port cannot be had; send, reconcile: there is no answer\n"
    "  70  a mistake of the program's own\n"
    "  73  the inbox cannot be opened or made\n"
    "  74  the inbox failed while the gateway ran\n"
    "  78  mistakes in the configuration; all are printed\n";

exit_status run(int argc, char** argv) {
    CLI::App commands(
        "Takes webhooks from booking sites and makes bookings in ServiceTitan of them.");
    commands.name("booking-gateway");
    commands.set_version_flag("--version", "booking-gateway " GATEWAY_VERSION,
                              "Print the version and exit");
    commands.set_help_flag("-h,--help", "Print this help and exit");
    commands.require_subcommand(1);
    commands.footer(examples_and_statuses);
    gateway::chosen_command chosen;
    gateway::add_serve(commands, chosen);
    gateway::add_check(commands, chosen);
    gateway::add_try(commands, chosen);
    gateway::add_diff(commands, chosen);
    gateway::add_send(commands, chosen);
    gateway::add_reconcile(commands, chosen);
    gateway::add_tenant(commands, chosen);

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
        return chosen();
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
