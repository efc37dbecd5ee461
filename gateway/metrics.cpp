#include "gateway/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/text_serializer.h>

#include "gateway/metric_series.hpp"

namespace gateway {

namespace prom = prometheus;

namespace {

// In seconds. Fine at the bottom, where a durable answer lives, coarse at the top.
const prom::Histogram::BucketBoundaries quick{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
                                              0.1,    0.25,  0.5,    1,     2.5,  5,     10};
// A CRM call may take up to 100 s, a booking may wait for days.
const prom::Histogram::BucketBoundaries slow{0.05, 0.1, 0.25, 0.5, 1,   2.5,  5,
                                             10,   30,  60,   300, 900, 3600, 86400};
const prom::Histogram::BucketBoundaries sizes{256, 1024, 4096, 16384, 65536, 262144, 1048576};
const prom::Histogram::BucketBoundaries batches{1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

using counter_family = prom::Family<prom::Counter>;
using gauge_family = prom::Family<prom::Gauge>;
using histogram_family = prom::Family<prom::Histogram>;

counter_family& counter(prom::Registry& registry, const std::string& name,
                        const std::string& help) {
    return prom::BuildCounter().Name("booking_gateway_" + name).Help(help).Register(registry);
}
gauge_family& gauge(prom::Registry& registry, const std::string& name, const std::string& help) {
    return prom::BuildGauge().Name("booking_gateway_" + name).Help(help).Register(registry);
}
histogram_family& histogram(prom::Registry& registry, const std::string& name,
                            const std::string& help) {
    return prom::BuildHistogram().Name("booking_gateway_" + name).Help(help).Register(registry);
}

template <std::size_t Labels>
using counters = series<prom::Counter, Labels>;
template <std::size_t Labels>
using gauges = series<prom::Gauge, Labels>;
template <std::size_t Labels>
using histograms = series<prom::Histogram, Labels>;

}  // namespace

struct metrics::families {
    explicit families(prom::Registry& r)
        : http_requests(counter(r, "http_requests_total", "Requests answered at the door."),
                        {"connection", "route", "code"}),
          http_duration(histogram(r, "http_request_duration_seconds",
                                  "From the first byte of a request to its answer."),
                        {"route"}, quick),
          request_body(
              histogram(r, "request_body_bytes", "Size of request bodies.").Add({}, sizes)),
          rejected(counter(r, "ingest_rejected_total", "Requests refused, by reason."),
                   {"connection", "reason"}),
          repeats(counter(r, "ingest_duplicates_total", "Events that were stored before."),
                  {"connection", "kind"}),
          challenges(counter(r, "challenges_total", "Partners' challenges, by outcome."),
                     {"connection", "outcome"}),
          phase(histogram(r, "ingest_phase_duration_seconds", "Where the time at the door goes."),
                {"phase"}, quick),
          stored(counter(r, "events_stored_total", "Events stored, by kind."),
                 {"connection", "kind"}),
          secret_uses(counter(r, "secret_uses_total",
                              "Authentications by the place of the secret in its list."),
                      {"connection", "position"}),
          connections(gauge(r, "open_connections", "Connections open at the door.").Add({})),
          commit(histogram(r, "inbox_commit_duration_seconds",
                           "One commit of the inbox, sync included.")
                     .Add({}, quick)),
          batch(histogram(r, "inbox_batch_operations", "Operations that shared one commit.")
                    .Add({}, batches)),
          write_errors(counter(r, "inbox_write_errors_total", "Failed writes of the inbox."),
                       {"op"}),
          waiting(gauge(r, "inbox_waiting_operations", "Operations queued for the inbox's writer.")
                      .Add({})),
          file_bytes(gauge(r, "inbox_bytes", "Size of the inbox's database.").Add({})),
          free_bytes(gauge(r, "inbox_free_bytes", "Free space where the inbox lives.").Add({})),
          queue_items(gauge(r, "queue_items", "Unsettled and dead events, by state."),
                      {"connection", "state"}),
          queue_age(gauge(r, "queue_oldest_age_seconds", "Age of the oldest such event."),
                    {"connection", "state"}),
          overdue(gauge(r, "queue_overdue_items", "Events that are due and not being delivered.")
                      .Add({})),
          in_flight(gauge(r, "queue_inflight", "Events being delivered."), {"tenant"}),
          bookings(counter(r, "bookings_total", "Settled events, by outcome."),
                   {"connection", "outcome"}),
          latency(histogram(r, "booking_latency_seconds",
                            "From receipt of a webhook to the CRM's confirmation."),
                  {"connection"}, slow),
          dead(counter(r, "dead_lettered_total", "Events that became dead letters."),
               {"connection", "reason"}),
          lookups(counter(r, "upstream_lookups_total", "Look-ups after an outcome was not seen."),
                  {"result"}),
          retries(counter(r, "upstream_retries_total", "Deliveries put off, by reason."),
                  {"tenant", "reason"}),
          mapped(counter(r, "mapped_events_total", "Events that a booking was to be made of."),
                 {"connection"}),
          absent(counter(r, "mapped_absent_total",
                         "Such events in which the sources of a field found nothing."),
                 {"connection", "field"}),
          new_members(counter(r, "new_members_total",
                              "Members of events that no example and no earlier event had."),
                      {"connection"}),
          upstream(counter(r, "upstream_requests_total", "Calls to the CRM."),
                   {"tenant", "op", "code"}),
          upstream_duration(
              histogram(r, "upstream_request_duration_seconds", "Duration of calls to the CRM."),
              {"op"}, slow),
          upstream_connections(counter(r, "upstream_connections_total",
                                       "Calls by whether their connection was a kept one."),
                               {"reused"}),
          throttled(counter(r, "upstream_throttled_seconds_total",
                            "Time deliveries waited for the rate limit."),
                    {"tenant"}),
          circuits(gauge(r, "circuit_state", "0 closed, 1 half open, 2 open."), {"tenant"}),
          paused(gauge(r, "lane_paused", "1 while the tenant's credentials are refused."),
                 {"tenant"}),
          connection_pauses(
              gauge(r, "connection_paused", "1 while the CRM forbids the connection's calls."),
              {"connection"}),
          tokens(counter(r, "token_refreshes_total", "Access tokens asked for."),
                 {"tenant", "outcome"}),
          token_expiry(gauge(r, "token_expiry_timestamp_seconds", "When the access token expires."),
                       {"tenant"}),
          reconciliations(counter(r, "reconcile_runs_total",
                                  "Comparisons of the inbox with the CRM, by outcome."),
                          {"tenant", "outcome"}),
          reconciled_at(gauge(r, "reconcile_last_success_timestamp_seconds",
                              "When the inbox was last compared with the CRM, wholly."),
                        {"tenant"}),
          mismatches(gauge(r, "reconcile_mismatches", "What that comparison found, by kind."),
                     {"tenant", "kind"}),
          fetches(counter(r, "fetch_requests_total", "Requests to partners' APIs."),
                  {"connection", "name", "code"}),
          fetch_duration(histogram(r, "fetch_request_duration_seconds",
                                   "Duration of requests to partners' APIs."),
                         {"connection"}, slow),
          fetch_circuits(gauge(r, "fetch_circuit_state", "0 closed, 1 half open, 2 open."),
                         {"connection", "origin"}),
          unverified(
              gauge(r, "unverified_connections", "Connections with `verify: none`.").Add({})),
          loaded(gauge(r, "config_last_reload_success_timestamp_seconds",
                       "When the configuration was last loaded.")
                     .Add({})),
          reload_worked(
              gauge(r, "config_last_reload_successful", "1 unless the last reload found a problem.")
                  .Add({})),
          configured(
              gauge(r, "configured_connections", "Connections in the configuration.").Add({})) {
        reload_worked.Set(1);
        gauge(r, "build_info", "Always 1.").Add({{"version", GATEWAY_VERSION}}).Set(1);
    }

