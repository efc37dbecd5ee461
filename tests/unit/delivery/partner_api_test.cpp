#include "gateway/delivery/partner_api.hpp"

#include <boost/test/unit_test.hpp>

#include "gateway/delivery/fetch_answer.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_server.hpp"

namespace {

namespace asio = boost::asio;
namespace http = gateway::http;
using gateway::fetch_answer;
using testing::reply;
using outcome = fetch_answer::outcome;

struct fixture {
    asio::io_context io;
    testing::scripted_server server{io}, elsewhere{io};
    http::client_options options = gateway::partner_client_options();

    fetch_answer ask(const std::string& target = "/v2/customers/7") {
        http::client client(io, options);
        const auto partners = gateway::make_http_partner_api(client);
        providers::fetch_request request;
        request.name = "customer";
        request.method = "GET";
        request.url = server.url(target);
        request.headers = {{"Authorization", "Bearer s3cret"}, {"Accept", "application/json"}};
        http::exchange got;
        testing::run(io, ask_into(got, *partners, request));
        return gateway::to_fetch_answer(got, request, mapping::timestamp());
    }

    // A connection that takes a request and answers with these bytes.
    void answer_with(std::string bytes) {
        server.next_connection({testing::receive(), testing::send(std::move(bytes))});
    }

private:
    static asio::awaitable<void> ask_into(http::exchange& got, gateway::partner_api& partners,
                                          const providers::fetch_request& request) {
        got = co_await partners.ask(request);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_request_goes_out_as_it_is, fixture) {
    answer_with(reply(200, R"({"id": 7})"));

    const fetch_answer got = ask("/v2/customers/a%2Fb?x=1");

    BOOST_TEST((got.what == outcome::there));
    BOOST_TEST(got.document.at("id") == 7);
    BOOST_REQUIRE_EQUAL(server.requests.size(), 1u);
    BOOST_TEST(server.requests[0].starts_with("GET /v2/customers/a%2Fb?x=1 HTTP/1.1\r\n"));
    BOOST_TEST(server.requests[0].find("Authorization: Bearer s3cret\r\n") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_redirect_is_not_followed, fixture) {
    elsewhere.responder = [](const std::string&) { return reply(200, R"({"stolen": true})"); };
    for (const int status : {301, 302, 303, 307, 308}) {
        answer_with(reply(status, "", "Location: " + elsewhere.url("/token") + "\r\n"));

        const fetch_answer got = ask();

        BOOST_TEST((got.what == outcome::failed));
        BOOST_TEST(got.error == "redirect");
    }
    BOOST_TEST(elsewhere.connections == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_page_is_no_document, fixture) {
    answer_with(reply(200, "<!doctype html><title>Log in</title>", "Content-Type: text/html\r\n"));

    const fetch_answer got = ask();

    BOOST_TEST((got.what == outcome::failed));
    BOOST_TEST(got.error == "not_json");
}

BOOST_FIXTURE_TEST_CASE(a_body_that_is_too_large_is_cut_off, fixture) {
    const std::string two_gib = "HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n[";
    const std::string without_end = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
    std::string chunks = without_end;
    for (int i = 0; i < 17; ++i) chunks += chunk;
    for (const std::string& bytes : {two_gib, chunks}) {
        answer_with(bytes);

        const fetch_answer got = ask();

        BOOST_TEST((got.what == outcome::failed));
        BOOST_TEST(got.error.starts_with("no_answer: receiving"), got.error);
    }
}

BOOST_FIXTURE_TEST_CASE(an_api_that_hangs_is_left, fixture) {
    options.answer = std::chrono::milliseconds(50);
    server.next_connection({testing::receive(), testing::hold()});
    server.next_connection({testing::receive(),
                            testing::send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1"),
                            testing::hold()});

    for (int i = 0; i < 2; ++i) {
        const fetch_answer got = ask();

        BOOST_TEST((got.what == outcome::failed));
        BOOST_TEST(got.error.starts_with("no_answer"), got.error);
    }
}

BOOST_FIXTURE_TEST_CASE(an_api_has_ten_seconds_and_a_mebibyte, fixture) {
    BOOST_TEST((options.answer == std::chrono::seconds(10)));
    BOOST_TEST(options.response_bytes == 1024u * 1024u);
}
