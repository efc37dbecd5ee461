#include "gateway/app.hpp"

#include <atomic>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "gateway/admin/admin_api.hpp"
#include "gateway/clock.hpp"
#include "gateway/config/tenant_account.hpp"
#include "gateway/crm/http_crm.hpp"
#include "gateway/delivery/dispatcher.hpp"
#include "gateway/exit_status.hpp"
#include "gateway/http/client.hpp"
#include "gateway/inbox/housekeeping.hpp"
#include "gateway/inbox/sqlite_inbox.hpp"
#include "gateway/intake/intake.hpp"
#include "gateway/io_thread.hpp"
#include "gateway/log.hpp"
#include "gateway/port_check.hpp"
#include "gateway/reconciliation/reconciler.hpp"
#include "gateway/task_group.hpp"

namespace gateway {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// What deliveries get to write down how far they came, once their calls have been cut off.
constexpr milliseconds after_abort{5'000};
// What a comparison with the CRM gets to end, which loses nothing by it.
constexpr milliseconds for_a_read{500};

struct door {
    io_thread thread;
    std::unique_ptr<http::listener> listener;
};

// Ends the process where nothing can be taken down in order any more, because threads may be at
// work. The inbox survives this like a power cut.
[[noreturn]] void end_at_once(exit_status how) { std::_Exit(static_cast<int>(how)); }

// Logs what ended the supervision, which may be the inbox: it is asked to recover first.
exit_status status_after(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
        log::error("gateway.failed", {{"error", e.what()}});
        const bool was_inbox = dynamic_cast<const inbox_failed*>(&e) ||
                               dynamic_cast<const inbox_full*>(&e) ||
                               dynamic_cast<const inbox_busy*>(&e);
        return was_inbox ? exit_status::inbox_failed : exit_status::internal;
    }
}

}  // namespace

// A part outlives those below it: in particular an io_context whatever is bound to it.
struct app::parts {
    explicit parts(configuration loaded);

    std::unique_ptr<inbox> open_inbox();
    void make_doors();
    void make_partners();
    void make_crms();
    std::shared_ptr<const providers::registry> registry() const;
    void publish(const configuration& loaded);
    std::vector<std::string> obstacles(const providers::registry& loaded) const;
    void reload();

    asio::awaitable<void> supervise();
    asio::awaitable<void> drain();
    asio::awaitable<void> stop_door(door& one, milliseconds grace);
    asio::awaitable<void> stop_deliveries(milliseconds grace);
    void hurry();
    void abort_calls();
    asio::awaitable<void> wait_for_stop();
    void stop_requested();

    configuration config;  // its registry is what registry() says
    mutable std::mutex registry_mutex;
    system_clock clock;
    gateway::metrics metrics;
    settlement_board settlements;
    drift_watch drift{metrics};
    asio::io_context control{1};
    asio::steady_timer stop_signal{control, asio::steady_timer::time_point::max()};
    asio::signal_set signals{control};
    task_group chores{control.get_executor(), "stopping"};
    int stops_requested = 0;
    bool closing = false;  // a drain is past its announcement
    std::atomic<bool> draining = false;
    std::atomic<bool> inbox_failed = false;

    std::vector<std::unique_ptr<door>> doors;  // with threads that end before run returns
    io_thread deliveries;
    std::unique_ptr<inbox> store;
    std::unique_ptr<intake> entrance;
    std::unique_ptr<http::client> client, partner_client;
    std::unique_ptr<partner_api> partners;
    std::map<std::string, std::unique_ptr<crm>> crms;
    std::unique_ptr<reconciler> comparer;
    std::unique_ptr<dispatcher> sender;
    std::unique_ptr<admin_api> admin;
    std::unique_ptr<http::listener> admin_listener;
    std::unique_ptr<housekeeping> keeper;
};

app::parts::parts(configuration loaded) : config(std::move(loaded)) {
    const settings& process = config.process;
    store = open_inbox();
    require_free_port("listen", process.listen.address, process.listen.port);
    require_free_port("admin", process.admin.address, process.admin.port);
    entrance = std::make_unique<intake>(
        *store, settlements, clock, metrics, [this] { return registry(); }, process.arrivals);
    make_doors();
    make_partners();
    make_crms();
    admin =
        std::make_unique<admin_api>(*store, clock, metrics, drift, draining, process.admin.token);
    admin_listener =
        std::make_unique<http::listener>(control, process.admin.address, process.admin.port,
                                         nullptr, http::limits(), admin->service());
    keeper = std::make_unique<housekeeping>(control, *store, clock, metrics,
                                            process.retention.event_ids, process.retention.events);
}

