#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "gateway/clock.hpp"
#include "gateway/crm/patient_reader.hpp"
#include "gateway/inbox/booking_ledger.hpp"
#include "gateway/metrics.hpp"
#include "gateway/reconciliation/reconciliation.hpp"
#include "gateway/task_group.hpp"
#include "providers/registry.hpp"

namespace gateway {

struct reconciler_settings {
    std::chrono::milliseconds each{std::chrono::hours(24)};  // 0: never
    std::chrono::milliseconds window{std::chrono::days(3)};  // what was made or changed since
};

// Compares the inbox with each tenant's CRM once a day, and tells of it in metrics and the log.
// Changes nothing. Runs on one io_context's thread; whatever is passed by reference outlives it.
class reconciler {
public:
    reconciler(boost::asio::io_context& io, booking_ledger& ledger, const clock& time,
               metrics& counters,
               std::function<std::shared_ptr<const providers::registry>()> connections,
               const std::map<std::string, crm*>& tenants, reconciler_settings settings);

    void start();
    // What is being compared is broken off. True when that ended within `grace`.
    boost::asio::awaitable<bool> stop(std::chrono::milliseconds grace);

private:
    boost::asio::awaitable<void> run();
    boost::asio::awaitable<void> compare(std::string tenant, patient_reader& upstream);
    void tell(const std::string& tenant, const reconciliation_result& result);

    booking_ledger& ledger_;
    const clock& clock_;
    metrics& metrics_;
    std::function<std::shared_ptr<const providers::registry>()> connections_;
    reconciler_settings settings_;
    std::map<std::string, std::unique_ptr<patient_reader>> tenants_;
    boost::asio::steady_timer pause_;
    task_group tasks_;
    bool stopping_ = false;
};

}  // namespace gateway
