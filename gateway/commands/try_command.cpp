#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/clock.hpp"
#include "gateway/commands/command.hpp"
#include "gateway/commands/connection_option.hpp"
#include "gateway/commands/pretty_json.hpp"
#include "gateway/commands/request_options.hpp"
#include "gateway/commands/signing_options.hpp"
#include "gateway/commands/trying.hpp"

namespace gateway {

namespace {

constexpr const char* details =
    "Nothing is sent or stored. Without headers the webhook is read although nobody would believe "
    "it;\n"
    "secrets that are not on this machine are not needed for that.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway try --connection acme-angi lead.json\n"
    "  booking-gateway try --connection acme-angi lead.json --header 'x-api-key: a-key' --json\n"
    "\n"
    "Exit status: 0 if it would be delivered, 1 if it would be refused or become a dead letter, 66 "
    "if\n"
    "there is no such file or connection, 78 for mistakes in the configuration.";

struct try_options {
    std::string config_file, connection;
    request_options request;
    std::string private_key_file;
    bool is_signed = false, as_json = false;
};

exit_status try_it(const try_options& given) {
    const trial with = open_connection(given.config_file, given.connection);
    const providers::definition& definition = with.through->provider();
    providers::webhook hook = read_webhook(given.request, definition.receive.format);
    if (given.is_signed) hook = sign_as_partner(with, std::move(hook), given.private_key_file).hook;

    tried_request all;
    all.connection = given.connection;
    all.definition = definition.name;
    all.tenant_id = with.tenant_id;
    all.verification = try_verification(with, hook, system_clock().now());
    all.events = try_events(with, hook);
    std::cout << (given.as_json ? pretty(to_json(all)) : to_text(all));
    return all.is_good() ? exit_status::ok : exit_status::answer_is_no;
}

}  // namespace

void add_try(CLI::App& commands, chosen_command& chosen) {
    auto* command = commands.add_subcommand(
        "try",
        "Show what a webhook would become: its events, the calls to the CRM, each field's origin");
    command->footer(details);
    const auto given = std::make_shared<try_options>();
    add_config_option(*command, given->config_file);
    add_connection_option(*command, given->connection)->required();
    add_request_options(*command, given->request);
    command->add_flag("--signed", given->is_signed, "Sign it as the partner would, see send");
    add_private_key_option(*command, given->private_key_file);
    command->add_flag("--json", given->as_json, "Print JSON, for scripts");
    command->callback([=, &chosen] { chosen = [=] { return try_it(*given); }; });
}

}  // namespace gateway
