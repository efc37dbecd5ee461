#include "gateway/crm/http_crm.hpp"

#include <boost/test/unit_test.hpp>
#include <deque>
#include <stdexcept>

#include "tests/unit/crm/crm_fixture.hpp"

namespace asio = boost::asio;
using gateway::crm;
using gateway::crm_account;
using gateway::crm_call;
using gateway::crm_result;
using testing::asks_for_token;
using testing::grant;
using testing::reply;
using outcome = crm_result::outcome;
using namespace std::chrono_literals;

namespace {

const std::string created = R"({"id": 5000000001})";

struct http_crm_fixture : testing::crm_fixture {
    crm_account account = account_at(server.url());
    std::unique_ptr<crm> upstream;

    // What the server says next; tokens are t1, t2, ... until this has others.
    std::deque<std::string> token_answers, call_answers;

    http_crm_fixture() {
        upstream = make_http_crm(io, client, account, clock, counters);
        server.responder = [this](const std::string& request) {
            if (asks_for_token(request)) return next_token();
            if (call_answers.empty()) return reply(200, created);
            return take(call_answers);
        };
    }

    static crm_account account_at(const std::string& url) {
        crm_account made;
        made.tenant = "acme";
        made.tenant_id = 4711;
        made.client_id = "cid.1";
        made.client_secret = "cs1.1";
        made.app_key = "ak1.test";
        made.where = gateway::environment{url, url};
        return made;
    }

    static crm_call create() {
        crm_call call;
        call.operation = "Bookings_Create";
        call.path = {{"booking_provider", "31"}};
        call.body = {{"source", "Direct"},
                     {"name", "Ada"},
                     {"summary", "Leak"},
                     {"isFirstTimeClient", true},
                     {"externalId", "7"}};
        return call;
    }

    crm_result perform(crm_call call = create()) { return one(upstream->perform(std::move(call))); }

    std::size_t calls() const { return server.requests.size() - token_requests(); }

private:
    static std::string take(std::deque<std::string>& from) {
        std::string first = std::move(from.front());
        from.pop_front();
        return first;
    }
    std::string next_token() {
        if (token_answers.empty()) return grant("t" + std::to_string(token_requests()));
        return take(token_answers);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(http_crms, http_crm_fixture)

BOOST_AUTO_TEST_CASE(performs_a_call_with_a_token_and_the_app_key) {
    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::ok);
    BOOST_TEST(got.status == 200);
    BOOST_TEST(got.body.at("id").as_int64() == 5000000001);
    BOOST_REQUIRE(server.requests.size() == 2u);
    const std::string& sent = server.requests[1];
    BOOST_TEST(
        sent.starts_with("POST /crm/v2/tenant/4711/booking-provider/31/bookings HTTP/1.1\r\n"));
    for (const char* line : {"Authorization: Bearer t1\r\n", "ST-App-Key: ak1.test\r\n",
                             "Accept: application/json\r\n", "Content-Type: application/json\r\n"})
        BOOST_TEST(sent.find(line) != sent.npos, line);
    BOOST_TEST(sent.find("\r\n\r\n{\"source\":\"Direct\",\"name\":\"Ada\"") != sent.npos);
}

BOOST_AUTO_TEST_CASE(never_sends_what_breaks_the_contract) {
    crm_call nameless = create();
    nameless.body.as_object().erase("name");

    const crm_result got = perform(nameless);

    BOOST_TEST(got.what == outcome::invalid);
    BOOST_TEST(got.error == "/body/name: missing: is required");
    BOOST_TEST(server.requests.empty());
}

BOOST_AUTO_TEST_CASE(asks_for_one_token_for_many_calls) {
    std::vector<asio::awaitable<crm_result>> tasks;
    for (int i = 0; i < 20; ++i) tasks.push_back(upstream->perform(create()));

    const auto got = all(std::move(tasks));
    perform();

    for (const crm_result& result : got) BOOST_TEST(result.what == outcome::ok);
    BOOST_TEST(token_requests() == 1u);
}

BOOST_AUTO_TEST_CASE(renews_a_refused_token_and_sends_the_call_again) {
    call_answers = {reply(401, "")};

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::ok);
    BOOST_TEST(token_requests() == 2u);
    BOOST_TEST(calls() == 2u);
    BOOST_TEST(server.requests.back().find("Authorization: Bearer t2\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(renews_a_token_once_for_all_calls_that_met_its_end) {
    perform();
    server.responder = [this](const std::string& request) {
        if (asks_for_token(request)) return grant("t2");
        const bool renewed = request.find("Bearer t2\r\n") != std::string::npos;
        return renewed ? reply(200, created) : reply(401, "");
    };
    std::vector<asio::awaitable<crm_result>> tasks;
    for (int i = 0; i < 20; ++i) tasks.push_back(upstream->perform(create()));

    const auto got = all(std::move(tasks));

    for (const crm_result& result : got) BOOST_TEST(result.what == outcome::ok);
    BOOST_TEST(token_requests() == 2u);
}

BOOST_AUTO_TEST_CASE(gives_up_when_the_new_token_is_refused_too) {
    call_answers = {reply(401, ""), reply(401, R"({"title": "no access"})")};

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::unauthorized);
    BOOST_TEST(got.status == 401);
    BOOST_TEST(got.error == "no access");
    BOOST_TEST(calls() == 2u);
}

BOOST_AUTO_TEST_CASE(a_call_refused_with_401_is_not_sent_when_no_new_token_can_be_had) {
    call_answers = {reply(401, "")};
    token_answers = {grant("t1"), reply(503, "")};

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::not_sent);
    BOOST_TEST(calls() == 1u);
}

BOOST_AUTO_TEST_CASE(is_unauthorized_when_the_credentials_are_refused) {
    token_answers = {reply(400, R"({"error": "invalid_client"})")};

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::unauthorized);
    BOOST_TEST(got.status == 0);
    BOOST_TEST(got.error == "token endpoint: 400 invalid_client");
    BOOST_TEST(calls() == 0u);
}

