#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "tests/unit/http/client_fixture.hpp"

using namespace gateway::http;
using namespace std::chrono_literals;
using testing::cut;
using testing::finish;
using testing::hold;
using testing::notify;
using testing::receive;
using testing::reply;
using testing::reset;
using testing::scripted_server;
using testing::send;

BOOST_FIXTURE_TEST_SUITE(client_tls, testing::tls_fixture)

BOOST_AUTO_TEST_CASE(trusts_the_given_authority_for_a_name_and_an_address) {
    scripted_server server(io, certificate);
    server.responder = [](const std::string&) { return reply(200, "safe"); };
    client sender(io, options);

    const exchange by_name = send_one(sender, server.url("/", "localhost"));
    const exchange by_address = send_one(sender, server.url("/", "127.0.0.1"));

    BOOST_TEST(by_name.answer.body == "safe");
    BOOST_TEST(by_address.answer.body == "safe");
}

BOOST_AUTO_TEST_CASE(reuses_a_connection_over_tls) {
    scripted_server server(io, certificate);
    server.responder = [](const std::string&) { return reply(200, "safe"); };
    client sender(io, options);

    send_one(sender, server.url());
    send_one(sender, server.url());
    const exchange third = send_one(sender, server.url());

    BOOST_TEST(third.reused_connection);
    BOOST_TEST(server.connections == 1u);
}

BOOST_AUTO_TEST_CASE(does_not_send_to_a_server_that_nobody_vouches_for) {
    scripted_server server(io, certificate);
    server.responder = [](const std::string&) { return reply(200, "caught"); };
    options.ca_file = "";
    client sender(io, options);

    const exchange got = send_one(sender, server.url());

    BOOST_TEST(got.what == fate::not_sent);
    BOOST_TEST(got.error.starts_with("TLS with 127.0.0.1"));
    BOOST_TEST(server.requests.empty());
}

BOOST_AUTO_TEST_CASE(does_not_send_to_a_server_with_another_name) {
    const auto elsewhere = testing::make_test_certificate("DNS:crm.example,IP:192.0.2.1");
    trust(elsewhere);
    scripted_server server(io, elsewhere);
    server.responder = [](const std::string&) { return reply(200, "caught"); };
    client sender(io, options);

    for (const char* host : {"localhost", "127.0.0.1"}) {
        const exchange got = send_one(sender, server.url("/", host));

        BOOST_TEST(got.what == fate::not_sent);
    }
    BOOST_TEST(server.requests.empty());
}

BOOST_AUTO_TEST_CASE(is_not_sent_when_the_handshake_fails) {
    const testing::script cases[] = {
        {cut()}, {reset()}, {send("HTTP/1.1 400 Bad\r\n\r\n"), hold()}};
    for (const testing::script& steps : cases) {
        scripted_server server(io);
        server.next_connection(steps);
        client sender(io, options);

        const exchange got = send_one(sender, "https" + server.url().substr(4));

        BOOST_TEST(got.what == fate::not_sent);
        BOOST_TEST(!got.error.empty());
    }
}

BOOST_AUTO_TEST_CASE(is_not_sent_when_the_handshake_misses_its_deadline) {
    scripted_server server(io);
    server.next_connection({hold()});
    options.connect = 30ms;
    client sender(io, options);

    const exchange got = send_one(sender, "https" + server.url().substr(4));

    BOOST_TEST(got.what == fate::not_sent);
}

BOOST_AUTO_TEST_CASE(takes_an_answer_without_a_length_only_when_tls_vouches_for_its_end) {
    const std::string answer = "HTTP/1.1 200 OK\r\n\r\n{}";
    scripted_server server(io, certificate);
    server.next_connection({receive(), send(answer), finish()});
    server.next_connection({receive(), send(answer), cut()});
    client sender(io, options);

    const exchange ended = send_one(sender, server.url());
    const exchange torn = send_one(sender, server.url());

    BOOST_TEST(ended.what == fate::answered);
    BOOST_TEST(ended.answer.body == "{}");
    BOOST_TEST(torn.what == fate::unknown);
}

BOOST_AUTO_TEST_CASE(does_not_take_a_short_body_for_whole_because_tls_ended_properly) {
    scripted_server server(io, certificate);
    server.next_connection(
        {receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}"), finish()});
    server.next_connection(
        {receive(), send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
         finish()});
    client sender(io, options);

    const exchange short_of_length = send_one(sender, server.url());
    const exchange without_last_chunk = send_one(sender, server.url());

    BOOST_TEST(short_of_length.what == fate::unknown);
    BOOST_TEST(without_last_chunk.what == fate::unknown);
}

BOOST_AUTO_TEST_CASE(notices_before_writing_that_the_server_ended_a_kept_tls_connection) {
    for (const testing::step& ending : {finish(), notify(), cut(), reset()}) {
        scripted_server server(io, certificate);
        server.next_connection({receive(), send(reply(200, "1")), ending});
        server.next_connection({receive(), send(reply(200, "2"))});
        client sender(io, options);

        send_one(sender, server.url());
        let_server_play(server, 1);
        const exchange second = send_one(sender, server.url());

        BOOST_TEST(second.what == fate::answered);
        BOOST_TEST(second.answer.body == "2");
        BOOST_TEST(!second.reused_connection);
    }
}

BOOST_AUTO_TEST_CASE(is_unknown_when_tls_breaks_after_the_request) {
    for (const testing::step& ending : {finish(), cut(), reset()}) {
        scripted_server server(io, certificate);
        server.next_connection({receive(), ending});
        client sender(io, options);

        const exchange got = send_one(sender, server.url(), "POST", "{}");

        BOOST_TEST(got.what == fate::unknown);
    }
}

BOOST_AUTO_TEST_CASE(refuses_an_authority_that_cannot_be_read) {
    options.ca_file = (folder.path() / "none.pem").string();

    BOOST_CHECK_THROW(client(io, options), std::runtime_error);
}

BOOST_AUTO_TEST_SUITE_END()
