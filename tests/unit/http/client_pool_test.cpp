#include <boost/test/unit_test.hpp>
#include <memory>

#include "tests/unit/http/client_fixture.hpp"

namespace asio = boost::asio;
using namespace gateway::http;
using namespace std::chrono_literals;
using testing::cut;
using testing::hold;
using testing::receive;
using testing::reply;
using testing::reset;
using testing::scripted_server;
using testing::send;

BOOST_FIXTURE_TEST_SUITE(client_pool, testing::http_fixture)

BOOST_AUTO_TEST_CASE(keeps_a_connection_for_the_next_request) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1")), receive(), send(reply(200, "2"))});
    client sender(io, options);

    const exchange first = send_one(sender, server.url());
    const exchange second = send_one(sender, server.url("/again"));

    BOOST_TEST(first.answer.body == "1");
    BOOST_TEST(second.answer.body == "2");
    BOOST_TEST(second.reused_connection);
    BOOST_TEST(server.connections == 1u);
}

BOOST_AUTO_TEST_CASE(does_not_keep_a_connection_that_the_server_will_close) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1", "Connection: close\r\n"))});
    server.next_connection({receive(), send(reply(200, "2"))});
    client sender(io, options);

    send_one(sender, server.url());
    const exchange second = send_one(sender, server.url());

    BOOST_TEST(second.answer.body == "2");
    BOOST_TEST(!second.reused_connection);
}

BOOST_AUTO_TEST_CASE(notices_before_writing_that_a_kept_connection_was_closed) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1")), cut()});
    server.next_connection({receive(), send(reply(200, "2"))});
    client sender(io, options);

    send_one(sender, server.url());
    let_server_play(server, 1);
    const exchange second = send_one(sender, server.url());

    BOOST_TEST(second.what == fate::answered);
    BOOST_TEST(second.answer.body == "2");
    BOOST_TEST(!second.reused_connection);
}

BOOST_AUTO_TEST_CASE(does_not_reuse_a_connection_on_which_the_server_spoke_unasked) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1")), send(reply(408, "too slow"))});
    server.next_connection({receive(), send(reply(200, "2"))});
    client sender(io, options);

    send_one(sender, server.url());
    let_server_play(server, 1);
    const exchange second = send_one(sender, server.url());

    BOOST_TEST(second.answer.status == 200u);
    BOOST_TEST(second.answer.body == "2");
}

BOOST_AUTO_TEST_CASE(does_not_keep_a_connection_with_bytes_after_the_answer) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1") + "HTTP/1.1 200 OK\r\n")});
    server.next_connection({receive(), send(reply(200, "2"))});
    client sender(io, options);

    send_one(sender, server.url());
    const exchange second = send_one(sender, server.url());

    BOOST_TEST(second.answer.body == "2");
}

BOOST_AUTO_TEST_CASE(does_not_reuse_a_connection_that_was_idle_for_too_long) {
    scripted_server server(io);
    server.responder = [](const std::string&) { return reply(200, "yes"); };
    options.idle = 0ms;
    client sender(io, options);

    send_one(sender, server.url());
    const exchange second = send_one(sender, server.url());

    BOOST_TEST(second.what == fate::answered);
    BOOST_TEST(!second.reused_connection);
}

BOOST_AUTO_TEST_CASE(closes_idle_connections_with_the_client) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1")), hold()});
    auto sender = std::make_unique<client>(io, options);
    send_one(*sender, server.url());

    sender.reset();
    let_server_play(server, 1);

    BOOST_TEST(server.closed_by_peer >= 1u);
}

BOOST_AUTO_TEST_CASE(keeps_no_more_idle_connections_than_allowed) {
    options.pool_size = 1;
    client sender(io, options);
    int ended = 0;
    const auto count = [&ended](const std::exception_ptr&, const exchange&) { ++ended; };
    scripted_server server(io);
    server.responder = [](const std::string&) { return reply(200, ""); };

    asio::co_spawn(io, sender.send("GET", server.url(), {}, ""), count);
    asio::co_spawn(io, sender.send("GET", server.url(), {}, ""), count);
    testing::run(io, server.until([&ended] { return ended == 2; }));
    asio::co_spawn(io, sender.send("GET", server.url(), {}, ""), count);
    asio::co_spawn(io, sender.send("GET", server.url(), {}, ""), count);
    testing::run(io, server.until([&ended] { return ended == 4; }));

    BOOST_TEST(server.connections == 3u);  // two, of which one was kept, and one more
}

BOOST_AUTO_TEST_CASE(is_unknown_when_a_reused_connection_breaks_after_the_request) {
    scripted_server server(io);
    server.next_connection({receive(), send(reply(200, "1")), receive(), reset()});
    client sender(io, options);

    send_one(sender, server.url());
    const exchange second = send_one(sender, server.url(), "POST", "{}");

    BOOST_TEST(second.what == fate::unknown);
    BOOST_TEST(second.reused_connection);
    BOOST_TEST(server.connections == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
