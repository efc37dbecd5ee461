#include "gateway/delivery/lane.hpp"

#include <algorithm>

#include "gateway/log.hpp"

namespace gateway {

using condition = circuit_breaker::condition;
using outcome = crm_result::outcome;

namespace {

// A 429 costs an event nothing, so a Retry-After of 0 must not become a loop.
std::chrono::milliseconds rest_after_429(const crm_result& result,
                                         std::chrono::milliseconds unless_said) {
    constexpr std::chrono::milliseconds least{250};
    return std::max(result.retry_after.value_or(unless_said), least);
}

}  // namespace

lane::lane(std::string tenant, const lane_settings& settings, metrics& counters)
    : tenant_(std::move(tenant)),
      settings_(settings),
      metrics_(counters),
      rate_(settings.calls_per_second, settings.burst),
      circuit_(settings.circuit),
      credentials_(settings.credentials) {
    // Series that are there from the start, so that an alert can tell 0 from nothing.
    metrics_.circuit(tenant_, static_cast<int>(condition::closed));
    metrics_.lane_paused(tenant_, false);
    metrics_.delivery_in_flight(tenant_, 0);
}

void lane::configured(const std::vector<std::string>& connections) {
    while (!permissions_.empty()) resume(permissions_.begin()->first);
    for (const std::string& connection : connections) metrics_.connection_paused(connection, false);
}

std::size_t lane::free_slots(const std::string& connection, time_point now) const {
    if (held(connection, now)) return 0;
    const bool is_probing =
        circuit_.now_is() != condition::closed || credentials_.now_is() != condition::closed;
    const std::size_t most = is_probing ? 1 : settings_.concurrency;
    const std::size_t room = most > deliveries_ ? most - deliveries_ : 0;
    if (!permissions_.contains(connection)) return room;
    return under_way(connection) == 0 ? std::min<std::size_t>(room, 1) : 0;
}

std::size_t lane::under_way(const std::string& connection) const {
    const auto found = by_connection_.find(connection);
    return found == by_connection_.end() ? 0 : found->second;
}

void lane::began(const std::string& connection) {
    ++deliveries_;
    ++by_connection_[connection];
    metrics_.delivery_in_flight(tenant_, 1);
}

void lane::ended(const std::string& connection) {
    --deliveries_;
    const auto found = by_connection_.find(connection);
    if (--found->second == 0) by_connection_.erase(found);
    metrics_.delivery_in_flight(tenant_, -1);
}

std::optional<lane::hold> lane::held(const std::string& connection, time_point now) const {
    const auto hold_for = [](std::string_view reason, std::chrono::nanoseconds how_long) {
        return hold{reason, std::chrono::ceil<std::chrono::milliseconds>(how_long)};
    };
    if (!credentials_.allows(now)) return hold_for("credentials", credentials_.closed_for(now));
    if (!circuit_.allows(now)) return hold_for("circuit_open", circuit_.closed_for(now));
    const auto permission = permissions_.find(connection);
    if (permission != permissions_.end() && !permission->second.allows(now))
        return hold_for("forbidden", permission->second.closed_for(now));
    if (now < throttled_until_) return hold_for("throttled", throttled_until_ - now);
    return std::nullopt;
}

void lane::calling(const std::string& connection) {
    const auto circuit = circuit_.now_is(), credentials = credentials_.now_is();
    circuit_.begin();
    credentials_.begin();
    const auto permission = permissions_.find(connection);
    if (permission != permissions_.end()) permission->second.begin();
    note_changes(circuit, credentials);
}

void lane::answered(const std::string& connection, const crm_result& result, time_point now) {
    const auto circuit = circuit_.now_is(), credentials = credentials_.now_is();
    switch (result.what) {
        case outcome::ok:
        case outcome::refused:
        case outcome::forbidden:  // to whom it is known
            circuit_.succeeded();
            credentials_.succeeded();
            break;
        case outcome::throttled:
            circuit_.succeeded();
            credentials_.ended_without_verdict(now);
            throttled_until_ =
                std::max(throttled_until_, now + rest_after_429(result, settings_.throttled_for));
            break;
        case outcome::unauthorized:
            circuit_.succeeded();
            credentials_.failed(now);
            break;
        case outcome::invalid:  // nobody was asked
            circuit_.ended_without_verdict(now);
            credentials_.ended_without_verdict(now);
            break;
        case outcome::server_error:
        case outcome::unknown:
        case outcome::not_sent:
            circuit_.failed(now);
            credentials_.ended_without_verdict(now);
            break;
    }
    note_changes(circuit, credentials);
    judge_permission(connection, result.what, now);
}

void lane::judge_permission(const std::string& connection, outcome what, time_point now) {
    if (what == outcome::forbidden) {
        pause(connection, now);
        return;
    }
    const auto permission = permissions_.find(connection);
    if (permission == permissions_.end()) return;
    if (what == outcome::ok || what == outcome::refused)
        resume(connection);
    else
        permission->second.ended_without_verdict(now);
}

void lane::pause(const std::string& connection, time_point now) {
    const auto permission =
        permissions_.try_emplace(connection, circuit_breaker(settings_.credentials)).first;
    const auto before = permission->second.now_is();
    permission->second.failed(now);
    if (permission->second.now_is() == before) return;
    metrics_.connection_paused(connection, true);
    log::error("connection.paused",
               {{"connection", connection}, {"tenant", tenant_}, {"reason", "forbidden"}});
}

void lane::resume(std::string connection) {
    permissions_.erase(connection);
    metrics_.connection_paused(connection, false);
    log::info("connection.resumed", {{"connection", connection}, {"tenant", tenant_}});
}

void lane::note_changes(condition circuit, condition credentials) {
    if (circuit_.now_is() != circuit) {
        metrics_.circuit(tenant_, static_cast<int>(circuit_.now_is()));
        if (circuit_.now_is() == condition::open)
            log::warn("circuit.opened", {{"tenant", tenant_}});
        if (circuit_.now_is() == condition::closed)
            log::info("circuit.closed", {{"tenant", tenant_}});
    }
    if (credentials_.now_is() != credentials) {
        const bool is_paused = credentials_.now_is() != condition::closed;
        metrics_.lane_paused(tenant_, is_paused);
        if (credentials_.now_is() == condition::open)
            log::error("lane.paused", {{"tenant", tenant_}, {"reason", "credentials"}});
        if (!is_paused) log::info("lane.resumed", {{"tenant", tenant_}});
    }
}

}  // namespace gateway
