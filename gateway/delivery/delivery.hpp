#pragma once

#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>

#include "gateway/clock.hpp"
#include "gateway/crm/crm.hpp"
#include "gateway/delivery/delivery_fsm.hpp"
#include "gateway/delivery/drift_watch.hpp"
#include "gateway/delivery/fetcher.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/delivery/retry_schedule.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/settlement_board.hpp"
#include "gateway/metrics.hpp"
#include "providers/connection.hpp"

namespace gateway {

// What every delivery uses; it outlives them.
struct delivery_tools {
    inbox& store;
    settlement_board& settlements;
    drift_watch& drift;
    fetcher& fetches;
    const clock& time;
    metrics& counters;
    retry_schedule schedule;
    delivery_policy policy;
    std::chrono::milliseconds longest_run;  // no call begins later than this after the delivery did
    std::function<double()> random;         // in [0, 1)
};

// Delivers one claimed event through its tenant's lane until it is settled, put off, or its lease
// is lost. `from` is the event's connection as configured now. Throws what the inbox throws; the
// event is then left to its lease, and how far it has come is known to the inbox. All references
// must outlive the call.
boost::asio::awaitable<void> deliver(const delivery_tools& tools, lane& through, crm& upstream,
                                     const providers::connection& from, claimed_event event);

// Settles an event whose connection is not configured any more as a dead letter.
boost::asio::awaitable<void> bury_orphan(const delivery_tools& tools, claimed_event event);

}  // namespace gateway
