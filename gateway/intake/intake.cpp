#include "gateway/intake/intake.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "gateway/intake/admission.hpp"
#include "gateway/intake/answers.hpp"
#include "gateway/intake/receipt.hpp"
#include "gateway/intake/sender_answers.hpp"
#include "gateway/log.hpp"
#include "providers/assess.hpp"

namespace gateway {

namespace asio = boost::asio;

namespace {

// Senders that wait for their delivery keep a connection each: more are asked to come again at
// once.
constexpr std::size_t most_waiting = 512;

// One more, for as long as it stands.
class counted {
public:
    explicit counted(std::atomic<std::size_t>& count) : count_(count) { ++count_; }
    ~counted() { --count_; }
    counted(const counted&) = delete;

private:
    std::atomic<std::size_t>& count_;
};

// Measures from its construction.
class stopwatch {
public:
    metrics::seconds elapsed() const { return std::chrono::steady_clock::now() - started_; }

private:
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

providers::webhook to_webhook(http::request message, const route& where) {
    providers::webhook hook;
    hook.path = std::string(where.rest);
    hook.query = std::string(message.query());
    hook.method = std::move(message.method);
    hook.headers.reserve(message.headers.size());
    for (http::field& one : message.headers)
        hook.headers.push_back(providers::header{std::move(one.name), std::move(one.value)});
    hook.body = std::move(message.body);
    hook.peer = std::move(message.peer);
    if (message.certificate)
        hook.certificate = providers::certificate_names{
            std::move(message.certificate->subject), std::move(message.certificate->alternatives)};
    return hook;
}

// An event of which nothing would tell a repeat gets an id that no other has.
new_event to_be_stored(providers::assessed_event assessed, const std::string& receipt) {
    new_event event;
    event.identity = std::move(assessed.identity);
    if (event.identity.event_id.empty())
        event.identity.event_id =
            "receipt:" + (assessed.part ? receipt_of_part(receipt, *assessed.part) : receipt);
    event.fingerprint = std::move(assessed.fingerprint);
    event.part = assessed.part;
    if (!assessed.problems.empty())
        event.dead = burial{death::unreadable, to_text(assessed.problems)};
    return event;
}

// What is left to be counted of an event once it is the inbox's.
struct told_event {
    std::string_view kind;
    std::optional<int> part;
};

http::response key_conflict_answer() {
    return problem_answer(422, "This Idempotency-Key was used before with another body.");
}

}  // namespace

intake::intake(inbox& store, settlement_board& settlements, const clock& time, metrics& series,
               registry_snapshot connections, arrival_limit each_connection)
    : inbox_(store),
      settlements_(settlements),
      clock_(time),
      metrics_(series),
      registry_(std::move(connections)),
      limiter_(each_connection) {}

http::service intake::service() {
    http::service wired;
    wired.admit = [this](const http::request& head) { return admit(head); };
    wired.handle = [this](http::request message) { return answer(std::move(message)); };
    wired.refuse = [](unsigned status, std::string_view reason) {
        return problem_answer(status, reason);
    };
    wired.answered = [this](const http::request& head, unsigned status,
                            std::chrono::nanoseconds took) {
        const route where = find_route(head.path());
        metrics_.request_answered(configured_connection(where), to_string(where.what), status,
                                  took);
    };
    wired.connections_changed = [this](int change) { metrics_.open_connections(change); };
    wired.refused_at_wire = [this](std::string_view reason) {
        metrics_.ingest_rejected("", reason);
    };
    return wired;
}

// The route's connection if there is one of that name: a metric label must not be the sender's
// choice.
std::string_view intake::configured_connection(const route& where) const {
    if (where.what != route::place::hook) return "";
    return registry_()->find(where.connection) ? where.connection : "";
}

http::service::admission intake::admit(const http::request& head) const {
    const route where = find_route(head.path());
    const bool is_hook = where.what == route::place::hook;
    const auto connection = is_hook ? registry_()->find(where.connection) : nullptr;
    http::service::admission verdict = admission_of(head, where, connection.get());
    if (verdict.refusal && verdict.refusal->status == 415)
        metrics_.ingest_rejected(where.connection, "media_type");
    return verdict;
}

asio::awaitable<http::response> intake::answer(http::request message) {
    http::response out;
    try {
        const route where = find_route(message.path());
        if (where.what == route::place::receipt) {
            std::string receipt(where.receipt);
            out = co_await show_receipt(std::move(receipt));
        } else {
            out = co_await take(std::move(message));
        }
    } catch (const inbox_full& e) {
        log::error("inbox.full", {{"error", e.what()}});
        out = unavailable_answer(come_back_after, "There is no room to store the event now.");
    } catch (const inbox_busy&) {
        out = unavailable_answer(come_back_after, "Too many events are being stored at once.");
    } catch (const inbox_failed& e) {
        log::error("inbox.failed", {{"error", e.what()}});
        out = unavailable_answer(come_back_after, "The event could not be stored.");
    }
    co_return out;
}

asio::awaitable<http::response> intake::take(http::request message) {
    const route where = find_route(message.path());
    const std::string name(where.connection);
    const auto connection = registry_()->find(name);
    if (!connection) co_return problem_answer(404, "There is nothing at this path.");
    metrics_.request_body(message.body.size());

    providers::webhook hook = to_webhook(std::move(message), where);
    if (auto reply = answer_challenge(*connection, hook, false)) co_return std::move(*reply);

    const timestamp now = clock_.now();
    const stopwatch verifying;
    auto authentic = connection->authenticate(std::move(hook), now);
    metrics_.ingest_phase("verify", verifying.elapsed());
    if (!authentic) {
        const providers::rejection why = authentic.error();
        metrics_.ingest_rejected(name, to_string(why));
        log::info("webhook.rejected", {{"connection", name}, {"reason", to_string(why)}});
        co_return rejected_answer(*connection, why);
    }
    note_secret(name, *authentic);

    const auto wait = limiter_.admit(name, std::chrono::steady_clock::now());
    if (wait > wait.zero()) {
        metrics_.ingest_rejected(name, "rate_limited");
        co_return too_many_answer(std::chrono::ceil<std::chrono::seconds>(wait));
    }
    if (auto reply = answer_challenge(*connection, authentic->request(), true))
        co_return std::move(*reply);
    if (auto refusal = no_event_answer(*connection, authentic->request())) {
        const bool is_post = authentic->request().method == "POST";
        metrics_.ingest_rejected(name, is_post ? "media_type" : "no_challenge");
        co_return std::move(*refusal);
    }
    co_return co_await take_events(connection, std::move(*authentic), now);
}

// The reply to a challenge, if the request is one.
std::optional<http::response> intake::answer_challenge(const providers::connection& through,
                                                       const providers::webhook& hook,
                                                       bool is_believed) {
    const auto reply = through.answer_challenge(hook, is_believed);
    if (!reply) return std::nullopt;
    const std::string& name = through.settings().name;
    metrics_.challenge(name, providers::to_string(reply->what));
    log::info("challenge", {{"connection", name}, {"outcome", providers::to_string(reply->what)}});
    return challenge_answer(*reply);
}

asio::awaitable<http::response> intake::take_events(
    std::shared_ptr<const providers::connection> through, providers::authentic_webhook authentic,
    timestamp now) {
    const providers::webhook& hook = authentic.request();
    const stopwatch identifying;
    std::vector<providers::assessed_event> found = assess(*through, hook);
    metrics_.ingest_phase("identify", identifying.elapsed());
    if (auto refusal = unmappable_answer(*through, hook, found)) {
        metrics_.ingest_rejected(authentic.connection(), "unmappable");
        co_return std::move(*refusal);
    }

    std::string receipt = new_receipt(now);
    stored_answer promised = promised_answer(*through, hook, receipt, found);
    std::vector<new_event> events;
    for (providers::assessed_event& one : found)
        events.push_back(to_be_stored(std::move(one), receipt));
    new_request request{std::move(authentic), std::move(events), std::move(receipt),
                        std::move(promised), now};
    if (through->provider().respond.wait)
        co_return co_await store_and_wait(std::move(through), std::move(request));
    co_return co_await store(std::move(through), std::move(request));
}

// A position other than 0 is a secret on its way out that somebody still uses.
void intake::note_secret(const std::string& connection,
                         const providers::authentic_webhook& authentic) {
    const auto position = authentic.secret_position();
    if (!position) return;
    metrics_.secret_used(connection, *position);
    log::debug("webhook.verified", {{"connection", connection}, {"secret_position", *position}});
}

asio::awaitable<http::response> intake::store(std::shared_ptr<const providers::connection> through,
                                              new_request request) {
    providers::webhook hook;
    if (through->provider().respond.repeat) hook = request.hook.request();
    const insertion stored = co_await insert(std::move(request));
    if (stored.what == insertion::outcome::key_conflict) co_return key_conflict_answer();
    if (stored.what == insertion::outcome::stored)
        co_return to_response(stored.answer, stored.receipt, false);
    co_return to_response(repeated_answer(*through, hook, stored.receipt, stored.answer),
                          stored.receipt, true);
}

// Of a definition with `respond: {wait: ...}`. What the sender is told in the end is stored too, so
// that a repeat is told the same; a repeat that comes before that waits likewise.
asio::awaitable<http::response> intake::store_and_wait(
    std::shared_ptr<const providers::connection> through, new_request request) {
    const auto executor = co_await asio::this_coro::executor;
    const providers::webhook hook = request.hook.request();
    const std::string connection = request.hook.connection();
    const std::string booking_id = request.events.front().identity.booking_id;
    auto lookout = settlements_.look_out(request.receipt, executor);

    const insertion stored = co_await insert(std::move(request));
    const bool is_repeat = stored.what != insertion::outcome::stored;
    if (stored.what == insertion::outcome::key_conflict) co_return key_conflict_answer();
    if (stored.answer.is_final) co_return to_response(stored.answer, stored.receipt, is_repeat);

    const stopwatch waiting;
    if (is_repeat) lookout = settlements_.look_out(stored.receipt, executor);
    std::optional<settled_event> end =
        co_await find_settled(stored.receipt, connection, booking_id);
    if (!end && waiting_ < most_waiting) {
        const counted one_more(waiting_);
        end = co_await lookout->wait(*through->provider().respond.wait);
    }
    metrics_.ingest_phase("wait", waiting.elapsed());

    if (!end) co_return late_answer(*through, hook, stored.receipt, is_repeat);
    const stored_answer told = awaited_answer(*through, hook, stored.receipt, *end);
    co_await inbox_.replace_answer(stored.receipt, told);
    co_return to_response(told, stored.receipt, is_repeat);
}

asio::awaitable<std::optional<settled_event>> intake::find_settled(std::string receipt,
                                                                   std::string connection,
                                                                   std::string booking_id) {
    const auto events = co_await inbox_.find_receipt(std::move(receipt));
    if (events.empty() || !is_settled(events.front().state)) co_return std::nullopt;
    settled_event end{events.front().state, events.front().reason, 0};
    const auto link = co_await inbox_.find_link(std::move(connection), std::move(booking_id));
    if (link) end.crm_booking = link->crm_booking;
    co_return end;
}

// Stores the request and counts what became of its events.
asio::awaitable<insertion> intake::insert(new_request request) {
    const std::string connection = request.hook.connection();
    std::vector<told_event> told;
    for (const new_event& one : request.events)
        told.push_back({one.dead ? "dead" : to_string(one.identity.kind), one.part});

    const stopwatch storing;
    insertion stored = co_await inbox_.insert(std::move(request));
    metrics_.ingest_phase("store", storing.elapsed());

    for (std::size_t i = 0; i < told.size(); ++i) {
        const std::string receipt =
            told[i].part ? receipt_of_part(stored.receipt, *told[i].part) : stored.receipt;
        count(connection, told[i].kind, stored.each[i], receipt);
    }
    co_return stored;
}

// What became of one event.
void intake::count(const std::string& connection, std::string_view kind, insertion::outcome outcome,
                   const std::string& receipt) {
    switch (outcome) {
        case insertion::outcome::stored:
            metrics_.event_stored(connection, kind);
            log::debug("webhook.stored", {{"connection", connection}, {"receipt", receipt}});
            if (kind == "dead") {
                metrics_.dead_lettered(connection, to_string(death::unreadable));
                log::warn("webhook.unreadable", {{"connection", connection}, {"receipt", receipt}});
            }
            break;
        case insertion::outcome::repeat: metrics_.ingest_repeat(connection, "same"); break;
        case insertion::outcome::changed:
            metrics_.ingest_repeat(connection, "changed");
            log::warn("webhook.changed", {{"connection", connection}, {"receipt", receipt}});
            break;
        case insertion::outcome::key_conflict:
            metrics_.ingest_repeat(connection, "key_conflict");
            break;
    }
}

asio::awaitable<http::response> intake::show_receipt(std::string receipt) {
    const auto events = co_await inbox_.find_receipt(receipt);
    if (events.empty()) co_return problem_answer(404, "There is no event of that receipt.");
    co_return receipt_answer(receipt, events);
}

}  // namespace gateway
