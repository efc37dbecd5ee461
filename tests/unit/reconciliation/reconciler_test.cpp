#include "gateway/reconciliation/reconciler.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include "gateway/log.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"
#include "tests/unit/reconciliation/scripted_office.hpp"

using namespace std::chrono_literals;

namespace {

struct desk {
    boost::asio::io_context io;
    testing::scripted_office office;
    testing::written_ledger ledger;
    testing::manual_clock clock{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};
    gateway::metrics counters;
    gateway::reconciler daily;

    explicit desk(gateway::reconciler_settings settings)
        : daily(
              io, ledger, clock, counters,
              [] { return std::make_shared<const providers::registry>(); }, {{"demo", &office}},
              settings) {
        gateway::log::set_level(gateway::log::level::error);
    }

    void run_until(const std::function<bool()>& is_true) {
        while (!is_true()) io.run_one();
    }
    bool counts(const std::string& line) const {
        return counters.expose().find("booking_gateway_reconcile_" + line + "\n") !=
               std::string::npos;
    }
    void stop() {
        bool ended = false;
        const auto task = [&]() -> boost::asio::awaitable<void> {
            ended = co_await daily.stop(1s);
        };
        testing::run(io, task());
        BOOST_TEST(ended);
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(counts_what_the_newest_comparison_found) {
    desk with({1ms, 1h});
    with.ledger.put("gone", 8).written_at = with.clock.now() - 1s;
    with.daily.start();

    with.run_until([&] { return with.counts(R"(runs_total{outcome="ok",tenant="demo"} 1)"); });
    BOOST_TEST(with.counts(R"(mismatches{kind="missing",tenant="demo"} 1)"));
    BOOST_TEST(with.counts(R"(mismatches{kind="doubled",tenant="demo"} 0)"));
    BOOST_TEST(with.counts(R"(last_success_timestamp_seconds{tenant="demo"} 1795219200)"));

    with.ledger.links.clear();
    with.run_until([&] { return with.counts(R"(mismatches{kind="missing",tenant="demo"} 0)"); });
    with.stop();
}

BOOST_AUTO_TEST_CASE(a_comparison_that_was_stopped_counts_nothing) {
    desk with({1ms, 1h});
    gateway::crm_result refused;
    refused.what = gateway::crm_result::outcome::unauthorized;
    with.office.instead["ExportBookings_Get"] = refused;
    gateway::log::set_level(gateway::log::level::error);
    with.daily.start();

    with.run_until([&] { return with.counts(R"(runs_total{outcome="failed",tenant="demo"} 1)"); });
    BOOST_TEST(with.counters.expose().find("mismatches{") == std::string::npos);
    with.stop();
}

BOOST_AUTO_TEST_CASE(ends_at_once_when_it_is_told_to) {
    desk with({24h, 1h});
    with.daily.start();
    with.io.poll();

    with.stop();

    BOOST_TEST(with.office.calls.empty());
}

BOOST_AUTO_TEST_CASE(compares_nothing_when_it_is_switched_off) {
    desk with({0ms, 1h});
    with.daily.start();
    with.io.run();  // nothing is there to wait for

    BOOST_TEST(with.office.calls.empty());
}
