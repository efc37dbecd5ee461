#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "gateway/inbox/inbox.hpp"

namespace testing {

// An inbox in memory, for one thread: keeps the promises that deliveries rest on (order within a
// booking, leases, one commit at a settlement) and fails where a test tells it to.
class fake_inbox final : public gateway::inbox {
public:
    struct row {
        gateway::claimed_event event;
        gateway::event_state state = gateway::event_state::accepted;
        gateway::timestamp due{};  // while it is delivering: when the lease ends
        std::string reason;
        std::optional<gateway::burial> dead;
        std::vector<gateway::attempt> attempts;
    };
    using name_and_id = std::pair<std::string, std::string>;  // connection, booking id

    std::vector<row> rows;  // in order of arrival
    std::map<name_and_id, gateway::booking_link> links;
    std::function<void(std::string_view operation)> before = [](std::string_view) {};  // may throw
    std::optional<gateway::insertion> known;  // what an insert says that stores nothing
    std::map<std::string, gateway::stored_answer> answers;  // by the request's receipt
    bool loses_leases = false;  // record_progress and settle say that the lease is gone
    std::function<void()> wake = [] {};
    std::size_t claims = 0;

    row& put(gateway::claimed_event event) {
        event.seq = static_cast<gateway::event_seq>(rows.size()) + 1;
        if (event.receipt.empty()) event.receipt = "receipt-" + std::to_string(event.seq);
        row stored;
        stored.due = event.received_at;
        stored.event = std::move(event);
        rows.push_back(std::move(stored));
        return rows.back();
    }
    std::size_t count(gateway::event_state state) const {
        return static_cast<std::size_t>(std::count_if(
            rows.begin(), rows.end(), [&](const row& one) { return one.state == state; }));
    }
    bool all_settled() const {
        return std::all_of(rows.begin(), rows.end(),
                           [](const row& one) { return gateway::is_settled(one.state); });
    }

    boost::asio::awaitable<gateway::insertion> insert(gateway::new_request arrived) override {
        before("insert");
        if (known) co_return *known;
        for (gateway::new_event& one : arrived.events) {
            gateway::claimed_event event;
            event.connection = arrived.hook.connection();
            event.request = arrived.hook.request();
            event.identity = one.identity;
            event.part = one.part;
            event.receipt =
                one.part ? gateway::receipt_of_part(arrived.receipt, *one.part) : arrived.receipt;
            event.received_at = event.first_try = arrived.received_at;
            row& stored = put(std::move(event));
            if (!one.dead) continue;
            stored.state = gateway::event_state::dead;
            stored.reason = to_string(one.dead->reason);
            stored.dead = one.dead;
        }
        gateway::insertion done;
        done.each.assign(arrived.events.size(), gateway::insertion::outcome::stored);
        done.answer = arrived.answer;
        done.receipt = arrived.receipt;
        co_return done;
    }

    boost::asio::awaitable<std::vector<gateway::claimed_event>> claim(
        std::vector<std::string> connections, std::size_t limit, gateway::timestamp now,
        std::chrono::milliseconds lease) override {
        before("claim");
        ++claims;
        std::map<std::string, std::vector<row*>> queues;  // what may be claimed, oldest first
        std::set<name_and_id> held;                       // bookings that an earlier event holds
        for (row& one : rows) {
            const bool is_settled = gateway::is_settled(one.state);
            if (is_settled && one.state != gateway::event_state::dead) continue;
            const name_and_id booking = booking_of(one);
            const bool lets_pass = one.state == gateway::event_state::waiting &&
                                   one.reason == gateway::waits_for_earlier;
            const bool is_first = booking.second.empty() || !held.contains(booking);
            if (!lets_pass) held.insert(booking);
            if (!is_settled && is_first && one.due <= now)
                queues[one.event.connection].push_back(&one);
        }

        std::vector<gateway::claimed_event> claimed;
        for (std::size_t round = 0; round < limit; ++round)
            for (const std::string& connection : connections)
                if (claimed.size() < limit && round < queues[connection].size())
                    claimed.push_back(lease_out(*queues[connection][round], now + lease));
        co_return claimed;
    }

    boost::asio::awaitable<bool> record_progress(gateway::event_seq seq, std::string lease,
                                                 gateway::delivery_progress progress) override {
        before("record_progress");
        row* one = held_row(seq, lease);
        if (one) one->event.progress = progress;
        co_return one != nullptr;
    }

    boost::asio::awaitable<bool> settle(gateway::event_seq seq, std::string lease,
                                        gateway::settlement end, gateway::timestamp) override {
        before("settle");
        row* one = held_row(seq, lease);
        if (one) {
            one->state = end.state;
            one->reason = end.reason;
            one->dead = end.dead;
            one->due = end.due;
            one->event.progress = end.progress;
            one->event.lease.clear();
            if (end.counts_as_try) ++one->event.tries;
            one->attempts.insert(one->attempts.end(), end.attempts.begin(), end.attempts.end());
            for (const auto& [id, link] : end.links) links[{one->event.connection, id}] = link;
        }
        co_return one != nullptr;
    }

