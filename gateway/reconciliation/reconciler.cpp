#include "gateway/reconciliation/reconciler.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

// A gateway that is started again and again compares no more often for it, and yet one that is
// started every day does compare.
constexpr milliseconds after_start{std::chrono::minutes(10)};

void log_finding(const std::string& tenant, const finding& found) {
    const bool needs_a_person =
        found.what == finding::kind::missing || found.what == finding::kind::doubled;
    log::write(needs_a_person ? log::level::warn : log::level::info, "reconcile.found",
               {{"tenant", tenant},
                {"what", to_string(found.what)},
                {"connection", found.connection},
                {"crm_booking", found.crm_bookings.front()},
                {"receipt", found.receipt},
                {"about", found.about}});
}

}  // namespace

reconciler::reconciler(asio::io_context& io, booking_ledger& ledger, const clock& time,
                       metrics& counters,
                       std::function<std::shared_ptr<const providers::registry>()> connections,
                       const std::map<std::string, crm*>& tenants, reconciler_settings settings)
    : ledger_(ledger),
      clock_(time),
      metrics_(counters),
      connections_(std::move(connections)),
      settings_(settings),
      pause_(io),
      tasks_(io.get_executor(), "reconciliation") {
    for (const auto& [tenant, upstream] : tenants)
        tenants_.emplace(tenant, std::make_unique<patient_reader>(io, *upstream, patience()));
}

void reconciler::start() {
    if (settings_.each > milliseconds::zero()) tasks_.spawn(run());
}

asio::awaitable<bool> reconciler::stop(milliseconds grace) {
    stopping_ = true;
    pause_.cancel();
    for (const auto& [tenant, upstream] : tenants_) upstream->stop();
    co_return co_await tasks_.wait(grace);
}

asio::awaitable<void> reconciler::run() {
    milliseconds pause = std::min(settings_.each, after_start);
    while (!stopping_) {
        pause_.expires_after(pause);
        co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
        for (const auto& [tenant, upstream] : tenants_) {
            if (stopping_) co_return;
            co_await compare(tenant, *upstream);
        }
        pause = settings_.each;
    }
}

asio::awaitable<void> reconciler::compare(std::string tenant, patient_reader& upstream) {
    reconciliation_scope scope = scope_of(*connections_(), tenant, clock_.now() - settings_.window);
    std::function<void(const finding&)> hear = [&tenant](const finding& found) {
        log_finding(tenant, found);
    };
    std::string failure;
    try {
        const reconciliation_result result =
            co_await reconcile(upstream, ledger_, clock_, std::move(scope), std::move(hear));
        if (!stopping_) tell(tenant, result);
    } catch (const std::exception& e) {
        failure = e.what();
    }
    if (failure.empty()) co_return;
    metrics_.reconciled(tenant, false, clock_.now().time_since_epoch());
    log::error("reconcile.failed", {{"tenant", tenant}, {"error", failure}});
}

void reconciler::tell(const std::string& tenant, const reconciliation_result& result) {
    metrics_.reconciled(tenant, !result.stopped, clock_.now().time_since_epoch());
    if (result.stopped) {
        log::error("reconcile.failed", {{"tenant", tenant},
                                        {"op", result.stopped->operation},
                                        {"status", result.stopped->result.status},
                                        {"error", reason_of(result.stopped->result.what)}});
        return;
    }
    for (const finding::kind what : all_finding_kinds)
        metrics_.reconcile_mismatches(tenant, to_string(what), result.count(what));
    log::info("reconcile.done", {{"tenant", tenant},
                                 {"in_crm", result.in_crm},
                                 {"missing", result.count(finding::kind::missing)},
                                 {"doubled", result.count(finding::kind::doubled)},
                                 {"foreign", result.count(finding::kind::foreign)},
                                 {"changed", result.count(finding::kind::changed)}});
}

}  // namespace gateway
