#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gateway/clock.hpp"
#include "gateway/crm/crm.hpp"
#include "gateway/delivery/delivery.hpp"
#include "gateway/delivery/fetcher.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/metrics.hpp"
#include "gateway/task_group.hpp"
#include "providers/registry.hpp"

namespace gateway {

struct dispatcher_settings {
    retry_schedule retry;
    delivery_policy policy;
    lane_settings lane;                                   // of every tenant
    std::chrono::milliseconds longest_run{10 * 60'000};   // no call begins later in one delivery
    std::chrono::milliseconds lease{15 * 60'000};         // the longest run, and its last call
    std::chrono::milliseconds look_each{1'000};           // for due events, if nothing wakes it
    std::chrono::milliseconds rest_after_trouble{1'000};  // when the inbox could not do its part
    std::chrono::milliseconds seek_orphans_each{60'000};  // events whose connection is gone
    // How long a connection is missing before its events are buried: a file that was taken away by
    // mistake may come back.
    std::chrono::milliseconds orphaned_after{60 * 60'000};
};

// Takes what is due out of the inbox and delivers it, through one lane for each tenant. Everything
// runs on one io_context's thread. inbox::recover must have been awaited before start. The inbox,
// board, watch, clock, metrics, CRMs and partners outlive it, and the io_context does not run any
// more when it is destroyed.
class dispatcher {
public:
    dispatcher(boost::asio::io_context& io, inbox& store, settlement_board& settlements,
               drift_watch& drift, const clock& time, metrics& counters,
               std::function<std::shared_ptr<const providers::registry>()> connections,
               std::map<std::string, crm*> tenants, partner_api& partners,
               dispatcher_settings settings);
    ~dispatcher();
    dispatcher(const dispatcher&) = delete;

    // On the io_context's thread.
    void start();
    // Claims nothing more, and waits for what is under way. True when all of it ended within
    // `grace`; the rest is left to its lease. On the io_context's thread.
    boost::asio::awaitable<bool> stop(std::chrono::milliseconds grace);

private:
    struct waker;
    struct tenant_way {
        crm* upstream;
        lane rules;
    };
    // What is claimed together: connections whose lanes have room for any `limit` of their events.
    struct turn {
        std::vector<std::string> connections;
        std::size_t limit = 0;
    };

    boost::asio::awaitable<void> run();
    boost::asio::awaitable<std::chrono::milliseconds> look_round();
    void take_over(const std::shared_ptr<const providers::registry>& known);
    boost::asio::awaitable<void> claim_due(std::shared_ptr<const providers::registry> known);
    boost::asio::awaitable<void> bury_orphans();
    boost::asio::awaitable<void> bury_events_of(std::string connection);
    std::vector<std::string> orphaned(const inbox_statistics& statistics);
    std::vector<turn> turns(const providers::registry& known) const;
    void begin(claimed_event event, const providers::registry& known);
    boost::asio::awaitable<void> work_on(claimed_event event, tenant_way& way,
                                         std::shared_ptr<const providers::connection> from);
    boost::asio::awaitable<void> take_in_hand(claimed_event event, tenant_way& way,
                                              std::shared_ptr<const providers::connection> from);
    boost::asio::awaitable<void> put_off(claimed_event event);
    void rest(const std::string& why);

    boost::asio::io_context& io_;
    inbox& inbox_;
    const clock& clock_;
    std::function<std::shared_ptr<const providers::registry>()> connections_;
    dispatcher_settings settings_;
    std::map<std::string, tenant_way> ways_;  // by tenant
    std::mt19937_64 random_{std::random_device{}()};
    fetcher fetches_;
    delivery_tools tools_;
    std::shared_ptr<waker> waker_;
    // Whether a commit that makes something deliverable concerns the loop: each round of it needs
    // to hear of one at most, and of none while no lane has room. Any thread may take it.
    std::shared_ptr<std::atomic<bool>> is_listening_ = std::make_shared<std::atomic<bool>>(false);
    task_group loop_, deliveries_;
    bool stopping_ = false;
    std::shared_ptr<const providers::registry> taken_over_;
    std::chrono::steady_clock::time_point rest_until_{};
    std::chrono::steady_clock::time_point orphans_due_{};
    // Connections that have events and no file, since this process first saw it.
    std::map<std::string, std::chrono::steady_clock::time_point> missing_since_;
    // Bookings that an event is being delivered for. The inbox keeps a booking's events apart, but
    // it cannot know the booking of an event whose identity is only read now. A booking is let go
    // just before the next claim, which then sees what became of it.
    std::set<std::string> in_hand_;
    std::vector<std::string> let_go_;
};

}  // namespace gateway
