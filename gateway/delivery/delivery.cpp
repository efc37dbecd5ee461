#include "gateway/delivery/delivery.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "gateway/delivery/ending.hpp"
#include "gateway/delivery/preparation.hpp"
#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

using steady = std::chrono::steady_clock;

// What went wrong with a call, for the event's story. The CRM's own words may quote the customer,
// so only the network's are kept.
std::string attempt_error(const crm_result& result) {
    switch (result.what) {
        case crm_result::outcome::ok: return "";
        case crm_result::outcome::invalid: return "breaks_contract";
        case crm_result::outcome::refused: return "refused";
        case crm_result::outcome::unauthorized: return "unauthorized";
        case crm_result::outcome::forbidden: return "forbidden";
        case crm_result::outcome::throttled: return "throttled";
        case crm_result::outcome::server_error: return "server_error";
        case crm_result::outcome::unknown: return "no_answer: " + result.error;
        case crm_result::outcome::not_sent: return "not_sent: " + result.error;
    }
    return "no_answer";
}

// The CRM's booking that the event is about now; 0 for none.
std::int64_t crm_booking_of(const claimed_event& event, const settlement& end) {
    const auto link = end.links.find(event.identity.booking_id);
    if (link != end.links.end()) return link->second.crm_booking;
    return event.link ? event.link->crm_booking : 0;
}

// One line with the whole story of an event that was settled, and the metrics that go with it.
void tell(const delivery_tools& tools, const claimed_event& event, const settlement& end,
          std::string_view tenant, steady::duration took) {
    using std::chrono::milliseconds;
    const timestamp now = tools.time.now();
    const bool is_put_off = !is_settled(end.state);
    const auto severity = is_put_off                       ? log::level::debug
                          : end.state == event_state::dead ? log::level::warn
                                                           : log::level::info;
    log::write(severity, is_put_off ? "delivery.put_off" : "delivery.settled",
               {{"receipt", event.receipt},
                {"connection", event.connection},
                {"tenant", tenant},
                {"kind", providers::to_string(event.identity.kind)},
                {"state", to_string(end.state)},
                {"reason", end.reason},
                {"tries", event.tries + (end.counts_as_try ? 1 : 0)},
                {"calls", end.attempts.size()},
                {"took_ms", std::chrono::duration_cast<milliseconds>(took).count()},
                {"age_ms", (now - event.received_at).count()},
                {"crm_booking", crm_booking_of(event, end)}});

    if (is_put_off) {
        tools.counters.retry(tenant, end.reason);
    } else if (end.state == event_state::dead) {
        tools.counters.booking_settled(event.connection, "dead");
        tools.counters.dead_lettered(event.connection, end.reason);
    } else if (end.state == event_state::ignored) {
        tools.counters.booking_settled(event.connection, "ignored");
    } else {
        tools.counters.booking_settled(event.connection, end.reason);
        tools.counters.booking_latency(event.connection, now - event.received_at);
    }
}

// The shell round delivery_fsm: performs what that one asks for.
class delivery_run {
public:
    delivery_run(const delivery_tools& tools, lane& through, crm& upstream, claimed_event event)
        : tools_(tools), lane_(through), crm_(upstream), event_(std::move(event)) {}

    asio::awaitable<void> run(const providers::connection& from);

private:
    asio::awaitable<completion> complete(const providers::connection& from);
    delivery_action begin(const providers::connection& from, const completion& completed);
    delivery_action begin_operation(const providers::connection& from, const completion& completed);
    asio::awaitable<bool> record(delivery_progress progress);
    asio::awaitable<void> wait_for_place();
    asio::awaitable<crm_result> call(crm_call wanted);
    asio::awaitable<crm_result> perform(crm_call wanted);
    settlement ending(const delivery_action& last) const;
    asio::awaitable<void> settle(settlement end);
    delivery_progress progress() const {
        if (fsm_) return fsm_->progress();
        return operation_ ? operation_->progress() : event_.progress;
    }
    // One of the two decides.
    delivery_action resume(const crm_result& result) {
        return fsm_ ? fsm_->resume(result) : operation_->resume(result);
    }
    delivery_action recorded() { return fsm_ ? fsm_->recorded() : operation_->recorded(); }
    void lost_lease() const;

