#include "gateway/intake/intake.hpp"

#include <boost/asio/use_awaitable.hpp>

#include "gateway/intake/answers.hpp"
#include "gateway/intake/receipt.hpp"
#include "gateway/log.hpp"
#include "mapping/transforms/text.hpp"
#include "providers/assess.hpp"
#include "providers/media_type.hpp"

namespace gateway {

namespace asio = boost::asio;
using mapping::equals_ignoring_case;

namespace {

// How long a sender should wait when the fault is ours. Short: most senders back off by themselves.
constexpr std::chrono::seconds come_back_after{5};

// Measures from its construction.
class stopwatch {
public:
    metrics::seconds elapsed() const { return std::chrono::steady_clock::now() - started_; }

private:
    std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
};

// Why the head of a webhook is refused before its body is read; nothing when it is not.
std::optional<http::response> media_problem(const http::request& head,
                                            const providers::definition& provider) {
    const auto coding = http::find(head.headers, "Content-Encoding");
    if (coding && !equals_ignoring_case(*coding, "identity"))
        return problem_answer(415, "Content codings are not supported; send the body as it is.");
    if (!providers::is_readable(http::find(head.headers, "Content-Type"), provider.receive.format))
        return problem_answer(415, "This connection does not take bodies of that media type.");
    return std::nullopt;
}

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

// Every problem of the events, each with the number of its event if there are several.
mapping::problems all_problems(const std::vector<providers::assessed_event>& events) {
    mapping::problems all;
    for (const providers::assessed_event& event : events) {
        const std::string place =
            event.part ? "event " + std::to_string(*event.part + 1) + " " : "";
        for (const mapping::problem& one : event.problems)
            all.add(one.code, place + one.where, one.what, one.from);
    }
    return all;
}

new_event to_be_stored(providers::assessed_event assessed) {
    new_event event;
    event.identity = std::move(assessed.identity);
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

// The reason is for us, not for a forger.
http::response refusal_of(providers::rejection why) {
    if (is_about_the_peer(why))
        return problem_answer(403, "This connection does not take webhooks from you.");
    http::response refusal = problem_answer(401, "The request could not be authenticated.");
    refusal.headers.push_back({"WWW-Authenticate", "Webhook realm=\"booking-gateway\""});
    return refusal;
}

stored_answer answer_for(const providers::definition& provider, const std::string& receipt) {
    if (!provider.respond) return accepted_answer(receipt);
    return stored_answer{provider.respond->status, provider.respond->content_type,
                         provider.respond->body};
}

}  // namespace

intake::intake(inbox& store, const clock& time, metrics& series, registry_snapshot connections,
               arrival_limit each_connection)
    : inbox_(store),
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
    http::service::admission verdict;
    const route where = find_route(head.path());
    const bool is_hook = where.what == route::place::hook;
    const auto connection = is_hook ? registry_()->find(where.connection) : nullptr;

    if (where.what == route::place::none || (is_hook && !connection)) {
        verdict.refusal = problem_answer(404, "There is nothing at this path.");
        return verdict;
    }
    const bool allowed =
        is_hook ? head.method == "POST" : head.method == "GET" || head.method == "HEAD";
    if (!allowed) {
        verdict.refusal = problem_answer(405, "The method is not allowed here.");
        verdict.refusal->headers.push_back({"Allow", std::string(allowed_methods(where.what))});
        return verdict;
    }
    if (is_hook) {
        verdict.refusal = media_problem(head, connection->provider());
        verdict.body_limit = connection->provider().receive.limit;
        if (verdict.refusal) metrics_.ingest_rejected(where.connection, "media_type");
    }
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

    const timestamp now = clock_.now();
    const stopwatch verifying;
    providers::webhook hook = to_webhook(std::move(message), where);
    auto authentic = connection->authenticate(std::move(hook), now);
    metrics_.ingest_phase("verify", verifying.elapsed());
    if (!authentic) {
        const providers::rejection why = authentic.error();
        metrics_.ingest_rejected(name, to_string(why));
        log::info("webhook.rejected", {{"connection", name}, {"reason", to_string(why)}});
        co_return refusal_of(why);
    }
    note_secret(name, *authentic);

    const auto wait = limiter_.admit(name, std::chrono::steady_clock::now());
    if (wait > wait.zero()) {
        metrics_.ingest_rejected(name, "rate_limited");
        co_return too_many_answer(std::chrono::ceil<std::chrono::seconds>(wait));
    }

    const stopwatch identifying;
    std::vector<providers::assessed_event> found = assess(*connection, authentic->request());
    metrics_.ingest_phase("identify", identifying.elapsed());
    if (connection->provider().reject_unmappable) {
        const mapping::problems wrong = all_problems(found);
        if (!wrong.empty()) {
            metrics_.ingest_rejected(name, "unmappable");
            co_return unmappable_answer(wrong);
        }
    }

    std::string receipt = new_receipt(now);
    stored_answer promised = answer_for(connection->provider(), receipt);
    std::vector<new_event> events;
    for (providers::assessed_event& one : found) events.push_back(to_be_stored(std::move(one)));
    new_request request{std::move(*authentic), std::move(events), std::move(receipt),
                        std::move(promised), now};
    co_return co_await store(std::move(request));
}

// A position other than 0 is a secret on its way out that somebody still uses.
void intake::note_secret(const std::string& connection,
                         const providers::authentic_webhook& authentic) {
    const auto position = authentic.secret_position();
    if (!position) return;
    metrics_.secret_used(connection, *position);
    log::debug("webhook.verified", {{"connection", connection}, {"secret_position", *position}});
}

asio::awaitable<http::response> intake::store(new_request request) {
    const std::string connection = request.hook.connection();
    std::vector<told_event> told;
    for (const new_event& one : request.events)
        told.push_back({one.dead ? "dead" : to_string(one.identity.kind), one.part});

    const stopwatch storing;
    const insertion result = co_await inbox_.insert(std::move(request));
    metrics_.ingest_phase("store", storing.elapsed());

    for (std::size_t i = 0; i < told.size(); ++i) {
        const std::string receipt =
            told[i].part ? receipt_of_part(result.receipt, *told[i].part) : result.receipt;
        count(connection, told[i].kind, result.each[i], receipt);
    }
    if (result.what == insertion::outcome::key_conflict)
        co_return problem_answer(422, "This Idempotency-Key was used before with another body.");
    const bool is_repeat = result.what != insertion::outcome::stored;
    co_return to_response(result.answer, result.receipt, is_repeat);
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
