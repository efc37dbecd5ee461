#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "tests/contract/event_sketch.hpp"
#include "tests/support/run.hpp"

namespace testing {

inline constexpr std::chrono::milliseconds lease_time{60'000};

// An inbox of the harness, whose calls are waited for. `Harness::open()` opens the same store each
// time, as a new process would.
template <class Harness>
class inbox_desk {
public:
    inbox_desk() : inbox_desk([](Harness&) {}) {}
    // `prepare` gets the harness before the store is opened for the first time.
    explicit inbox_desk(const std::function<void(Harness&)>& prepare) {
        prepare(harness_);
        inbox_ = harness_.open();
    }

    gateway::inbox& store() { return *inbox_; }
    Harness& harness() { return harness_; }

    // What a process that ended and started again would see.
    void reopen() {
        inbox_.reset();
        inbox_ = harness_.open();
    }

    template <class T>
    T wait(boost::asio::awaitable<T> call) {
        std::optional<T> result;
        run(io_, keep(std::move(call), result));
        return std::move(*result);
    }
    void wait(boost::asio::awaitable<void> call) { run(io_, std::move(call)); }

    // All of them at the same time; the results in the order of the calls.
    template <class T>
    std::vector<T> wait_for_all(std::vector<boost::asio::awaitable<T>> calls) {
        std::vector<std::optional<T>> results(calls.size());
        for (std::size_t i = 0; i + 1 < calls.size(); ++i)
            boost::asio::co_spawn(io_, keep(std::move(calls[i]), results[i]), rethrow);
        run(io_, keep(std::move(calls.back()), results.back()));
        io_.run();
        std::vector<T> all;
        for (auto& one : results) all.push_back(std::move(one.value()));
        return all;
    }

    gateway::insertion insert(const event_sketch& event) {
        return wait(inbox_->insert(event.make()));
    }
    gateway::insertion insert(gateway::new_request request) {
        return wait(inbox_->insert(std::move(request)));
    }
    std::vector<gateway::claimed_event> claim(mapping::timestamp now = noon,
                                              std::size_t limit = 100,
                                              std::vector<std::string> connections = {"acme"}) {
        return wait(inbox_->claim(std::move(connections), limit, now, lease_time));
    }
    std::vector<std::string> claimed_ids(mapping::timestamp now = noon, std::size_t limit = 100,
                                         std::vector<std::string> connections = {"acme"}) {
        std::vector<std::string> ids;
        for (const auto& event : claim(now, limit, std::move(connections)))
            ids.push_back(event.identity.event_id);
        return ids;
    }
    // The one event that can be claimed.
    gateway::claimed_event claim_one(mapping::timestamp now = noon) {
        auto events = claim(now);
        BOOST_REQUIRE(events.size() == 1u);
        return std::move(events.front());
    }

    bool settle(const gateway::claimed_event& event, gateway::settlement end,
                mapping::timestamp now = noon) {
        return wait(inbox_->settle(event.seq, event.lease, std::move(end), now));
    }
    bool settle(const gateway::claimed_event& event, gateway::event_state state,
                mapping::timestamp due = noon) {
        return settle(event, end_as(state, due));
    }
    bool replay(const std::string& receipt, mapping::timestamp now = noon) {
        return wait(inbox_->replay(receipt, "an operator", now));
    }
    std::optional<gateway::receipt_status> status_of(const std::string& event_id) {
        const auto found = wait(inbox_->find_receipt("receipt of acme/" + event_id));
        return found.empty() ? std::nullopt : std::optional(found.front());
    }
    std::string state_of(const std::string& event_id) {
        const auto status = status_of(event_id);
        return status ? std::string(to_string(status->state)) : "none";
    }

    static gateway::settlement end_as(gateway::event_state state, mapping::timestamp due = noon) {
        gateway::settlement end;
        end.state = state;
        end.due = due;
        if (state == gateway::event_state::dead)
            end.dead = gateway::burial{gateway::death::refused_by_crm, "no such campaign"};
        return end;
    }

private:
    template <class T>
    static boost::asio::awaitable<void> keep(boost::asio::awaitable<T> call,
                                             std::optional<T>& result) {
        result.emplace(co_await std::move(call));
    }
    static void rethrow(std::exception_ptr failure) {
        if (failure) std::rethrow_exception(failure);
    }

    Harness harness_;
    boost::asio::io_context io_;
    std::unique_ptr<gateway::inbox> inbox_;
};

}  // namespace testing