    // A surprise in our own code must neither lose the event nor hold its booking for ever: it is a
    // try that failed.
    template <class Step>
    delivery_action guarded(Step step) const {
        try {
            return step();
        } catch (const std::exception& e) {
            return surprised_by(e);
        }
    }
    wait_and_retry surprised_by(const std::exception& e) const;

    const delivery_tools& tools_;
    lane& lane_;
    crm& crm_;
    claimed_event event_;
    std::optional<delivery_fsm> fsm_;
    std::optional<operation_fsm> operation_;  // instead, of an event of the kind operation
    std::optional<lane::hold> held_;          // why the last call was not made
    std::vector<attempt> attempts_;
    steady::time_point started_ = steady::now();
};

asio::awaitable<void> delivery_run::run(const providers::connection& from) {
    completion completed = co_await complete(from);
    attempts_ = std::move(completed.attempts);
    delivery_action next = guarded([&] { return begin(from, completed); });
    for (;;) {
        if (const auto* intent = std::get_if<record_intent>(&next)) {
            const delivery_progress progress = intent->progress;
            const bool is_ours = co_await record(progress);
            if (!is_ours) co_return;
            next = guarded([&] { return recorded(); });
        } else if (auto* wanted = std::get_if<perform_call>(&next)) {
            crm_call to_make = std::move(wanted->call);
            const crm_result result = co_await call(std::move(to_make));
            next = guarded([&] { return resume(result); });
            if (held_) break;
        } else {
            break;
        }
    }
    settlement end = ending(next);
    co_await settle(std::move(end));
}

asio::awaitable<completion> delivery_run::complete(const providers::connection& from) {
    completion completed;
    try {
        completed = co_await tools_.fetches.complete(event_, from);
    } catch (const std::exception& e) {
        completed.wait = surprised_by(e);
    }
    co_return completed;
}

wait_and_retry delivery_run::surprised_by(const std::exception& e) const {
    log::error("delivery.surprise", {{"receipt", event_.receipt}, {"error", e.what()}});
    return wait_and_retry{wait_and_retry::cause::retry, std::nullopt, progress().is_in_doubt(),
                          "internal_error", std::nullopt};
}

delivery_action delivery_run::begin(const providers::connection& from,
                                    const completion& completed) {
    if (completed.wait) return *completed.wait;
    if (event_.identity.kind == providers::event_kind::operation)
        return begin_operation(from, completed);
    const auto at_the_door =
        std::exchange(event_.identity.kind, completed.kind.value_or(event_.identity.kind));
    const bool is_of_another_kind = event_.identity.kind != at_the_door;
    const bool is_new = event_.tries == 0 && !event_.was_unknown;
    if (is_new && !completed.dead)
        tools_.drift.look_at(event_, from, completed.fetched, tools_.time.now());
    auto prepared = prepare(event_, from, crm_.tenant_id(), completed);
    if (auto* dead = std::get_if<burial>(&prepared))
        return finish{
            event_state::dead, std::string(to_string(dead->reason)), std::move(*dead), {}};
    auto& input = std::get<delivery_input>(prepared);
    input.may_be_half_done = !is_new && is_of_another_kind;
    input.budget_over = is_over(tools_.schedule, event_.first_try, tools_.time.now());
    fsm_.emplace(std::move(input), tools_.policy);
    return fsm_->start();
}

delivery_action delivery_run::begin_operation(const providers::connection& from,
                                              const completion& completed) {
    auto prepared = prepare_operation(event_, from, crm_.tenant_id(), completed);
    if (auto* dead = std::get_if<burial>(&prepared))
        return finish{
            event_state::dead, std::string(to_string(dead->reason)), std::move(*dead), {}};
    auto& input = std::get<operation_input>(prepared);
    input.now = tools_.time.now();
    input.budget_over = is_over(tools_.schedule, event_.first_try, input.now);
    operation_.emplace(std::move(input), tools_.policy);
    return operation_->start();
}

asio::awaitable<bool> delivery_run::record(delivery_progress progress) {
    const bool is_ours = co_await tools_.store.record_progress(event_.seq, event_.lease, progress);
    if (!is_ours) lost_lease();
    co_return is_ours;
}

