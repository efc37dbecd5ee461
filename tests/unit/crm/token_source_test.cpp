#include "gateway/crm/token_source.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/unit/crm/crm_fixture.hpp"

namespace asio = boost::asio;
using gateway::access_token;
using gateway::token_source;
using testing::grant;
using testing::reply;
using outcome = access_token::outcome;
using namespace std::chrono_literals;

namespace {

struct token_fixture : testing::crm_fixture {
    token_source tokens{io,     client, {server.url("/connect/token"), "cid.1", "cs&1=+ %"},
                        "acme", clock,  counters};

    // Answers each request with the next of these, and with the last one from then on.
    void answer(std::vector<std::string> answers) {
        server.responder = [this, all = std::move(answers)](const std::string&) {
            return all[std::min(server.requests.size(), all.size()) - 1];
        };
    }

    access_token get() { return one(tokens.get()); }

    std::vector<access_token> get_at_once(int how_many) {
        std::vector<asio::awaitable<access_token>> tasks;
        for (int i = 0; i < how_many; ++i) tasks.push_back(tokens.get());
        return all(std::move(tasks));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(token_sources, token_fixture)

BOOST_AUTO_TEST_CASE(asks_as_a_client_with_credentials_and_names_no_scope) {
    answer({grant("t1")});

    const access_token got = get();

    BOOST_TEST(got.what == outcome::granted);
    BOOST_TEST(got.text == "t1");
    BOOST_REQUIRE(server.requests.size() == 1u);
    const std::string& sent = server.requests[0];
    BOOST_TEST(sent.starts_with("POST /connect/token HTTP/1.1\r\n"));
    BOOST_TEST(sent.find("Content-Type: application/x-www-form-urlencoded\r\n") != sent.npos);
    BOOST_TEST(
        sent.ends_with("\r\n\r\ngrant_type=client_credentials&client_id=cid.1"
                       "&client_secret=cs%261%3D%2B%20%25"));
    BOOST_TEST(counted(R"(token_refreshes_total{outcome="ok",tenant="acme"} 1)"));
    BOOST_TEST(counted(R"(token_expiry_timestamp_seconds{tenant="acme"} 1796170500)"));
}

BOOST_AUTO_TEST_CASE(keeps_a_token_until_a_minute_before_its_end) {
    answer({grant("t1"), grant("t2")});
    get();

    clock.advance(839s);
    const access_token kept = get();
    clock.advance(1s);
    const access_token renewed = get();

    BOOST_TEST(kept.text == "t1");
    BOOST_TEST(renewed.text == "t2");
    BOOST_TEST(server.requests.size() == 2u);
}

BOOST_AUTO_TEST_CASE(renews_a_short_token_after_four_fifths_of_its_life) {
    answer({grant("t1", "10"), grant("t2", "10")});
    get();

    clock.advance(7999ms);
    const access_token kept = get();
    clock.advance(1ms);
    const access_token renewed = get();

    BOOST_TEST(kept.text == "t1");
    BOOST_TEST(renewed.text == "t2");
}

BOOST_AUTO_TEST_CASE(asks_once_for_all_who_wait) {
    answer({grant("t1")});

    const auto got = get_at_once(50);

    BOOST_TEST(server.requests.size() == 1u);
    for (const access_token& token : got) BOOST_TEST(token.text == "t1");
}

BOOST_AUTO_TEST_CASE(gives_one_failure_to_all_who_wait) {
    answer({reply(500, "")});

    const auto got = get_at_once(50);

    BOOST_TEST(server.requests.size() == 1u);
    for (const access_token& token : got) BOOST_TEST(token.what == outcome::unavailable);
}

BOOST_AUTO_TEST_CASE(another_asks_when_the_one_who_asked_is_cancelled) {
    server.next_connection({testing::receive(), testing::hold()});
    answer({"", grant("t2")});
    asio::cancellation_signal stop;
    bool stopped = false;
    asio::co_spawn(
        io, tokens.get(),
        asio::bind_cancellation_slot(
            stop.slot(), [&](const std::exception_ptr&, const access_token&) { stopped = true; }));
    testing::run(io, server.until([&] { return server.requests.size() == 1; }));
    std::optional<access_token> waiting;
    asio::co_spawn(io, tokens.get(),
                   [&](const std::exception_ptr&, access_token got) { waiting = std::move(got); });

    stop.emit(asio::cancellation_type::terminal);
    testing::run(io, server.until([&] { return stopped && waiting.has_value(); }));

    BOOST_TEST(waiting->text == "t2");
    BOOST_TEST(server.requests.size() == 2u);
}

BOOST_AUTO_TEST_CASE(forgets_a_token_that_was_refused_but_not_the_one_after_it) {
    answer({grant("t1"), grant("t2"), grant("t3")});
    get();

    tokens.invalidate("t1");
    const access_token second = get();
    tokens.invalidate("t1");
    const access_token still_second = get();

    BOOST_TEST(second.text == "t2");
    BOOST_TEST(still_second.text == "t2");
}

BOOST_AUTO_TEST_CASE(gives_the_old_token_while_it_lives_when_there_is_no_new_one) {
    answer({grant("t1"), reply(503, "")});
    get();

    clock.advance(850s);
    const auto before_its_end = get_at_once(3);
    clock.advance(50s);
    const access_token after_its_end = get();

    for (const access_token& token : before_its_end) BOOST_TEST(token.text == "t1");
    BOOST_TEST(after_its_end.what == outcome::unavailable);
}

BOOST_AUTO_TEST_CASE(tells_refused_credentials_from_an_endpoint_in_trouble) {
    const std::pair<std::string, outcome> cases[] = {
        {reply(400, R"({"error": "invalid_client"})"), outcome::refused},
        {reply(401, R"({"error": "invalid_client"})"), outcome::refused},
        {reply(400, "<html>"), outcome::refused},
        {reply(403, ""), outcome::refused},
        {reply(404, ""), outcome::unavailable},
        {reply(302, "", "Location: /login\r\n"), outcome::unavailable},
        {reply(408, ""), outcome::unavailable},
        {reply(429, ""), outcome::unavailable},
        {reply(500, "<html>oops</html>"), outcome::unavailable},
        {reply(503, ""), outcome::unavailable},
        {reply(200, "<html>log in</html>"), outcome::unavailable},
        {reply(200, ""), outcome::unavailable},
        {reply(200, "[]"), outcome::unavailable},
        {reply(200, R"({"access_token": "t)"), outcome::unavailable},
        {reply(200, R"({"token": "t"})"), outcome::unavailable},
        {reply(200, R"({"access_token": ""})"), outcome::unavailable},
        {reply(200, R"({"access_token": 7})"), outcome::unavailable},
        {reply(200, R"({"access_token": "t\r\nX-Evil: 1"})"), outcome::unavailable},
        {"SSH-2.0-OpenSSH_9.2\r\n\r\n", outcome::unavailable},
        {"", outcome::unavailable},  // cut
    };
    for (const auto& [answer_bytes, expected] : cases) {
        BOOST_TEST_CONTEXT(answer_bytes) {
            answer({answer_bytes});
            clock.advance(1h);

            const access_token got = get();

            BOOST_TEST(got.what == expected);
            BOOST_TEST(got.error.starts_with("token endpoint: "));
            BOOST_TEST(got.error.find("html") == std::string::npos);
            BOOST_TEST(got.text == "");
        }
    }
}

BOOST_AUTO_TEST_CASE(tells_the_error_code_but_nothing_that_may_repeat_what_was_sent) {
    answer({reply(400, R"({"error": "invalid_client", "error_description": "not cs&1=+ %"})"),
            reply(400, R"({"error": "cs&1=+ %"})")});

    const access_token known = get();
    clock.advance(1h);
    const access_token odd = get();

    BOOST_TEST(known.error == "token endpoint: 400 invalid_client");
    BOOST_TEST(odd.error == "token endpoint: 400");
}

BOOST_AUTO_TEST_CASE(leaves_the_endpoint_alone_for_some_seconds_after_a_refusal) {
    answer({reply(401, ""), grant("t1")});
    get();

    clock.advance(9999ms);
    const access_token too_early = get();
    clock.advance(1ms);
    const access_token after = get();

    BOOST_TEST(too_early.what == outcome::refused);
    BOOST_TEST(after.text == "t1");
    BOOST_TEST(server.requests.size() == 2u);
}

BOOST_AUTO_TEST_CASE(recovers_a_second_after_an_outage) {
    answer({reply(503, ""), grant("t1")});
    get();

    clock.advance(999ms);
    const access_token too_early = get();
    clock.advance(1ms);
    const access_token after = get();

    BOOST_TEST(too_early.what == outcome::unavailable);
    BOOST_TEST(after.text == "t1");
}

BOOST_AUTO_TEST_CASE(comes_back_when_a_throttling_endpoint_asks_it_to) {
    answer({reply(429, "", "Retry-After: 30\r\n"), grant("t1")});
    const access_token throttled = get();

    clock.advance(29s);
    const access_token too_early = get();
    clock.advance(1s);
    const access_token after = get();

    BOOST_TEST((throttled.retry_after == 30s));
    BOOST_TEST(too_early.what == outcome::unavailable);
    BOOST_TEST(after.text == "t1");
}

BOOST_AUTO_TEST_CASE(a_clock_that_was_set_back_does_not_prolong_a_pause) {
    answer({reply(401, ""), grant("t1")});
    get();

    clock.advance(-1h);

    BOOST_TEST(get().text == "t1");
}

BOOST_AUTO_TEST_CASE(an_endpoint_that_hangs_is_in_trouble) {
    gateway::http::client_options options;
    options.answer = 30ms;
    gateway::http::client impatient(io, options);
    token_source waiting(io, impatient, {server.url("/connect/token"), "id", "secret"}, "acme",
                         clock, counters);
    server.next_connection({testing::receive(), testing::hold()});

    const access_token got = one(waiting.get());

    BOOST_TEST(got.what == outcome::unavailable);
    BOOST_TEST(counted(R"(token_refreshes_total{outcome="failed",tenant="acme"} 1)"));
}

BOOST_AUTO_TEST_CASE(takes_a_token_without_a_sensible_life_for_a_usual_one) {
    const std::pair<std::string, std::chrono::seconds> cases[] = {
        {"null", 839s}, {"\"900\"", 839s}, {"1.5", 839s},
        {"-7", 0s},     {"0", 0s},         {"99999999999", 86339s}};
    for (const auto& [life, kept_for] : cases) {
        BOOST_TEST_CONTEXT("expires_in " << life) {
            token_source fresh(io, client, {server.url("/connect/token"), "id", "secret"}, "acme",
                               clock, counters);
            server.requests.clear();
            answer({grant("t1", life), grant("t2", life)});
            one(fresh.get());

            clock.advance(kept_for);
            const access_token kept = one(fresh.get());
            clock.advance(1s);
            const access_token renewed = one(fresh.get());

            BOOST_TEST(kept.text == "t1");
            BOOST_TEST(renewed.text == "t2");
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
