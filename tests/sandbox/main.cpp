// crm-sandbox: the sandbox as a process of its own, which outlives the gateways that are killed
// beside it.
#include <CLI/CLI.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json/parse.hpp>
#include <csignal>
#include <fstream>
#include <iostream>
#include <sstream>

#include "tests/sandbox/server.hpp"

namespace {

namespace asio = boost::asio;

struct command_line {
    sandbox::endpoint at;
    sandbox::settings settings;
    std::vector<std::int64_t> tenants;
    std::vector<std::string> client_ids, client_secrets, booking_providers, scopes;
    std::int64_t token_life_seconds = 900, export_delay_seconds = 900, stop_after_seconds = 3600;
    std::string port_file, seed_file;
};

void declare_server_options(CLI::App& app, command_line& given) {
    app.add_option("--address", given.at.address, "Address to listen on")->capture_default_str();
    app.add_option("--port", given.at.port, "Port to listen on; 0 for any")->capture_default_str();
    auto* const certificate =
        app.add_option("--certificate", given.at.certificate, "PEM file; serves HTTPS when given");
    auto* const key = app.add_option("--key", given.at.key, "PEM file of the certificate's key");
    certificate->needs(key);
    key->needs(certificate);
    app.add_option("--port-file", given.port_file, "Write the port to this file once it listens");
    app.add_option("--stop-after", given.stop_after_seconds, "End by itself after so many seconds")
        ->capture_default_str();
}

void declare_crm_options(CLI::App& app, command_line& given) {
    app.add_option("--tenant", given.tenants,
                   "Tenant id; repeat it, with --client-id and --client-secret, for several");
    app.add_option("--client-id", given.client_ids, "Client id of the tenant at the same place");
    app.add_option("--client-secret", given.client_secrets, "Its secret");
    app.add_option("--app-key", given.settings.app_key, "Application key")->capture_default_str();
    app.add_option("--booking-provider", given.booking_providers,
                   "ID:NAME of a booking provider tag that every tenant has; may be repeated");
    app.add_option("--rate-limit", given.settings.calls_per_second,
                   "Calls per second and tenant; 0 for no limit")
        ->capture_default_str();
    app.add_option("--token-life", given.token_life_seconds, "Seconds that a token is good for")
        ->capture_default_str();
    app.add_option("--export-delay", given.export_delay_seconds,
                   "Seconds until an export shows a change by default")
        ->capture_default_str();
    app.add_flag("--opaque-tokens", given.settings.opaque_tokens, "Tokens not shaped like a JWT");
    app.add_option(
        "--scope", given.scopes,
        "Scope that tokens have, such as tn.crm.bookings:r; repeat it. All, if not given");
    app.add_option("--restricted-to", given.settings.restricted_to,
                   "The only booking provider that the application may use");
    app.add_option("--seed", given.seed_file, "JSON file of what every tenant has from the start")
        ->check(CLI::ExistingFile);
}

// What is not known of the original, each with the reading that is not the most probable.
void declare_switches(CLI::App& app, sandbox::settings& set) {
    app.add_flag("--refuse-unknown-members", set.refuse_unknown_members,
                 "400 for body members that the definition does not have");
    app.add_flag("--refuse-repeated-external-ids", set.refuse_repeated_external_ids,
                 "409 for a second booking with the same externalId");
    app.add_flag("--address-or-contact,!--no-address-or-contact", set.require_address_or_contact,
                 "Refuse a booking with neither; the default");
    app.add_flag("--accept-partial-addresses", set.accept_partial_addresses,
                 "Creates and updates may have a part of an address");
    app.add_flag("--accept-late-updates", set.accept_late_updates,
                 "A booking that was dismissed or converted takes an update");
    app.add_flag("--null-clears", set.null_clears, "A null in an update takes a value away");
    app.add_flag("--garble-non-ascii", set.garble_non_ascii,
                 "Characters beyond ASCII that are not escaped become U+FFFD");
    app.add_option("--most-characters", set.most_characters,
                   "400 for texts in a body of more code points; 0 for no limit")
        ->capture_default_str();
    app.add_option("--most-page-size", set.most_page_size, "400 for a larger pageSize")
        ->capture_default_str();
    app.add_flag("--api-error-responses", set.api_error_responses,
                 "401, 429 and 500 have the body of the other errors, not of the API gateway");
    app.add_option("--app-key-status", set.app_key_status,
                   "Status for an application key that is missing or wrong")
        ->check(CLI::IsMember({401, 403, 404}))
        ->capture_default_str();
    app.add_option("--other-provider-status", set.other_provider_status,
                   "Status for a booking of another booking provider")
        ->check(CLI::IsMember({403, 404}))
        ->capture_default_str();
    app.add_flag("--retry-after,!--no-retry-after", set.retry_after,
                 "A 429 says when to come back; the default");
    app.add_flag("--fixed-window", set.fixed_window,
                 "Calls are counted from second to second, not by a bucket that refills");
    app.add_option("--export-page-size", set.export_page_size, "Rows of an export's answer")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
}

// Throws CLI::ValidationError.
boost::json::object read_seed(const std::string& path) {
    std::ifstream in(path);
    std::ostringstream text;
    text << in.rdbuf();
    boost::system::error_code broken;
    auto seed = boost::json::parse(text.str(), broken);
    if (broken || !seed.is_object()) throw CLI::ValidationError("--seed", "is no JSON object");
    return std::move(seed.get_object());
}

// Throws CLI::ValidationError for what the options say together.
void complete(command_line& given) {
    auto& settings = given.settings;
    const auto count = given.tenants.size();
    if (given.client_ids.size() != count || given.client_secrets.size() != count)
        throw CLI::ValidationError("--tenant, --client-id and --client-secret belong together");
    if (count > 0) settings.accounts.clear();
    for (std::size_t i = 0; i < count; ++i)
        settings.accounts.push_back(
            {given.tenants[i], given.client_ids[i], given.client_secrets[i], {}});

    if (!given.booking_providers.empty()) settings.booking_providers.clear();
    for (const auto& provider : given.booking_providers) {
        std::int64_t id = 0;
        const auto colon = provider.find(':');
        if (colon == provider.npos || !CLI::detail::lexical_cast(provider.substr(0, colon), id))
            throw CLI::ValidationError("--booking-provider", provider + " is not ID:NAME");
        settings.booking_providers.push_back({id, provider.substr(colon + 1)});
    }
    for (auto& account : settings.accounts) account.scopes = given.scopes;
    settings.token_life = std::chrono::seconds(given.token_life_seconds);
    settings.export_delay = std::chrono::seconds(given.export_delay_seconds);
    if (!given.seed_file.empty()) settings.seed = read_seed(given.seed_file);
}

void run(const command_line& given) {
    asio::io_context io(1);
    sandbox::server server(io, given.at, given.settings);

    asio::signal_set signals(io, SIGINT, SIGTERM);
    asio::steady_timer end(io, std::chrono::seconds(given.stop_after_seconds));
    const auto stop = [&](const auto&...) {
        server.stop();
        signals.cancel();
        end.cancel();
    };
    signals.async_wait(stop);
    end.async_wait(stop);

    const auto& first = given.settings.accounts.front();
    std::cout << "crm-sandbox listens on " << server.url() << " for tenant " << first.tenant
              << ", client id " << first.client_id << std::endl;
    // Whoever waits for the file must not see it half written.
    if (!given.port_file.empty()) {
        const std::string half = given.port_file + ".new";
        std::ofstream(half) << server.port() << "\n";
        if (std::rename(half.c_str(), given.port_file.c_str()) != 0)
            throw std::system_error(errno, std::generic_category(), given.port_file);
    }
    io.run();
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app(
        "A ServiceTitan CRM on loopback, for trying, demonstrating and testing the booking "
        "gateway. Its memory is all it has: what it knows ends with it.");
    command_line given;
    declare_server_options(app, given);
    declare_crm_options(app, given);
    declare_switches(app, given.settings);
    try {
        app.parse(argc, argv);
        complete(given);
        run(given);
    } catch (const CLI::Error& e) {
        return app.exit(e);
    } catch (const std::exception& e) {
        std::cerr << "crm-sandbox: " << e.what() << "\n";
        return 1;
    }
    return 0;
}