    boost::asio::awaitable<void> replace_answer(std::string receipt,
                                                gateway::stored_answer answer) override {
        before("replace_answer");
        answers[receipt] = std::move(answer);
        co_return;
    }

    boost::asio::awaitable<bool> replay(std::string receipt, std::string,
                                        gateway::timestamp now) override {
        bool found = false;
        for (row& one : rows) {
            if (one.event.receipt != receipt || one.state != gateway::event_state::dead) continue;
            found = true;
            one.state = gateway::event_state::waiting;
            one.dead.reset();
            one.event.tries = 0;
            one.due = one.event.first_try = now;
        }
        co_return found;
    }

    boost::asio::awaitable<bool> requeue_missing(std::string receipt, std::string,
                                                 gateway::timestamp now) override {
        for (row& one : rows) {
            const auto link = links.find(booking_of(one));
            if (one.event.receipt != receipt || link == links.end()) continue;
            link->second.what = gateway::booking_link::standing::missing;
            one.state = gateway::event_state::waiting;
            one.due = one.event.first_try = now;
            co_return true;
        }
        co_return false;
    }

    boost::asio::awaitable<std::vector<gateway::filed_link>> links_to(
        std::int64_t, std::vector<std::int64_t>) override {
        co_return std::vector<gateway::filed_link>();
    }
    boost::asio::awaitable<std::vector<gateway::filed_link>> standing_links(
        gateway::link_range) override {
        co_return std::vector<gateway::filed_link>();
    }
    boost::asio::awaitable<gateway::booking_trace> trace(std::string, std::string) override {
        co_return gateway::booking_trace();
    }

    boost::asio::awaitable<void> recover(gateway::timestamp now) override {
        for (row& one : rows) {
            if (one.state != gateway::event_state::delivering) continue;
            one.state = gateway::event_state::unknown;
            one.due = now;
        }
        co_return;
    }

    boost::asio::awaitable<std::vector<gateway::receipt_status>> find_receipt(
        std::string receipt) override {
        before("find_receipt");
        std::vector<gateway::receipt_status> found;
        for (const row& one : rows)
            if (one.event.receipt == receipt || one.event.receipt.starts_with(receipt + "-"))
                found.push_back({one.event.receipt, one.state, one.reason, one.event.received_at,
                                 std::nullopt});
        co_return found;
    }

    boost::asio::awaitable<std::optional<gateway::booking_link>> find_link(
        std::string connection, std::string booking_id) override {
        before("find_link");
        co_return link_of({connection, booking_id});
    }

    boost::asio::awaitable<gateway::inbox_statistics> statistics(gateway::timestamp) override {
        before("statistics");
        gateway::inbox_statistics counted;
        for (const row& one : rows)
            if (!gateway::is_settled(one.state) || one.state == gateway::event_state::dead)
                counted.rows.push_back({one.event.connection, one.state, 1, one.event.received_at});
        co_return counted;
    }

    boost::asio::awaitable<std::optional<gateway::timestamp>> next_due() override {
        before("next_due");
        std::optional<gateway::timestamp> earliest;
        for (const row& one : rows)
            if (!gateway::is_settled(one.state) && (!earliest || one.due < *earliest))
                earliest = one.due;
        co_return earliest;
    }

    boost::asio::awaitable<std::int64_t> purge(gateway::timestamp, gateway::timestamp) override {
        co_return 0;
    }
    void on_deliverable(std::function<void()> waker) override { wake = std::move(waker); }
    boost::asio::awaitable<bool> is_writable() override { co_return true; }

private:
    static name_and_id booking_of(const row& one) {
        return {one.event.connection, one.event.identity.booking_id};
    }
    gateway::claimed_event lease_out(row& one, gateway::timestamp until) {
        one.event.was_unknown = one.state == gateway::event_state::delivering ||
                                one.state == gateway::event_state::unknown;
        one.state = gateway::event_state::delivering;
        one.due = until;
        one.event.lease = "lease-" + std::to_string(++leases_);
        one.event.link = link_of(booking_of(one));
        one.event.previous_link =
            link_of({one.event.connection, one.event.identity.previous_booking_id});
        return one.event;
    }
    row* held_row(gateway::event_seq seq, const std::string& lease) {
        row& one = rows.at(static_cast<std::size_t>(seq) - 1);
        const bool is_held = one.state == gateway::event_state::delivering &&
                             one.event.lease == lease && !loses_leases;
        return is_held ? &one : nullptr;
    }
    std::optional<gateway::booking_link> link_of(const name_and_id& booking) const {
        const auto found = links.find(booking);
        return found == links.end() ? std::nullopt : std::optional(found->second);
    }

    int leases_ = 0;
};

}  // namespace testing
