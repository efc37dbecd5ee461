#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <iostream>

#include "gateway/commands/command.hpp"
#include "gateway/commands/comparing.hpp"
#include "gateway/commands/connection_option.hpp"
#include "gateway/commands/open_inbox.hpp"
#include "gateway/commands/pretty_json.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

constexpr const char* details =
    "Runs the newest stored requests of the connections that use the definition of that file's "
    "name\n"
    "through it as it is in providers/ and as it is in the file, and prints what comes out\n"
    "otherwise. Nothing is sent or changed, whether a gateway is running or not. What is printed "
    "are\n"
    "customers' data. Nothing is fetched, and a partial update is taken for the first news of its\n"
    "booking: what depends on either shows as missing on both sides.\n"
    "\n"
    "Example:\n"
    "  booking-gateway diff --definition drafts/angi.yaml --last 500\n"
    "\n"
    "Exit status: 0 if nothing changes, 1 if something does, 66 if there is no inbox or no such\n"
    "connection, 78 for mistakes in the configuration or in the new definition.";

struct diff_options {
    std::string config_file, definition_file;
    std::size_t last = 100;
    bool as_json = false;
};

std::map<std::string, comparison> open_comparisons(const diff_options& given) {
    auto all = load_comparisons(given.config_file, given.definition_file);
    if (!all) throw misconfigured(all.error());
    if (all->empty())
        throw cannot_start(exit_status::no_input,
                           "no connection uses the definition " +
                               std::filesystem::path(given.definition_file).stem().string());
    return std::move(*all);
}

void show(const diff_options& given, std::size_t compared,
          const std::vector<changed_request>& all) {
    if (given.as_json) {
        json::array changed;
        for (const changed_request& one : all) changed.push_back(to_json(one));
        std::cout << pretty(json::object{{"compared", compared}, {"changed", std::move(changed)}});
        return;
    }
    for (const changed_request& one : all) std::cout << to_text(one) << '\n';
    std::cout << compared << " stored request(s), ";
    if (all.empty())
        std::cout << "nothing changes\n";
    else
        std::cout << all.size() << " would change\n";
}

exit_status diff(const diff_options& given) {
    const auto comparisons = open_comparisons(given);
    std::vector<std::string> connections;
    for (const auto& [name, through] : comparisons) connections.push_back(name);

    inbox_reader inbox = open_inbox(given.config_file);
    std::vector<changed_request> all;
    const std::size_t compared =
        inbox.visit_newest(connections, given.last, [&](const filed_request& filed) {
            auto changes = changes_of(comparisons.at(filed.connection), filed.request);
            if (!changes.empty())
                all.push_back(
                    {filed.receipt, filed.connection, filed.received_at, std::move(changes)});
        });
    show(given, compared, all);
    return all.empty() ? exit_status::ok : exit_status::answer_is_no;
}

}  // namespace

void add_diff(CLI::App& commands, chosen_command& chosen) {
    auto* command = commands.add_subcommand(
        "diff", "Show what a changed definition would make of the requests that are stored");
    command->footer(details);
    const auto given = std::make_shared<diff_options>();
    add_config_option(*command, given->config_file);
    command
        ->add_option("--definition", given->definition_file,
                     "The changed definition; its file's name says which one it is")
        ->required()
        ->type_name("FILE");
    command->add_option("--last", given->last, "How many of the newest requests")
        ->capture_default_str()
        ->check(CLI::PositiveNumber)
        ->type_name("N");
    command->add_flag("--json", given->as_json, "Print JSON, for scripts");
    command->callback([=, &chosen] { chosen = [=] { return diff(*given); }; });
}

}  // namespace gateway