std::unique_ptr<inbox> app::parts::open_inbox() {
    sqlite_options options;
    options.on_failure = [this](const std::string& why) {
        log::error("inbox.failed", {{"error", why}});
        inbox_failed = true;
        asio::post(control, [this] { stop_requested(); });
    };
    const std::string path = config.process.inbox.string();
    try {
        return make_sqlite_inbox(path, std::move(options), metrics);
    } catch (const std::runtime_error& e) {
        throw cannot_start(exit_status::inbox_unusable,
                           std::string("cannot open the inbox: ") + e.what() +
                               "; inbox.path must name a file in an existing folder of a local "
                               "disk, which this user may write to and no other gateway uses");
    }
}

// The first door takes the port, any free one if it is 0; the others share it.
void app::parts::make_doors() {
    const settings& process = config.process;
    const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
    const std::size_t threads = process.threads ? process.threads : processors;
    http::limits limits = process.limits;
    limits.connections = std::max<std::size_t>(1, limits.connections / threads);

    std::uint16_t port = process.listen.port;
    for (std::size_t i = 0; i < threads; ++i) {
        auto made = std::make_unique<door>();
        made->listener =
            std::make_unique<http::listener>(made->thread.io(), process.listen.address, port,
                                             config.certificate, limits, entrance->service());
        port = made->listener->port();
        doors.push_back(std::move(made));
    }
}

void app::parts::make_partners() {
    http::client_options options = partner_client_options();
    options.ca_file = config.process.crm.ca_file.string();
    partner_client = std::make_unique<http::client>(deliveries.io(), std::move(options));
    partners = make_http_partner_api(*partner_client);
}

void app::parts::make_crms() {
    const settings& process = config.process;
    client = std::make_unique<http::client>(deliveries.io(), crm_client_options(process));

    std::map<std::string, crm*> by_tenant;
    for (const auto& [name, ignored] : process.tenants) {
        auto made =
            make_http_crm(deliveries.io(), *client, account_of(process, name), clock, metrics);
        by_tenant.emplace(name, made.get());
        crms.emplace(name, std::move(made));
    }
    comparer = std::make_unique<reconciler>(
        deliveries.io(), *store, clock, metrics, [this] { return registry(); }, by_tenant,
        process.reconcile);
    sender = std::make_unique<dispatcher>(
        deliveries.io(), *store, settlements, drift, clock, metrics, [this] { return registry(); },
        std::move(by_tenant), *partners, process.delivery);
}

std::shared_ptr<const providers::registry> app::parts::registry() const {
    const std::lock_guard lock(registry_mutex);
    return config.registry;
}

void app::parts::publish(const configuration& loaded) {
    for (const std::string& one : loaded.warnings) log::warn("config.warning", {{"what", one}});
    metrics.unverified_connections(loaded.registry->unverified().size());
    const metrics::seconds now = clock.now().time_since_epoch();
    metrics.config_loaded(now.count(), loaded.registry->connections().size());
    const std::lock_guard lock(registry_mutex);
    config.registry = loaded.registry;
}

// What stands in the way of taking `loaded` over from the running configuration.
std::vector<std::string> app::parts::obstacles(const providers::registry& loaded) const {
    std::vector<std::string> found;
    for (const auto& [name, connection] : loaded.connections()) {
        if (!crms.contains(connection->settings().tenant))
            found.push_back("connection " + name + ": a new tenant needs a new process");
    }
    return found;
}

void app::parts::reload() {
    std::vector<std::string> problems;
    configuration fresh;
    try {
        auto loaded = load_configuration(config.file);
        if (loaded) {
            fresh = std::move(*loaded);
            problems = obstacles(*fresh.registry);
        } else {
            problems = loaded.error().all;
        }
        if (problems.empty())
            for (const auto& one : doors) one->listener->renew(*fresh.certificate);
    } catch (const std::exception& e) {
        problems.push_back(e.what());
    }
    for (const std::string& one : problems) log::error("reload.problem", {{"what", one}});
    metrics.config_reloaded(problems.empty());
    if (!problems.empty()) return;
    log::info("reload.done", {{"connections", fresh.registry->connections().size()}});
    publish(fresh);
}

void app::parts::stop_requested() {
    ++stops_requested;
    stop_signal.cancel();
    if (closing) hurry();
}

