#include <CLI/CLI.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <set>

#include "gateway/commands/command.hpp"
#include "gateway/commands/connection_option.hpp"
#include "gateway/commands/crm_desk.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/crm/paging.hpp"
#include "gateway/crm/tenant_check.hpp"

namespace gateway {

namespace {

constexpr const char* details =
    "Asks the CRM with read calls whether the credentials, the app key, the scopes and the "
    "booking\n"
    "providers of the tenant's connections are right, and lists its booking provider tags.\n"
    "--create-tag makes a tag besides; that is the only call that changes something.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway tenant check acme-plumbing\n"
    "  booking-gateway tenant check acme-plumbing --create-tag Thumbtack\n"
    "\n"
    "Exit status: 0 if all is right, 1 if something is not, 66 if there is no such tenant,\n"
    "78 for mistakes in the configuration.";

struct tenant_options {
    std::string config_file, tenant, new_tag;
};

// By their names, the booking providers of the tenant's connections.
std::map<std::string, std::int64_t> providers_of(const configuration& config,
                                                 const std::string& tenant) {
    std::map<std::string, std::int64_t> providers;
    for (const auto& [name, connection] : config.registry->connections())
        if (connection->settings().tenant == tenant)
            providers.emplace(name, connection->settings().booking_provider);
    return providers;
}

// Which operations the definitions of its connections name.
std::vector<std::string> operations_of(const configuration& config, const std::string& tenant) {
    std::vector<std::string> operations;
    for (const auto& [name, connection] : config.registry->connections())
        if (connection->settings().tenant == tenant)
            for (const auto& step : connection->provider().operations)
                operations.push_back(step.call->id);
    return operations;
}

// Prints what was found, and knows whether all of it was good.
struct report {
    bool is_good = true;

    void add(const tenant_finding& found) {
        std::cout << (found.is_good ? "ok       " : "problem  ") << found.sentence << '\n';
        is_good = is_good && found.is_good;
    }
};

// Every tag; nothing when they cannot be listed.
std::optional<std::vector<provider_tag>> list_tags(crm_desk& desk,
                                                   const std::set<std::string>& granted,
                                                   report& to) {
    std::vector<provider_tag> tags;
    std::optional<crm_call> page = tags_check();
    for (int read = 0; page && read < most_pages; ++read) {
        const crm_result result = desk.perform(*page);
        const bool is_listed = result.what == crm_result::outcome::ok;
        if (read == 0 || !is_listed) to.add(on_tags(result, granted));
        if (!is_listed) return std::nullopt;
        for (provider_tag& one : tags_in(result)) tags.push_back(std::move(one));
        page = next_call(std::move(*page), result.body);
    }
    for (const provider_tag& one : tags)
        std::cout << "tag      " << one.id << "  " << one.name
                  << (one.is_active ? "" : "  (not active)") << '\n';
    return tags;
}

exit_status check_tenant(const tenant_options& given) {
    const auto config = load_configuration(given.config_file);
    if (!config) {
        const configuration_problems problems = config.error();
        throw misconfigured(problems);
    }
    if (!config->process.tenants.contains(given.tenant))
        throw cannot_start(exit_status::no_input, "gateway.yaml has no tenant " + given.tenant);

    crm_desk desk(config->process, given.tenant);
    report to;
    if (!given.new_tag.empty())
        to.add(on_tag_creation(given.new_tag, desk.perform(tag_creation(given.new_tag))));
    const access_token token = desk.ask_for_token();
    if (token.what == access_token::outcome::granted)
        for (const tenant_finding& found :
             on_scopes(token.scopes, needed_scopes(operations_of(*config, given.tenant))))
            to.add(found);
    const auto tags = list_tags(desk, token.scopes, to);
    const auto providers = providers_of(*config, given.tenant);
    std::set<std::int64_t> asked;
    for (const auto& [connection, provider] : providers) {
        if (tags) to.add(on_provider(connection, provider, *tags));
        if (asked.insert(provider).second)
            to.add(on_bookings(provider, desk.perform(bookings_check(provider))));
    }
    if (providers.empty() && tags) std::cout << "No connection leads to this tenant.\n";
    if (providers.empty() && !tags) to.add(on_nothing_asked());
    return to.is_good ? exit_status::ok : exit_status::answer_is_no;
}

}  // namespace

void add_tenant(CLI::App& commands, chosen_command& chosen) {
    auto* tenant = commands.add_subcommand("tenant", "Look at a tenant's setup in the CRM");
    tenant->require_subcommand(1);
    auto* command =
        tenant->add_subcommand("check", "Prove credentials, app key, scopes and booking providers");
    command->footer(details);
    const auto given = std::make_shared<tenant_options>();
    add_config_option(*command, given->config_file);
    command->add_option("NAME", given->tenant, "Of `tenants` in gateway.yaml")->required();
    command->add_option("--create-tag", given->new_tag, "Make a booking provider tag first")
        ->type_name("TAG");
    command->callback([=, &chosen] { chosen = [=] { return check_tenant(*given); }; });
}

}  // namespace gateway