BOOST_AUTO_TEST_CASE(is_not_sent_while_the_token_endpoint_throttles) {
    token_answers = {reply(429, "", "Retry-After: 9\r\n")};

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::not_sent);
    BOOST_TEST((got.retry_after == 9s));
    BOOST_TEST(calls() == 0u);
}

BOOST_AUTO_TEST_CASE(works_again_when_the_token_endpoint_does) {
    token_answers = {reply(500, "<html>"), grant("t9")};
    perform();
    clock.advance(1s);

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::ok);
}

BOOST_AUTO_TEST_CASE(sends_a_call_once_whatever_else_becomes_of_it) {
    const struct {
        const char* name;
        std::string answer;
        outcome expected;
    } cases[] = {
        {"cut after the request", "", outcome::unknown},
        {"cut in the answer",
         "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 90\r\n\r\n{\"id\"",
         outcome::unknown},
        {"bad request", reply(400, R"({"title": "no"})"), outcome::refused},
        {"forbidden", reply(403, ""), outcome::forbidden},
        {"throttled", reply(429, ""), outcome::throttled},
        {"server error", reply(500, "{}"), outcome::server_error},
        {"a page for an error", reply(502, "<html>"), outcome::server_error},
        {"a page for a success", reply(200, "<html>"), outcome::server_error},
        {"JSON cut short", reply(200, R"({"id": 5)"), outcome::server_error},
        {"redirect", reply(302, "", "Location: /elsewhere\r\n"), outcome::server_error},
        {"bytes beyond ASCII", reply(200, created, "X-Name: Zo\xc3\xab \xff\r\n"), outcome::ok},
    };
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(one.name) {
            const std::size_t before = calls();
            call_answers = {one.answer};

            const crm_result got = perform();

            BOOST_TEST(got.what == one.expected);
            BOOST_TEST(calls() == before + 1);
        }
    }
}

BOOST_AUTO_TEST_CASE(is_not_sent_when_the_api_cannot_be_reached) {
    std::string nowhere;
    {
        testing::scripted_server gone(io);
        nowhere = gone.url();
    }
    account.where.api_url = nowhere;
    upstream = make_http_crm(io, client, account, clock, counters);

    const crm_result got = perform();

    BOOST_TEST(got.what == outcome::not_sent);
    BOOST_TEST(got.status == 0);
    BOOST_TEST(
        counted(R"(upstream_requests_total{code="none",op="Bookings_Create",tenant="acme"} 1)"));
}

BOOST_AUTO_TEST_CASE(counts_calls_by_operation_and_status) {
    call_answers = {reply(401, "")};

    perform();

    BOOST_TEST(
        counted(R"(upstream_requests_total{code="401",op="Bookings_Create",tenant="acme"} 1)"));
    BOOST_TEST(
        counted(R"(upstream_requests_total{code="200",op="Bookings_Create",tenant="acme"} 1)"));
    BOOST_TEST(counted(R"(upstream_connections_total{reused="true"} 2)"));
}

BOOST_AUTO_TEST_CASE(puts_no_secret_into_what_it_tells) {
    const std::pair<std::string, std::string> cases[] = {
        {"", ""}, {reply(401, ""), reply(401, "")}, {reply(500, ""), ""}};
    for (const auto& [first, second] : cases) {
        call_answers = {first, second};

        const crm_result got = perform();

        for (const char* secret : {"cs1.1", "ak1.test", "Bearer", "t1", "t2"})
            BOOST_TEST(got.error.find(secret) == std::string::npos, got.error);
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_account_that_could_never_make_a_call) {
    crm_account plain_http = account;
    plain_http.where.api_url = "http://api.example";
    crm_account no_url = account;
    no_url.where.auth_url = "auth.example";
    crm_account odd_key = account;
    odd_key.app_key = "ak1\nX-Evil: 1";

    for (const crm_account& wrong : {plain_http, no_url, odd_key})
        BOOST_CHECK_THROW(make_http_crm(io, client, wrong, clock, counters), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
