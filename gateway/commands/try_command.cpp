#include <CLI/CLI.hpp>
#include <iostream>

#include "gateway/clock.hpp"
#include "gateway/commands/command.hpp"
#include "gateway/commands/connection_option.hpp"
#include "gateway/commands/open_inbox.hpp"
#include "gateway/commands/pretty_json.hpp"
#include "gateway/commands/request_options.hpp"
#include "gateway/commands/signing_options.hpp"
#include "gateway/commands/trying.hpp"
#include "gateway/config/files.hpp"
#include "gateway/exit_status.hpp"
#include "mapping/json.hpp"
#include "providers/examples.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

constexpr const char* details =
    "Nothing is sent or stored. Without headers the webhook is read although nobody would believe "
    "it;\n"
    "secrets that are not on this machine are not needed for that. What a file would become is "
    "shown\n"
    "as if its booking were new, with an answer whose receipt and booking are made up; a stored "
    "event,\n"
    "with what the inbox knows of its booking. What is printed are customers' data.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway try --connection acme-angi lead.json\n"
    "  booking-gateway try --connection acme-angi lead.json --header 'x-api-key: a-key' --json\n"
    "  booking-gateway try --connection acme-yelp --query verification=abc\n"
    "  booking-gateway try --from-inbox 0199f3a0c2d1...\n"
    "\n"
    "Exit status: 0 if it would be delivered or, as a challenge, answered, 1 if it would be "
    "refused or\n"
    "become a dead letter, 66 if there is no such file, connection or receipt, 78 for mistakes in "
    "the\n"
    "configuration.";

struct try_options {
    std::string config_file, connection, receipt;
    request_options request;
    std::string private_key_file;
    std::vector<std::string> fetched;  // "name=file"
    bool is_signed = false, as_json = false, as_expectation = false;
};

std::string mistake_in_fetched(const std::string& text) {
    const std::size_t equals = text.find('=');
    const bool is_one = equals != 0 && equals != std::string::npos && equals + 1 < text.size();
    return is_one ? "" : "must be written as NAME=FILE";
}

// What the partner's API would say, by the fetches' names.
json::object read_fetched(const std::vector<std::string>& given) {
    json::object fetched;
    for (const std::string& one : given) {
        const std::size_t equals = one.find('=');
        const auto text = read_file(one.substr(equals + 1));
        if (!text) throw cannot_start(exit_status::no_input, mapping::to_text(text.error()));
        auto document = mapping::parse_json(*text);
        if (!document)
            throw cannot_start(exit_status::no_input,
                               one.substr(equals + 1) + ": " + mapping::to_text(document.error()));
        fetched[one.substr(0, equals)] = std::move(*document);
    }
    return fetched;
}

tried_request try_file(const try_options& given) {
    const trial with = open_connection(given.config_file, given.connection);
    auto hook = read_webhook(given.request, with.through->provider().receive.format);
    if (given.is_signed) hook = sign_as_partner(with, std::move(hook), given.private_key_file).hook;

    return try_request(with, hook, system_clock().now(), read_fetched(given.fetched));
}

tried_request try_stored(const try_options& given) {
    inbox_reader inbox = open_inbox(given.config_file);
    std::vector<filed_event> filed = inbox.find(given.receipt);
    if (filed.empty())
        throw cannot_start(exit_status::no_input, "the inbox has no receipt " + given.receipt);
    if (filed.front().is_forgotten)
        throw cannot_start(exit_status::no_input,
                           "the inbox has forgotten the request of " + given.receipt +
                               ": `retention.events` says for how long it keeps them");

    const trial with = open_connection(given.config_file, filed.front().event.connection);
    tried_request all = about(with);
    all.verification = {"stored", "believed when it was stored"};
    const json::object fetched = read_fetched(given.fetched);
    for (filed_event& one : filed)
        all.events.push_back(try_stored_event(with, inbox, std::move(one), fetched));
    return all;
}

// As the expectation of an example, see providers::outcome_of.
exit_status print_expectation(const try_options& given) {
    const trial with = open_connection(given.config_file, given.connection);
    const auto hook = read_webhook(given.request, with.through->provider().receive.format);
    const json::value fetched = read_fetched(given.fetched);
    const auto outcome = providers::outcome_of(*with.through, hook, nullptr, &fetched);
    if (!outcome) {
        std::cerr << mapping::to_text(outcome.error());
        return exit_status::answer_is_no;
    }
    std::cout << pretty(*outcome);
    return exit_status::ok;
}

exit_status try_it(const try_options& given) {
    if (given.as_expectation) return print_expectation(given);
    const tried_request all = given.receipt.empty() ? try_file(given) : try_stored(given);
    std::cout << (given.as_json ? pretty(to_json(all)) : to_text(all));
    return all.is_good() ? exit_status::ok : exit_status::answer_is_no;
}

}  // namespace

void add_try(CLI::App& commands, chosen_command& chosen) {
    auto* command = commands.add_subcommand("try",
                                            "Show what a webhook would become: its answer, its "
                                            "events, the calls they take, each field's origin");
    command->footer(details);
    const auto given = std::make_shared<try_options>();
    add_config_option(*command, given->config_file);
    auto* connection = add_connection_option(*command, given->connection);
    auto* file = add_request_options(*command, given->request);
    auto* receipt =
        command->add_option("--from-inbox", given->receipt, "A stored event instead of a file")
            ->type_name("RECEIPT");
    command->add_flag("--signed", given->is_signed, "Sign it as the partner would, see send");
    add_private_key_option(*command, given->private_key_file);
    receipt->excludes(file)->excludes(connection);
    for (const char* of_a_file :
         {"--header", "--path", "--query", "--method", "--signed", "--private-key"})
        receipt->excludes(command->get_option(of_a_file));
    command
        ->add_option("--fetched", given->fetched,
                     "What a fetch of the definition would say; may be repeated")
        ->type_name("NAME=FILE")
        ->allow_extra_args(false)
        ->check(mistake_in_fetched);
    auto* json = command->add_flag("--json", given->as_json, "Print JSON, for scripts");
    command
        ->add_flag("--expectation", given->as_expectation,
                   "Print what an example's `expect` file of it holds")
        ->needs(file)
        ->excludes(json);
    command->callback([=, &chosen] {
        if (given->receipt.empty() && (given->connection.empty() || !is_given(given->request)))
            throw CLI::RequiredError("--connection NAME FILE, or --from-inbox RECEIPT");
        chosen = [=] { return try_it(*given); };
    });
}

}  // namespace gateway
