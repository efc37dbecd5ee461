#pragma once

#include <prometheus/registry.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace gateway {

// Every series of the process, named booking_gateway_*. Labels come from closed sets: names in the
// configuration, enumerations, status codes. All functions are thread-safe; each is a family
// look-up and an atomic increment.
class metrics {
public:
    metrics();
    ~metrics();
    metrics(const metrics&) = delete;

    using seconds = std::chrono::duration<double>;

    // The door. `connection` is "" for a request that reached none; `route` is "hooks", "receipts"
    // or "none"; `reason` is a rejection, "framing", "timeout", ...
    void request_answered(std::string_view connection, std::string_view route, unsigned status,
                          seconds took);
    void request_body(std::size_t bytes);
    void ingest_rejected(std::string_view connection, std::string_view reason);
    void ingest_repeat(std::string_view connection,
                       std::string_view kind);  // "same", "changed", "key_conflict"
    // "verify", "identify", "store", "wait"
    void ingest_phase(std::string_view phase, seconds took);
    void challenge(std::string_view connection, std::string_view outcome);  // "answered", ...
    void event_stored(std::string_view connection,
                      std::string_view kind);  // an event_kind, or "dead"
    void secret_used(std::string_view connection, std::size_t position);
    void open_connections(int change);

    // The inbox.
    void inbox_commit(seconds took, std::size_t operations);
    void inbox_write_error(std::string_view operation);
    void inbox_waiting(std::size_t operations);  // queued for the writer now

    // The queue, set from inbox statistics; `state` is an event_state.
    void queue(std::string_view connection, std::string_view state, std::int64_t events,
               seconds oldest_age);
    void queue_overdue(std::int64_t events);
    void inbox_bytes(std::int64_t file, std::int64_t free);

    // Delivery. `outcome` is created, found_existing, updated, dismissed, ignored or dead.
    void delivery_in_flight(std::string_view tenant, int change);
    void booking_settled(std::string_view connection, std::string_view outcome);
    void booking_latency(std::string_view connection, seconds received_to_confirmed);
    void dead_lettered(std::string_view connection, std::string_view reason);
    void lookup(std::string_view result);  // "found", "none", "several"
    void retry(std::string_view tenant, std::string_view reason);

    // What partners' events are made of; see drift_watch.
    void event_mapped(std::string_view connection);
    void field_absent(std::string_view connection, std::string_view field);
    void new_member(std::string_view connection);

    // The CRM. `code` is an HTTP status, or "none" when no answer came.
    void upstream_request(std::string_view tenant, std::string_view operation,
                          std::string_view code, seconds took);
    void upstream_connection(bool reused);
    void upstream_throttled(std::string_view tenant, seconds waited);
    void circuit(std::string_view tenant, int state);  // 0 closed, 1 half open, 2 open
    void lane_paused(std::string_view tenant, bool paused);
    void connection_paused(std::string_view connection, bool paused);
    void token_refreshed(std::string_view tenant, bool worked);
    void token_expires(std::string_view tenant, double unix_seconds);

    // Reconciliation; `kind` is a finding's. Those of the newest whole comparison.
    void reconciled(std::string_view tenant, bool worked, seconds since_1970);
    void reconcile_mismatches(std::string_view tenant, std::string_view kind, std::int64_t found);

    // Partners' APIs. `status` is HTTP's, 0 when no answer came.
    void fetched(std::string_view connection, std::string_view fetch, int status, seconds took);
    void fetch_circuit(std::string_view connection, std::string_view origin, int state);

    // The process.
    void unverified_connections(std::size_t how_many);
    void config_reloaded(bool worked);
    void config_loaded(double unix_seconds, std::size_t connections);

    // The text exposition format (Prometheus 0.0.4).
    std::string expose() const;

private:
    struct families;
    prometheus::Registry registry_;
    std::unique_ptr<families> families_;
};

}  // namespace gateway
