#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>

#include "gateway/commands/command.hpp"
#include "gateway/commands/connection_option.hpp"
#include "gateway/commands/crm_desk.hpp"
#include "gateway/commands/open_inbox.hpp"
#include "gateway/commands/run_to_end.hpp"
#include "gateway/config/configuration.hpp"
#include "gateway/crm/patient_reader.hpp"
#include "gateway/http/url.hpp"
#include "gateway/reconciliation/reconciliation.hpp"
#include "mapping/json_reader.hpp"
#include "mapping/transforms/time.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

constexpr const char* details =
    "Compares the bookings that the inbox has with those that the CRM has: exports them, or\n"
    "lists them by booking provider where the application may not export, and looks up the\n"
    "rest. Prints\n"
    "  missing  the inbox has it, the CRM has not\n"
    "  doubled  the CRM has several that stand, of one externalId\n"
    "  foreign  at one of our booking providers, and the inbox does not know it\n"
    "  changed  edited, dismissed or brought back in the CRM; names members, no values\n"
    "Nothing is changed, whether a gateway is running or not. With --repair the running\n"
    "gateway is told to deliver once more what is missing, or the --receipt given of it: it\n"
    "looks twice, delivery.settle_time apart, before it makes a booking.\n"
    "\n"
    "Examples:\n"
    "  booking-gateway reconcile\n"
    "  booking-gateway reconcile --tenant acme-plumbing --since 7d\n"
    "  booking-gateway reconcile --since 2026-11-01 --repair\n"
    "\n"
    "Exit status: 0 if nothing is missing, or all of it was requeued, and nothing is\n"
    "doubled, 1 if something is, 66 if there is no inbox or no such tenant, 69 if the CRM,\n"
    "or with --repair the gateway, gives no usable answer, 78 for mistakes in the\n"
    "configuration.";

struct reconcile_options {
    std::string config_file, tenant, since;
    bool is_repair = false;
    std::vector<std::string> only;  // receipts; none for all
};

// "7d" or "2026-11-01" or "2026-11-01T09:00:00Z"; nothing for "".
std::optional<timestamp> read_since(const std::string& given, timestamp now) {
    if (given.empty()) return std::nullopt;
    const boost::json::value span(given);
    mapping::json_reader as_span(span);
    const auto ago = as_span.duration_or("", std::chrono::milliseconds(0));
    if (!as_span.failed()) return now - ago;
    const auto moment =
        mapping::parse_time(mapping::is_date(given) ? given + "T00:00:00Z" : given, "UTC");
    if (!moment)
        throw cannot_start(exit_status::usage,
                           "--since is a time such as 2026-11-01 or how long ago, such as 7d");
    return moment->when;
}

void show(const finding& found) {
    std::cout << to_string(found.what) << "  booking";
    for (const std::int64_t id : found.crm_bookings) std::cout << ' ' << id;
    std::cout << "  externalId " << found.external_id;
    if (!found.connection.empty()) std::cout << "  " << found.connection;
    if (!found.receipt.empty()) std::cout << "  receipt " << found.receipt;
    if (!found.about.empty()) std::cout << "  " << found.about;
    std::cout << '\n';
}

// The admin listener of the gateway that runs with this configuration. Plain HTTP: on loopback
// only.
class running_gateway {
public:
    explicit running_gateway(const settings& process)
        : url_("http://" + host_of(process.admin.address) + ":" +
               std::to_string(process.admin.port)),
          client_(io_, http::client_options()) {
        if (!process.admin.token.empty())
            headers_.push_back({"Authorization", "Bearer " + process.admin.token});
        if (!http::parse_url(url_))
            throw cannot_start(exit_status::unavailable,
                               "--repair talks to the gateway over plain HTTP, which only loopback "
                               "may be; POST /api/missing/RECEIPT/requeue to " +
                                   url_ + " otherwise");
    }

    // Has it deliver again what made the booking. False when it will not.
    bool requeue(const finding& missing) {
        if (missing.receipt.empty()) {
            std::cout << "not requeued  booking " << missing.crm_bookings.front()
                      << ": the inbox does not know which event made it\n";
            return false;
        }
        const http::exchange done = run_to_end(
            io_, client_.send("POST", url_ + "/api/missing/" + missing.receipt + "/requeue",
                              headers_, ""));
        if (done.what != http::fate::answered)
            throw cannot_start(
                exit_status::unavailable,
                "no gateway answers at " + url_ + " (admin in gateway.yaml): " + done.error);
        const bool is_requeued = done.answer.status == 202;
        std::cout << (is_requeued ? "requeued  receipt " : "not requeued  receipt ")
                  << missing.receipt << "  " << done.answer.body;
        return is_requeued;
    }

private:
    // What listens everywhere listens on loopback.
    static std::string host_of(const std::string& address) {
        if (address == "0.0.0.0") return "127.0.0.1";
        if (address == "::") return "[::1]";
        return address.find(':') == std::string::npos ? address : "[" + address + "]";
    }