    counters<3> http_requests;
    histograms<1> http_duration;
    prom::Histogram& request_body;
    counters<2> rejected, repeats, challenges;
    histograms<1> phase;
    counters<2> stored, secret_uses;
    prom::Gauge& connections;
    prom::Histogram &commit, &batch;
    counters<1> write_errors;
    prom::Gauge &waiting, &file_bytes, &free_bytes;
    gauges<2> queue_items, queue_age;
    prom::Gauge& overdue;
    gauges<1> in_flight;
    counters<2> bookings;
    histograms<1> latency;
    counters<2> dead;
    counters<1> lookups;
    counters<2> retries;
    counters<1> mapped;
    counters<2> absent;
    counters<1> new_members;
    counters<3> upstream;
    histograms<1> upstream_duration;
    counters<1> upstream_connections, throttled;
    gauges<1> circuits, paused, connection_pauses;
    counters<2> tokens;
    gauges<1> token_expiry;
    counters<2> reconciliations;
    gauges<1> reconciled_at;
    gauges<2> mismatches;
    counters<3> fetches;
    histograms<1> fetch_duration;
    gauges<2> fetch_circuits;
    prom::Gauge &unverified, &loaded, &reload_worked, &configured;
};

metrics::metrics() : families_(std::make_unique<families>(registry_)) {}
metrics::~metrics() = default;

void metrics::request_answered(std::string_view connection, std::string_view route, unsigned status,
                               seconds took) {
    families_->http_requests({connection, route, std::to_string(status)}).Increment();
    families_->http_duration({route}).Observe(took.count());
}

void metrics::request_body(std::size_t bytes) {
    families_->request_body.Observe(static_cast<double>(bytes));
}

void metrics::ingest_rejected(std::string_view connection, std::string_view reason) {
    families_->rejected({connection, reason}).Increment();
}

void metrics::ingest_repeat(std::string_view connection, std::string_view kind) {
    families_->repeats({connection, kind}).Increment();
}

void metrics::challenge(std::string_view connection, std::string_view outcome) {
    families_->challenges({connection, outcome}).Increment();
}

void metrics::ingest_phase(std::string_view phase, seconds took) {
    families_->phase({phase}).Observe(took.count());
}

void metrics::event_stored(std::string_view connection, std::string_view kind) {
    families_->stored({connection, kind}).Increment();
}

void metrics::secret_used(std::string_view connection, std::size_t position) {
    families_->secret_uses({connection, std::to_string(position)}).Increment();
}

void metrics::open_connections(int change) { families_->connections.Increment(change); }

void metrics::inbox_commit(seconds took, std::size_t operations) {
    families_->commit.Observe(took.count());
    families_->batch.Observe(static_cast<double>(operations));
}

void metrics::inbox_write_error(std::string_view operation) {
    families_->write_errors({operation}).Increment();
}

void metrics::inbox_waiting(std::size_t operations) {
    families_->waiting.Set(static_cast<double>(operations));
}

void metrics::queue(std::string_view connection, std::string_view state, std::int64_t events,
                    seconds oldest_age) {
    families_->queue_items({connection, state}).Set(static_cast<double>(events));
    families_->queue_age({connection, state}).Set(oldest_age.count());
}

void metrics::queue_overdue(std::int64_t events) {
    families_->overdue.Set(static_cast<double>(events));
}

void metrics::inbox_bytes(std::int64_t file, std::int64_t free) {
    families_->file_bytes.Set(static_cast<double>(file));
    families_->free_bytes.Set(static_cast<double>(free));
}

void metrics::delivery_in_flight(std::string_view tenant, int change) {
    families_->in_flight({tenant}).Increment(change);
}

void metrics::booking_settled(std::string_view connection, std::string_view outcome) {
    families_->bookings({connection, outcome}).Increment();
}

void metrics::booking_latency(std::string_view connection, seconds received_to_confirmed) {
    families_->latency({connection}).Observe(received_to_confirmed.count());
}

void metrics::dead_lettered(std::string_view connection, std::string_view reason) {
    families_->dead({connection, reason}).Increment();
}

void metrics::lookup(std::string_view result) { families_->lookups({result}).Increment(); }

void metrics::retry(std::string_view tenant, std::string_view reason) {
    families_->retries({tenant, reason}).Increment();
}

void metrics::event_mapped(std::string_view connection) {
    families_->mapped({connection}).Increment();
}

void metrics::field_absent(std::string_view connection, std::string_view field) {
    families_->absent({connection, field}).Increment();
}

void metrics::new_member(std::string_view connection) {
    families_->new_members({connection}).Increment();
}

void metrics::upstream_request(std::string_view tenant, std::string_view operation,
                               std::string_view code, seconds took) {
    families_->upstream({tenant, operation, code}).Increment();
    families_->upstream_duration({operation}).Observe(took.count());
}

void metrics::upstream_connection(bool reused) {
    families_->upstream_connections({reused ? "true" : "false"}).Increment();
}

void metrics::upstream_throttled(std::string_view tenant, seconds waited) {
    families_->throttled({tenant}).Increment(waited.count());
}

void metrics::circuit(std::string_view tenant, int state) {
    families_->circuits({tenant}).Set(state);
}

void metrics::lane_paused(std::string_view tenant, bool paused) {
    families_->paused({tenant}).Set(paused ? 1 : 0);
}

void metrics::connection_paused(std::string_view connection, bool paused) {
    families_->connection_pauses({connection}).Set(paused ? 1 : 0);
}

void metrics::token_refreshed(std::string_view tenant, bool worked) {
    families_->tokens({tenant, worked ? "ok" : "failed"}).Increment();
}

void metrics::token_expires(std::string_view tenant, double unix_seconds) {
    families_->token_expiry({tenant}).Set(unix_seconds);
}

void metrics::reconciled(std::string_view tenant, bool worked, seconds since_1970) {
    families_->reconciliations({tenant, worked ? "ok" : "failed"}).Increment();
    if (worked) families_->reconciled_at({tenant}).Set(since_1970.count());
}

void metrics::reconcile_mismatches(std::string_view tenant, std::string_view kind,
                                   std::int64_t found) {
    families_->mismatches({tenant, kind}).Set(static_cast<double>(found));
}

void metrics::fetched(std::string_view connection, std::string_view fetch, int status,
                      seconds took) {
    const std::string code = status == 0 ? "none" : std::to_string(status);
    families_->fetches({connection, fetch, code}).Increment();
    families_->fetch_duration({connection}).Observe(took.count());
}

void metrics::fetch_circuit(std::string_view connection, std::string_view origin, int state) {
    families_->fetch_circuits({connection, origin}).Set(state);
}

void metrics::unverified_connections(std::size_t how_many) {
    families_->unverified.Set(static_cast<double>(how_many));
}

void metrics::config_reloaded(bool worked) { families_->reload_worked.Set(worked ? 1 : 0); }

void metrics::config_loaded(double unix_seconds, std::size_t connections) {
    families_->loaded.Set(unix_seconds);
    families_->configured.Set(static_cast<double>(connections));
}

std::string metrics::expose() const {
    return prom::TextSerializer().Serialize(registry_.Collect());
}

}  // namespace gateway