asio::awaitable<void> app::parts::wait_for_stop() {
    while (stops_requested == 0) {
        stop_signal.expires_at(asio::steady_timer::time_point::max());
        co_await stop_signal.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

asio::awaitable<void> app::parts::supervise() {
    const timestamp started = clock.now();
    co_await store->recover(started);
    for (const auto& one : doors) {
        http::listener& listener = *one->listener;
        asio::post(one->thread.io(), [&listener] { listener.start(); });
    }
    asio::post(deliveries.io(), [this] {
        sender->start();
        comparer->start();
    });
    admin_listener->start();
    keeper->start();
    log::info("gateway.started", {{"door", doors.front()->listener->port()},
                                  {"admin", admin_listener->port()},
                                  {"connections", config.registry->connections().size()},
                                  {"threads", doors.size()}});
    co_await wait_for_stop();
    co_await drain();
}

asio::awaitable<void> app::parts::drain() {
    log::info("gateway.draining");
    draining = true;
    for (const auto& one : doors) one->listener->drain();
    if (inbox_failed) stops_requested = 2;  // nothing can be stored any more: hurry

    // Load balancers need a moment to notice.
    if (stops_requested < 2) {
        stop_signal.expires_after(config.process.drain.announce);
        co_await stop_signal.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    const milliseconds grace = stops_requested < 2 ? config.process.drain.grace : milliseconds(0);
    const auto deadline = std::chrono::steady_clock::now() + grace;

    // All doors at once, so that none goes on accepting while another waits for its last request.
    for (const auto& one : doors) chores.spawn(stop_door(*one, grace));
    closing = true;
    co_await chores.wait(std::chrono::hours(1));  // each ends by itself
    const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
    asio::awaitable<void> settling = stop_deliveries(std::max(left, milliseconds(0)));
    co_await asio::co_spawn(deliveries.io(), std::move(settling), asio::use_awaitable);
    co_await keeper->stop();
    co_await admin_listener->stop(milliseconds(0));
    signals.cancel();
}

asio::awaitable<void> app::parts::stop_door(door& one, milliseconds grace) {
    asio::awaitable<void> stopping = one.listener->stop(grace);
    co_await asio::co_spawn(one.thread.io(), std::move(stopping), asio::use_awaitable);
}

// Cuts short a drain that is under way.
void app::parts::hurry() {
    for (const auto& one : doors) chores.spawn(stop_door(*one, milliseconds(0)));
    asio::post(deliveries.io(), [this] { abort_calls(); });
}

// On the deliveries' thread.
void app::parts::abort_calls() {
    client->abort();
    partner_client->abort();
}

// A call to the CRM may take longer than the grace. It is cut off then, and its event is left as
// one whose outcome is unknown, which the next start looks into.
asio::awaitable<void> app::parts::stop_deliveries(milliseconds grace) {
    co_await comparer->stop(milliseconds(0));  // it loses nothing: the deliveries' time is for them
    const bool all_ended = co_await sender->stop(grace);
    const bool compares_no_more = co_await comparer->stop(for_a_read);
    if (all_ended && compares_no_more) co_return;
    abort_calls();
    const bool ended_now = co_await sender->stop(after_abort);
    const bool compared_now = co_await comparer->stop(after_abort);
    if (ended_now && compared_now) co_return;
    log::error("gateway.stuck");  // something still uses what would be destroyed next
    end_at_once(exit_status::internal);
}

app::app(configuration config) : parts_(std::make_unique<parts>(std::move(config))) {
    parts_->publish(parts_->config);
}

app::~app() = default;

std::uint16_t app::door_port() const { return parts_->doors.front()->listener->port(); }
std::uint16_t app::admin_port() const { return parts_->admin_listener->port(); }

void app::request_stop() {
    asio::post(parts_->control, [parts = parts_.get()] { parts->stop_requested(); });
}

void app::request_reload() {
    asio::post(parts_->control, [parts = parts_.get()] { parts->reload(); });
}

void app::obey_signals() {
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) parts_->signals.add(signal);
    struct obey {
        parts* of;
        void operator()(const boost::system::error_code& ec, int signal) const {
            if (ec) return;
            if (signal == SIGHUP)
                of->reload();
            else
                of->stop_requested();
            of->signals.async_wait(*this);
        }
    };
    parts_->signals.async_wait(obey{parts_.get()});
}

app::end app::run() {
    for (const auto& one : parts_->doors) one->thread.start();
    parts_->deliveries.start();

    asio::co_spawn(parts_->control, parts_->supervise(), [](const std::exception_ptr& thrown) {
        if (thrown) end_at_once(status_after(thrown));
    });
    parts_->control.run();

    for (const auto& one : parts_->doors) one->thread.join();
    parts_->deliveries.join();
    log::info("gateway.stopped");
    return parts_->inbox_failed ? end::inbox_failed : end::requested;
}

}  // namespace gateway
