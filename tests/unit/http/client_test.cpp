#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "tests/unit/http/client_fixture.hpp"

using namespace gateway::http;
using testing::receive;
using testing::reply;
using testing::scripted_server;
using testing::send;

BOOST_FIXTURE_TEST_SUITE(client_messages, testing::http_fixture)

BOOST_AUTO_TEST_CASE(sends_one_request_and_returns_its_whole_answer) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(404, "nothing", "X-Trace: 7\r\n"))});
    client sender(io, options);

    const exchange got = send_one(sender, server.url("/a/b?c=%20d"), "POST", "{}");

    BOOST_TEST(got.what == fate::answered);
    BOOST_TEST(got.answer.status == 404u);
    BOOST_TEST(got.answer.body == "nothing");
    BOOST_TEST(find(got.answer.headers, "x-trace").value_or("") == "7");
    BOOST_TEST(!got.reused_connection);
    BOOST_REQUIRE(server.requests.size() == 1u);
    const std::string& sent = server.requests[0];
    BOOST_TEST(sent.starts_with("POST /a/b?c=%20d HTTP/1.1\r\n"));
    BOOST_TEST(sent.find("Host: 127.0.0.1:" + std::to_string(server.port()) + "\r\n") != sent.npos);
    BOOST_TEST(sent.find("Accept: application/json\r\n") != sent.npos);
    BOOST_TEST(sent.ends_with("Content-Length: 2\r\n\r\n{}"));
}

BOOST_AUTO_TEST_CASE(takes_localhost_for_loopback_and_tries_each_of_its_addresses) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "here"))});
    client sender(io, options);

    const exchange got = send_one(sender, server.url("/", "localhost"));

    BOOST_TEST(got.answer.body == "here");
}

BOOST_AUTO_TEST_CASE(skips_interim_answers) {
    scripted_server server(io);
    server.next_connection({receive(), send("HTTP/1.1 100 Continue\r\n\r\n"
                                            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" +
                                            reply(201, "made"))});
    client sender(io, options);

    const exchange got = send_one(sender, server.url(), "POST", "{}");

    BOOST_TEST(got.what == fate::answered);
    BOOST_TEST(got.answer.status == 201u);
    BOOST_TEST(got.answer.body == "made");
    BOOST_TEST(!find(got.answer.headers, "Link"));
}

BOOST_AUTO_TEST_CASE(reads_chunks_and_does_not_take_a_trailer_for_a_header) {
    scripted_server server(io);
    server.next_connection({receive(),
                            send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                                 "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Late: 1\r\n\r\n"),
                            receive(), send(reply(200, "next"))});
    client sender(io, options);

    const exchange got = send_one(sender, server.url());
    const exchange next = send_one(sender, server.url());

    BOOST_TEST(got.answer.body == "abcde");
    BOOST_TEST(!find(got.answer.headers, "X-Late"));
    BOOST_TEST(next.reused_connection);
}

BOOST_AUTO_TEST_CASE(takes_answers_without_a_body_as_whole) {
    scripted_server server(io);
    server.next_connection({receive(), send("HTTP/1.1 204 No Content\r\n\r\n"), receive(),
                            send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")});
    client sender(io, options);

    const exchange empty = send_one(sender, server.url(), "DELETE");
    const exchange to_head = send_one(sender, server.url(), "HEAD");

    BOOST_TEST(empty.answer.status == 204u);
    BOOST_TEST(to_head.what == fate::answered);
    BOOST_TEST(to_head.reused_connection);
}

BOOST_AUTO_TEST_CASE(returns_a_redirect_and_does_not_follow_it) {
    scripted_server server(io);
    server.next_connection(
        {receive(), send(reply(307, "", "Location: " + server.url("/elsewhere") + "\r\n"))});
    client sender(io, options);

    const exchange got = send_one(sender, server.url("/here"));

    BOOST_TEST(got.answer.status == 307u);
    BOOST_TEST(server.requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(keeps_bytes_beyond_ascii_in_header_values) {
    scripted_server server(io);
    server.next_connection(
        {receive(), send("HTTP/1.1 200 \xc3\x89t\xc3\xa9\r\nX-Name: Zo\xc3\xab \xff\x80\r\n"
                         "Content-Length: 0\r\n\r\n")});
    client sender(io, options);

    const exchange got = send_one(sender, server.url());

    BOOST_TEST(got.what == fate::answered);
    BOOST_TEST((find(got.answer.headers, "X-Name") == "Zo\xc3\xab \xff\x80"));
}

BOOST_AUTO_TEST_CASE(refuses_what_would_write_a_second_request_into_the_first) {
    client sender(io, options);
    const std::string good = "https://crm.example/";
    const std::string controls[] = {"a\r\nX-Evil: 1", "a\nb", "a\rb", std::string("a\0b", 3),
                                    "a\x7f"};

    for (const std::string& bad : controls) {
        BOOST_CHECK_THROW(sender.send(bad, good, {}, ""), std::invalid_argument);
        BOOST_CHECK_THROW(sender.send("GET", good + bad, {}, ""), std::invalid_argument);
        BOOST_CHECK_THROW(sender.send("GET", "https://" + bad + "/", {}, ""),
                          std::invalid_argument);
        BOOST_CHECK_THROW(sender.send("GET", good, {{bad, "1"}}, ""), std::invalid_argument);
        BOOST_CHECK_THROW(sender.send("GET", good, {{"X-A", bad}}, ""), std::invalid_argument);
    }
}

BOOST_AUTO_TEST_CASE(refuses_methods_and_fields_that_are_none_or_are_its_own) {
    client sender(io, options);
    const std::string good = "https://crm.example/";

    BOOST_CHECK_THROW(sender.send("", good, {}, ""), std::invalid_argument);
    BOOST_CHECK_THROW(sender.send("GET /", good, {}, ""), std::invalid_argument);
    for (const char* name : {"", "X A", "X:", "N\xc3\xa9", "host", "Content-Length",
                             "transfer-encoding", "Connection"})
        BOOST_CHECK_THROW(sender.send("GET", good, {{name, "1"}}, ""), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(refuses_plain_http_to_anything_but_loopback) {
    client sender(io, options);

    BOOST_CHECK_THROW(sender.send("GET", "http://crm.example/", {}, ""), std::invalid_argument);
    BOOST_CHECK_THROW(sender.send("GET", "http://192.0.2.1/", {}, ""), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()
