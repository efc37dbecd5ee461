#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>
#include <stdexcept>

#include "gateway/commands/command.hpp"
#include "gateway/commands/connection_option.hpp"
#include "gateway/commands/request_options.hpp"
#include "gateway/commands/run_to_end.hpp"
#include "gateway/commands/signing_options.hpp"
#include "gateway/http/client.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

constexpr const char* details =
    "The connection's first secret signs, in the first way of any_of that it has a secret for. "
    "Prints\n"
    "the status, the receipt and the body of the answer. --dry-run prints the request instead, "
    "with\n"
    "its signature, which for some partners is the secret itself.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway send --connection acme-angi lead.json --url https://hooks.example.com:8443\n"
    "  booking-gateway send --connection acme-wix claims.json --private-key app.pem --dry-run\n"
    "\n"
    "Exit status: 0 for an answer of 2xx, 1 for another, 66 if there is no such file, connection "
    "or\n"
    "secret, 69 if there was no answer, 78 for mistakes in the configuration.";

struct send_options {
    std::string config_file, connection, url = "https://localhost:8443", ca_file, private_key_file;
    request_options request;
    bool is_dry_run = false;
};

struct outgoing {
    std::string method, url, body;
    http::fields headers;
};

outgoing request_to(const std::string& gateway_url, const std::string& connection,
                    const providers::webhook& hook) {
    outgoing request;
    std::string_view origin = gateway_url;
    while (origin.ends_with('/')) origin.remove_suffix(1);
    request.method = hook.method;
    request.url = std::string(origin) + "/hooks/" + connection + hook.path;
    if (!hook.query.empty()) request.url += "?" + hook.query;
    for (const auto& [name, value] : hook.headers) request.headers.push_back({name, value});
    request.body = hook.body;
    return request;
}

void show(const outgoing& request) {
    std::cout << request.method << ' ' << request.url << '\n';
    for (const auto& [name, value] : request.headers) std::cout << name << ": " << value << '\n';
    std::cout << '\n' << request.body;
    if (!request.body.ends_with('\n')) std::cout << '\n';
}

http::exchange perform(const outgoing& request, const std::string& ca_file) {
    http::client_options options;
    options.ca_file = ca_file;
    asio::io_context io;
    http::client client(io, options);
    return run_to_end(io, client.send(request.method, request.url, request.headers, request.body));
}

// As perform; what the command line is to blame for is said to the person who wrote it.
http::exchange perform_or_say_why(const outgoing& request, const std::string& ca_file) {
    try {
        return perform(request, ca_file);
    } catch (const std::invalid_argument& e) {
        throw cannot_start(exit_status::usage, e.what());
    } catch (const std::runtime_error& e) {
        throw cannot_start(exit_status::no_input, e.what());
    }
}

exit_status show(const http::exchange& done) {
    if (done.what != http::fate::answered) {
        const bool was_sent = done.what == http::fate::unknown;
        throw cannot_start(
            exit_status::unavailable,
            (was_sent ? "it was sent, and there was no answer: " : "it was not sent: ") +
                done.error);
    }
    std::cout << done.answer.status << '\n';
    for (const char* name : {"Webhook-Receipt", "Retry-After"})
        if (const auto value = http::find(done.answer.headers, name))
            std::cout << name << ": " << *value << '\n';
    std::cout << done.answer.body;
    if (!done.answer.body.empty() && !done.answer.body.ends_with('\n')) std::cout << '\n';
    const bool was_taken = done.answer.status >= 200 && done.answer.status < 300;
    return was_taken ? exit_status::ok : exit_status::answer_is_no;
}

exit_status send(const send_options& given) {
    const trial with = open_connection(given.config_file, given.connection);
    auto hook = read_webhook(given.request, with.through->provider().receive.format);
    const auto made = sign_as_partner(with, std::move(hook), given.private_key_file);
    for (const std::string& what : made.left_out)
        std::cerr << "not in the request, and verified all the same: " << what << '\n';

    const outgoing request = request_to(given.url, given.connection, made.hook);
    if (given.is_dry_run) {
        show(request);
        return exit_status::ok;
    }
    return show(perform_or_say_why(request, given.ca_file));
}

}  // namespace

void add_send(CLI::App& commands, chosen_command& chosen) {
    auto* command = commands.add_subcommand(
        "send", "Sign a webhook as the partner would, and post it to a gateway");
    command->footer(details);
    const auto given = std::make_shared<send_options>();
    add_config_option(*command, given->config_file);
    add_connection_option(*command, given->connection)->required();
    command->add_option("--url", given->url, "The gateway")
        ->capture_default_str()
        ->type_name("URL");
    command->add_option("--ca-file", given->ca_file, "Trusted besides the system's certificates")
        ->type_name("FILE");
    add_request_options(*command, given->request);
    add_private_key_option(*command, given->private_key_file);
    command->add_flag("--dry-run", given->is_dry_run, "Print the request and send nothing");
    command->callback([=, &chosen] {
        if (!is_given(given->request)) throw CLI::RequiredError(file_or_get);
        chosen = [=] { return send(*given); };
    });
}

}  // namespace gateway
