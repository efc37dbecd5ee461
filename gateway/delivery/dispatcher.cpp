#include "gateway/delivery/dispatcher.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

#include "gateway/delivery/preparation.hpp"
#include "gateway/log.hpp"

namespace gateway {

namespace asio = boost::asio;
using std::chrono::milliseconds;
using steady = std::chrono::steady_clock;

namespace {

// More at once would only wait in memory; the loop comes back for them.
constexpr std::size_t most_claimed = 32;

std::set<std::string> bookings_of(const claimed_event& event) {
    std::set<std::string> bookings;
    for (const auto* id : {&event.identity.booking_id, &event.identity.previous_booking_id})
        if (!id->empty()) bookings.insert(event.connection + '\n' + *id);
    return bookings;
}

}  // namespace

// Ends the loop's wait early. A wake-up that comes while the loop is busy is not lost.
struct dispatcher::waker {
    explicit waker(asio::io_context& io) : timer(io) {}

    void wake() {
        is_awake = true;
        timer.cancel();
    }
    asio::awaitable<void> wait(milliseconds at_most) {
        if (is_awake) co_return;
        timer.expires_after(at_most);
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    }

    asio::steady_timer timer;
    bool is_awake = false;
};

dispatcher::dispatcher(asio::io_context& io, inbox& store, settlement_board& settlements,
                       drift_watch& drift, const clock& time, metrics& counters,
                       std::function<std::shared_ptr<const providers::registry>()> connections,
                       std::map<std::string, crm*> tenants, partner_api& partners,
                       dispatcher_settings settings)
    : io_(io),
      inbox_(store),
      clock_(time),
      connections_(std::move(connections)),
      settings_(std::move(settings)),
      fetches_(partners, time, counters, settings_.retry, settings_.lane.circuit),
      tools_{store,
             settlements,
             drift,
             fetches_,
             time,
             counters,
             settings_.retry,
             settings_.policy,
             settings_.longest_run,
             [this] { return std::uniform_real_distribution<double>()(random_); }},
      waker_(std::make_shared<waker>(io)),
      loop_(io.get_executor(), "dispatcher"),
      deliveries_(io.get_executor(), "deliveries") {
    for (const auto& [tenant, upstream] : tenants)
        ways_.emplace(tenant, tenant_way{upstream, lane(tenant, settings_.lane, counters)});
}

dispatcher::~dispatcher() = default;

void dispatcher::start() {
    // The waker is looked for on its own thread only, so that it dies there too.
    inbox_.on_deliverable([executor = io_.get_executor(), weak = std::weak_ptr<waker>(waker_),
                           is_listening = is_listening_] {
        if (!is_listening->exchange(false)) return;
        asio::post(executor, [weak] {
            if (const auto waiting = weak.lock()) waiting->wake();
        });
    });
    loop_.spawn(run());
}

asio::awaitable<bool> dispatcher::stop(milliseconds grace) {
    const auto deadline = steady::now() + grace;
    stopping_ = true;
    waker_->wake();
    const bool loop_ended = co_await loop_.wait(grace);
    const auto left = std::chrono::ceil<milliseconds>(deadline - steady::now());
    const bool all_ended = co_await deliveries_.wait(std::max(left, milliseconds(0)));
    if (!loop_ended || !all_ended)
        log::warn("dispatcher.stopped_early", {{"left_to_their_lease", deliveries_.size()}});
    co_return loop_ended&& all_ended;
}

asio::awaitable<void> dispatcher::run() {
    while (!stopping_) {
        waker_->is_awake = false;
        *is_listening_ = true;
        milliseconds pause = settings_.look_each;
        try {
            pause = co_await look_round();
        } catch (const std::exception& e) {
            rest(e.what());
        }
        if (!stopping_) co_await waker_->wait(pause);
    }
}

// Returns for how long there is nothing to do, if nothing wakes the loop.
asio::awaitable<milliseconds> dispatcher::look_round() {
    const auto now = steady::now();
    if (now < rest_until_) co_return std::chrono::ceil<milliseconds>(rest_until_ - now);

    const auto known = connections_();
    if (known != taken_over_) take_over(known);
    if (now >= orphans_due_) {
        orphans_due_ = now + settings_.seek_orphans_each;
        deliveries_.spawn(bury_orphans());
    }
    co_await claim_due(known);

    // No lane has room: whoever leaves one wakes the loop, and one that is held opens by itself.
    if (turns(*known).empty()) {
        *is_listening_ = false;
        co_return settings_.look_each;
    }

    // What is due already waits for a lane, and whoever leaves one wakes the loop.
    const auto next = co_await inbox_.next_due();
    const timestamp here = clock_.now();
    if (!next || *next <= here) co_return settings_.look_each;
    co_return std::min(*next - here, settings_.look_each);
}

// The configuration was read, at the start or again.
void dispatcher::take_over(const std::shared_ptr<const providers::registry>& known) {
    taken_over_ = known;
    fetches_.configured(*known);
    std::erase_if(missing_since_, [&](const auto& missing) { return known->find(missing.first); });
    for (auto& [tenant, way] : ways_) {
        std::vector<std::string> names;
        for (const auto& [name, connection] : known->connections())
            if (connection->settings().tenant == tenant) names.push_back(name);
        way.rules.configured(names);
    }
}

asio::awaitable<void> dispatcher::claim_due(std::shared_ptr<const providers::registry> known) {
    for (bool found_some = true; found_some && !stopping_;) {
        found_some = false;
        const std::vector<turn> in_turn = turns(*known);
        for (const turn& next : in_turn) {
            for (const auto& booking : std::exchange(let_go_, {})) in_hand_.erase(booking);
            const timestamp now = clock_.now();
            std::vector<claimed_event> claimed =
                co_await inbox_.claim(next.connections, next.limit, now, settings_.lease);
            found_some = !claimed.empty();
            for (claimed_event& event : claimed) begin(std::move(event), *known);
            if (found_some) break;  // there is less room now, and others may be next in turn
        }
    }
}

// Connections whose lanes have room, those with the fewest deliveries under way first: a freed
// place goes to them, and a connection with a long queue cannot keep the others of its tenant out.
// One claim serves many lanes, and may give all it finds to one of them: so those claim together
// that have the same room.
std::vector<dispatcher::turn> dispatcher::turns(const providers::registry& known) const {
    const auto now = steady::now();
    std::map<std::pair<std::size_t, std::size_t>, turn> by_load_and_room;
    for (const auto& [name, connection] : known.connections()) {
        const auto way = ways_.find(connection->settings().tenant);
        if (way == ways_.end()) continue;
        const lane& rules = way->second.rules;
        const std::size_t room = std::min(rules.free_slots(name, now), most_claimed);
        if (room == 0) continue;
        turn& group = by_load_and_room[{rules.under_way(name), room}];
        group.limit = room;
        group.connections.push_back(name);
    }
    std::vector<turn> in_turn;
    for (auto& [load_and_room, group] : by_load_and_room) in_turn.push_back(std::move(group));
    return in_turn;
}

void dispatcher::begin(claimed_event event, const providers::registry& known) {
    auto from = known.find(event.connection);
    tenant_way& way = ways_.at(from->settings().tenant);
    way.rules.began(event.connection);
    deliveries_.spawn(work_on(std::move(event), way, std::move(from)));
}

asio::awaitable<void> dispatcher::work_on(claimed_event event, tenant_way& way,
                                          std::shared_ptr<const providers::connection> from) {
    const std::string receipt = event.receipt, connection = event.connection;
    try {
        co_await take_in_hand(std::move(event), way, std::move(from));
    } catch (const std::exception& e) {
        log::error("delivery.left_to_its_lease",
                   {{"receipt", receipt}, {"connection", connection}, {"error", e.what()}});
        rest(e.what());
    }
    way.rules.ended(connection);
    waker_->wake();
}

asio::awaitable<void> dispatcher::take_in_hand(claimed_event event, tenant_way& way,
                                               std::shared_ptr<const providers::connection> from) {
    const bool names_none =
        providers::needs_booking_id(event.identity.kind) && event.identity.booking_id.empty();
    const bool links_are_due = names_none && identify_again(event, *from);

    const std::set<std::string> bookings = bookings_of(event);
    const bool is_busy = std::any_of(bookings.begin(), bookings.end(), [this](const auto& booking) {
        return in_hand_.contains(booking);
    });
    if (is_busy) {
        co_await put_off(std::move(event));
        co_return;
    }
    in_hand_.insert(bookings.begin(), bookings.end());
    std::exception_ptr failure;
    try {
        if (links_are_due) {
            const auto& who = event.identity;
            event.link = co_await inbox_.find_link(event.connection, who.booking_id);
            event.previous_link =
                co_await inbox_.find_link(event.connection, who.previous_booking_id);
        }
        co_await deliver(tools_, way.rules, *way.upstream, *from, std::move(event));
    } catch (...) {
        failure = std::current_exception();
    }
    let_go_.insert(let_go_.end(), bookings.begin(), bookings.end());
    if (failure) std::rethrow_exception(failure);
}

asio::awaitable<void> dispatcher::put_off(claimed_event event) {
    settlement end;
    end.state = event.progress.is_in_doubt() ? event_state::unknown : event_state::waiting;
    end.reason = "booking_in_hand";
    end.progress = event.progress;
    const timestamp now = clock_.now();
    end.due = now + settings_.look_each;
    co_await inbox_.settle(event.seq, event.lease, std::move(end), now);
}

// Events whose connection was taken out of the configuration would never be claimed, and nobody
// would hear of them.
asio::awaitable<void> dispatcher::bury_orphans() {
    const auto known = connections_();
    for (const auto& [name, connection] : known->connections())
        if (!ways_.contains(connection->settings().tenant))
            log::error("dispatcher.no_such_tenant",
                       {{"connection", name}, {"tenant", connection->settings().tenant}});

    const inbox_statistics statistics = co_await inbox_.statistics(clock_.now());
    const std::vector<std::string> names = orphaned(statistics);
    for (const std::string& name : names) co_await bury_events_of(name);
}

// Which connections have been missing for long enough.
std::vector<std::string> dispatcher::orphaned(const inbox_statistics& statistics) {
    const auto known = connections_();
    const auto now = steady::now();
    std::set<std::string> missing;
    for (const queue_row& row : statistics.rows)
        if (!is_settled(row.state) && !known->find(row.connection)) missing.insert(row.connection);

    std::vector<std::string> names;
    for (const std::string& name : missing) {
        const auto [since, is_news] = missing_since_.try_emplace(name, now);
        if (is_news) log::error("connection.missing", {{"connection", name}});
        if (now - since->second >= settings_.orphaned_after) names.push_back(name);
    }
    return names;
}

asio::awaitable<void> dispatcher::bury_events_of(std::string connection) {
    const std::vector<std::string> names{connection};
    while (!stopping_ && !connections_()->find(connection)) {
        std::vector<claimed_event> claimed =
            co_await inbox_.claim(names, most_claimed, clock_.now(), settings_.lease);
        if (claimed.empty()) co_return;
        for (claimed_event& event : claimed) co_await bury_orphan(tools_, std::move(event));
    }
}

void dispatcher::rest(const std::string& why) {
    rest_until_ = steady::now() + settings_.rest_after_trouble;
    log::error("dispatcher.rests", {{"error", why}});
}

}  // namespace gateway
