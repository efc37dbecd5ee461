#include "gateway/delivery/fetcher.hpp"

#include <chrono>

namespace gateway {

namespace asio = boost::asio;

namespace {

using steady = std::chrono::steady_clock;

}  // namespace

asio::awaitable<completion> fetcher::complete(const claimed_event& event,
                                              const providers::connection& from) {
    completion done;
    if (from.provider().fetch.empty()) co_return done;
    auto opened = from.open(event.request, event.part);
    if (!opened) co_return done;

    opened->part.fetched = &done.fetched;
    for (;;) {
        auto next = from.next_fetch(event.request, opened->part, event.identity.kind);
        if (!next) done.dead = burial{death::not_fetched, mapping::to_text(next.error())};
        if (!next || !*next) break;
        const providers::fetch_request wanted = std::move(**next);
        done.wait = held(event, wanted);
        if (done.wait) break;

        fetch_answer got = co_await ask(event.connection, wanted, done.attempts);
        if (got.what != fetch_answer::outcome::there) {
            give_up(wanted, got, event, done);
            break;
        }
        done.fetched.get_object()[wanted.name] = std::move(got.document);
    }
    done.kind = from.kind_once_fetched(event.request, opened->part, event.identity.kind);
    co_return done;
}

asio::awaitable<fetch_answer> fetcher::ask(const std::string& connection,
                                           const providers::fetch_request& wanted,
                                           std::vector<attempt>& attempts) {
    const timestamp at = clock_.now();
    const auto started = steady::now();
    gates_.asking(connection, wanted.origin);
    fetch_answer got;
    try {
        const http::exchange reply = co_await partners_.ask(wanted);
        got = to_fetch_answer(reply, wanted, clock_.now());
    } catch (const std::exception& e) {
        got = fetch_answer();  // as good as no answer: to ask again does no harm
        got.error = std::string("not_sent: ") + e.what();
    }
    gates_.answered(connection, wanted.origin, got, steady::now());

    const auto took = steady::now() - started;
    metrics_.fetched(connection, wanted.name, got.status, took);
    attempts.push_back(attempt{at, "fetch " + wanted.name, got.status,
                               std::chrono::duration_cast<std::chrono::milliseconds>(took),
                               got.error});
    co_return got;
}

// Costs the event nothing.
std::optional<wait_and_retry> fetcher::held(const claimed_event& event,
                                            const providers::fetch_request& wanted) const {
    const auto hold = gates_.held(event.connection, wanted.origin, steady::now());
    if (!hold) return std::nullopt;
    return wait_and_retry{wait_and_retry::cause::throttled, hold->stay_away,
                          event.progress.is_in_doubt(), std::string(hold->reason), std::nullopt};
}

void fetcher::give_up(const providers::fetch_request& wanted, const fetch_answer& got,
                      const claimed_event& event, completion& done) const {
    const bool budget_over = is_over(schedule_, event.first_try, clock_.now());
    auto end = after_failure(wanted, got, event, budget_over);
    if (auto* wait = std::get_if<wait_and_retry>(&end))
        done.wait = std::move(*wait);
    else
        done.dead = std::get<burial>(std::move(end));
}

}  // namespace gateway