    asio::io_context io_;
    const std::string url_;
    http::fields headers_;
    http::client client_;
};

struct comparison {
    std::vector<finding> missing;
    bool is_doubled = false;
    bool is_whole = true;  // else the CRM gave no usable answer
};

// Prints what is found in the tenant.
void compare_tenant(const configuration& config, inbox_reader& inbox, const std::string& tenant,
                    std::optional<timestamp> since, comparison& all) {
    crm_desk desk(config.process, tenant);
    patience of_somebody_who_waits;
    of_somebody_who_waits.tries = 3;
    patient_reader upstream(desk.io(), desk.upstream(), of_somebody_who_waits);
    std::function<void(const finding&)> hear = [&](const finding& found) {
        show(found);
        if (found.what == finding::kind::missing) all.missing.push_back(found);
        if (found.what == finding::kind::doubled) all.is_doubled = true;
    };
    const system_clock time;
    const reconciliation_result result = run_to_end(
        desk.io(),
        reconcile(upstream, inbox, time, scope_of(*config.registry, tenant, since), hear));
    std::cout << tenant << ": " << result.in_crm << " booking(s) of the CRM compared";
    for (const finding::kind what : all_finding_kinds)
        std::cout << ", " << result.count(what) << ' ' << to_string(what);
    std::cout << '\n';
    if (result.out_of_reach > 0)
        std::cout << tenant << ": " << result.out_of_reach
                  << " at booking providers that the application may not read any more\n";
    if (!result.stopped) return;
    all.is_whole = false;
    const crm_result& last = result.stopped->result;
    std::cerr << tenant << ": " << result.stopped->operation
              << " gave no usable answer: " << reason_of(last.what) << ' ' << last.status << ' '
              << last.error << '\n';
}

std::vector<std::string> tenants_of(const configuration& config, const std::string& wanted) {
    if (!wanted.empty() && !config.process.tenants.contains(wanted))
        throw cannot_start(exit_status::no_input, "gateway.yaml has no tenant " + wanted);
    std::vector<std::string> names;
    for (const auto& [name, settings] : config.process.tenants)
        if (wanted.empty() || name == wanted) names.push_back(name);
    return names;
}

// False when something that was to be repaired is not.
bool repair(const reconcile_options& given, const std::vector<finding>& missing,
            running_gateway& gateway) {
    bool is_right = true;
    for (const finding& found : missing) {
        const bool is_wanted =
            given.only.empty() || std::count(given.only.begin(), given.only.end(), found.receipt);
        is_right = is_wanted && gateway.requeue(found) && is_right;
    }
    return is_right;
}

exit_status reconcile_tenants(const reconcile_options& given) {
    const auto since = read_since(given.since, system_clock().now());
    const auto config = load_configuration(given.config_file);
    if (!config) {
        const configuration_problems problems = config.error();
        throw misconfigured(problems);
    }
    inbox_reader inbox = open_inbox(given.config_file);
    std::optional<running_gateway> gateway;
    if (given.is_repair) gateway.emplace(config->process);
    comparison all;
    for (const std::string& tenant : tenants_of(*config, given.tenant))
        compare_tenant(*config, inbox, tenant, since, all);

    const bool is_repaired = gateway ? repair(given, all.missing, *gateway) : all.missing.empty();
    if (!all.is_whole) return exit_status::unavailable;
    return is_repaired && !all.is_doubled ? exit_status::ok : exit_status::answer_is_no;
}

}  // namespace

void add_reconcile(CLI::App& commands, chosen_command& chosen) {
    auto* command =
        commands.add_subcommand("reconcile", "Compare the inbox with the CRM's own bookings");
    command->footer(details);
    const auto given = std::make_shared<reconcile_options>();
    add_config_option(*command, given->config_file);
    command->add_option("--tenant", given->tenant, "Of `tenants` in gateway.yaml; all unless given")
        ->type_name("NAME");
    command
        ->add_option("--since", given->since,
                     "What was made or changed since: a date, a time, or how long ago")
        ->type_name("TIME");
    command->add_flag("--repair", given->is_repair,
                      "Have the running gateway make again what is missing");
    command->add_option("--receipt", given->only, "Repair only what has one of these receipts")
        ->needs("--repair")
        ->type_name("RECEIPT");
    command->callback([=, &chosen] { chosen = [=] { return reconcile_tenants(*given); }; });
}

}  // namespace gateway
