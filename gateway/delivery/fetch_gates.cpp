#include "gateway/delivery/fetch_gates.hpp"

#include <algorithm>

#include "gateway/log.hpp"

namespace gateway {

using condition = circuit_breaker::condition;
using outcome = fetch_answer::outcome;

void fetch_gates::configured(const providers::registry& known) {
    for (const auto& [where, forgotten] : gates_)
        metrics_.fetch_circuit(where.first, where.second, static_cast<int>(condition::closed));
    gates_.clear();
    for (const auto& [name, connection] : known.connections())
        for (const std::string& origin : connection->fetch_origins())
            metrics_.fetch_circuit(name, origin, static_cast<int>(condition::closed));
}

std::optional<lane::hold> fetch_gates::held(const std::string& connection,
                                            const std::string& origin, time_point now) const {
    const auto found = gates_.find({connection, origin});
    if (found == gates_.end()) return std::nullopt;
    const auto hold_for = [](std::string_view reason, std::chrono::nanoseconds how_long) {
        return lane::hold{reason, std::chrono::ceil<std::chrono::milliseconds>(how_long)};
    };
    const auto& [circuit, throttled_until] = found->second;
    if (!circuit.allows(now)) return hold_for("fetch_circuit_open", circuit.closed_for(now));
    if (now < throttled_until) return hold_for("fetch_throttled", throttled_until - now);
    return std::nullopt;
}

void fetch_gates::asking(const std::string& connection, const std::string& origin) {
    const place where{connection, origin};
    gate& asked = at(where);
    const condition before = asked.circuit.now_is();
    asked.circuit.begin();
    note(where, before);
}

void fetch_gates::answered(const std::string& connection, const std::string& origin,
                           const fetch_answer& got, time_point now) {
    const place where{connection, origin};
    gate& asked = at(where);
    const condition before = asked.circuit.now_is();
    switch (got.what) {
        case outcome::there:
        case outcome::not_there:
        case outcome::refused: asked.circuit.succeeded(); break;
        case outcome::throttled:
            asked.circuit.succeeded();
            asked.throttled_until = std::max(asked.throttled_until, now + rest_after(got));
            break;
        case outcome::unauthorized:  // all events would be told the same
        case outcome::failed: asked.circuit.failed(now); break;
    }
    note(where, before);
}

fetch_gates::gate& fetch_gates::at(const place& where) {
    return gates_.try_emplace(where, gate{circuit_breaker(circuit_), {}}).first->second;
}

void fetch_gates::note(const place& where, condition before) {
    const condition now = at(where).circuit.now_is();
    if (now == before) return;
    const auto& [connection, origin] = where;
    metrics_.fetch_circuit(connection, origin, static_cast<int>(now));
    if (now == condition::open)
        log::warn("fetch.circuit_opened", {{"connection", connection}, {"origin", origin}});
    if (now == condition::closed)
        log::info("fetch.circuit_closed", {{"connection", connection}, {"origin", origin}});
}

}  // namespace gateway
