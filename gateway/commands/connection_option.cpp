#include "gateway/commands/connection_option.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace gateway {

namespace {

std::string in_one_line(const std::vector<std::string>& names) {
    std::string line;
    for (const std::string& one : names) line += (line.empty() ? "" : ", ") + one;
    return line;
}

}  // namespace

CLI::Option* add_connection_option(CLI::App& command, std::string& connection) {
    return command
        .add_option("--connection", connection,
                    "The connection that it is for, connections/NAME.yaml")
        ->type_name("NAME");
}

cannot_start misconfigured(const configuration_problems& problems) {
    std::string text = "mistakes in the configuration";
    for (const std::string& one : problems.all) text += "\n" + one;
    return cannot_start(exit_status::configuration, text);
}

trial open_connection(const std::string& config_file, const std::string& connection) {
    auto opened = load_trial(config_file, connection);
    if (opened) return std::move(*opened);
    const auto names = connection_names(config_file);
    if (!names.empty() && std::find(names.begin(), names.end(), connection) == names.end())
        throw cannot_start(exit_status::no_input, "there is no connection " + connection +
                                                      "; there are " + in_one_line(names));
    throw misconfigured(opened.error());
}

}  // namespace gateway