// A call that is not let through ends as one that was certainly not sent, which it was not.
asio::awaitable<crm_result> delivery_run::call(crm_call wanted) {
    co_await wait_for_place();
    held_ = lane_.held(event_.connection, steady::now());
    if (!held_ && steady::now() - started_ > tools_.longest_run)
        held_ = lane::hold{"long_run", std::chrono::milliseconds(0)};
    if (held_) co_return crm_result();

    const std::string operation = wanted.operation;
    const timestamp at = tools_.time.now();
    lane_.calling(event_.connection);
    crm_result result = co_await perform(std::move(wanted));
    lane_.answered(event_.connection, result, steady::now());
    attempts_.push_back(attempt{at, operation, result.status, result.took, attempt_error(result)});
    co_return result;
}

asio::awaitable<crm_result> delivery_run::perform(crm_call wanted) {
    crm_result result;
    try {
        result = co_await crm_.perform(std::move(wanted));
    } catch (const std::exception& e) {
        result = crm_result();  // nobody knows what became of it
        result.what = crm_result::outcome::unknown;
        result.error = e.what();
    }
    co_return result;
}

asio::awaitable<void> delivery_run::wait_for_place() {
    const auto wait = lane_.reserve(steady::now());
    if (wait <= std::chrono::nanoseconds::zero()) co_return;
    tools_.counters.upstream_throttled(lane_.tenant(), wait);
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(wait);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

settlement delivery_run::ending(const delivery_action& last) const {
    const timestamp now = tools_.time.now();
    settlement end;
    if (held_) {
        end = settle_held(*held_, progress(), now);
    } else if (const auto* refused = std::get_if<hold_off>(&last)) {
        const auto pause = lane_.held(event_.connection, steady::now());
        const auto away = pause ? pause->stay_away : std::chrono::milliseconds(30'000);
        end = settle_held(lane::hold{refused->reason, away}, progress(), now);
    } else if (const auto* finished = std::get_if<finish>(&last)) {
        end = settle_finished(*finished, progress());
    } else {
        const auto& wait = std::get<wait_and_retry>(last);
        end = settle_waiting(wait, progress(), event_, tools_.schedule, now, tools_.random());
    }
    end.attempts = attempts_;
    return end;
}

asio::awaitable<void> delivery_run::settle(settlement end) {
    const settlement told = end;
    const timestamp now = tools_.time.now();
    const bool is_ours =
        co_await tools_.store.settle(event_.seq, event_.lease, std::move(end), now);
    if (!is_ours) {
        lost_lease();
        co_return;
    }
    if (is_settled(told.state))
        tools_.settlements.settled(
            event_.receipt, settled_event{told.state, told.reason, crm_booking_of(event_, told)});
    if (const auto looked_up = fsm_ ? fsm_->looked_up() : std::nullopt)
        tools_.counters.lookup(to_string(*looked_up));
    tell(tools_, event_, told, lane_.tenant(), steady::now() - started_);
}

void delivery_run::lost_lease() const {
    log::warn("delivery.lease_lost",
              {{"receipt", event_.receipt}, {"connection", event_.connection}});
}

}  // namespace

asio::awaitable<void> deliver(const delivery_tools& tools, lane& through, crm& upstream,
                              const providers::connection& from, claimed_event event) {
    delivery_run one(tools, through, upstream, std::move(event));
    co_await one.run(from);
}

asio::awaitable<void> bury_orphan(const delivery_tools& tools, claimed_event event) {
    settlement end;
    end.state = event_state::dead;
    end.dead = burial{death::unknown_connection,
                      "There is no connection named " + event.connection + " any more."};
    end.reason = to_string(death::unknown_connection);
    end.progress = event.progress;
    const settlement told = end;
    const timestamp now = tools.time.now();
    const bool is_ours = co_await tools.store.settle(event.seq, event.lease, std::move(end), now);
    if (!is_ours) co_return;
    tools.settlements.settled(event.receipt, settled_event{told.state, told.reason, 0});
    tell(tools, event, told, "", steady::duration::zero());
}

}  // namespace gateway
