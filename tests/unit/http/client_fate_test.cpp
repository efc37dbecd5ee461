#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <optional>

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

BOOST_FIXTURE_TEST_SUITE(client_fate, testing::http_fixture)

BOOST_AUTO_TEST_CASE(is_not_sent_when_nobody_listens) {
    unsigned short port = 0;
    {
        scripted_server gone(io);
        port = gone.port();
    }
    client sender(io, options);

    const exchange got = send_one(sender, "http://127.0.0.1:" + std::to_string(port) + "/");

    BOOST_TEST(got.what == fate::not_sent);
    BOOST_TEST(got.error.starts_with("connecting to 127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(is_not_sent_when_the_host_does_not_exist) {
    client sender(io, options);

    const exchange got = send_one(sender, "https://no-such-host.invalid/");

    BOOST_TEST(got.what == fate::not_sent);
    BOOST_TEST(got.error.starts_with("resolving no-such-host.invalid"));
}

// After the first byte of a request nobody can tell what the server did, unless it answers in full.
BOOST_AUTO_TEST_CASE(is_unknown_when_no_whole_answer_comes) {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string of_ten = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n";
    const std::pair<const char*, testing::script> cases[] = {
        {"closed without an answer", {receive(), cut()}},
        {"reset without an answer", {receive(), reset()}},
        {"closed in the status line", {receive(), send("HTTP/1.1 20"), cut()}},
        {"closed in a header", {receive(), send("HTTP/1.1 200 OK\r\nContent-"), cut()}},
        {"closed after the header", {receive(), send(of_ten), cut()}},
        {"closed in the body", {receive(), send(of_ten + "short"), cut()}},
        {"reset in the body", {receive(), send(of_ten + "short"), reset()}},
        {"closed in a chunk", {receive(), send(chunked + "5\r\nab"), cut()}},
        {"closed before the last chunk", {receive(), send(chunked + "2\r\nab\r\n"), cut()}},
        {"closed before the last line", {receive(), send(chunked + "2\r\nab\r\n0\r\n"), cut()}},
        {"without a length", {receive(), send("HTTP/1.1 200 OK\r\n\r\n{}"), cut()}},
        {"only an interim answer", {receive(), send("HTTP/1.1 100 Continue\r\n\r\n"), cut()}},
        {"not HTTP", {receive(), send("SSH-2.0-OpenSSH_9.2\r\n\r\n"), hold()}},
        {"another version", {receive(), send("HTTP/9.9 200 OK\r\n\r\n"), hold()}},
        {"a status that is none", {receive(), send("HTTP/1.1 2x0 OK\r\n\r\n"), hold()}},
        {"a length that is none",
         {receive(), send("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), hold()}},
        {"two lengths",
         {receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"),
          hold()}},
        {"a chunk size that is none", {receive(), send(chunked + "zz\r\nab\r\n"), hold()}},
        {"a header's name beyond ASCII",
         {receive(), send("HTTP/1.1 200 OK\r\nN\xc3\xa9: 1\r\n\r\n"), hold()}},
        {"a NUL in a header",
         {receive(), send(std::string("HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", 27)), hold()}},
        {"an endless header",
         {receive(), send("HTTP/1.1 200 OK\r\nX: " + std::string(80'000, 'x')), hold()}},
        {"another protocol", {receive(), send("HTTP/1.1 101 Switching Protocols\r\n\r\n"), cut()}},
    };
    for (const auto& [name, steps] : cases) {
        BOOST_TEST_CONTEXT(name) {
            scripted_server server(io);
            server.next_connection(steps);
            client sender(io, options);

            const exchange got = send_one(sender, server.url(), "POST", "{}");

            BOOST_TEST(got.what == fate::unknown);
            BOOST_TEST(!got.error.empty());
            BOOST_TEST(got.answer.body == "");
            BOOST_TEST(server.connections == 1u);  // nothing was tried again
        }
    }
}

BOOST_AUTO_TEST_CASE(is_unknown_when_the_answer_is_larger_than_allowed) {
    const std::string body(2000, 'x');
    const std::string answers[] = {
        reply(200, body),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + body + "\r\n0\r\n\r\n"};
    options.response_bytes = 1999;
    for (const std::string& answer : answers) {
        scripted_server server(io);
        server.next_connection({receive(), send(answer)});
        client sender(io, options);

        const exchange got = send_one(sender, server.url());

        BOOST_TEST(got.what == fate::unknown);
    }
}

BOOST_AUTO_TEST_CASE(is_unknown_when_the_answer_misses_its_deadline) {
    const testing::script cases[] = {
        {receive(), hold()},
        {receive(), send("HTTP/1.1 200 OK\r\n"), hold()},
        {receive(), send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{"), hold()},
    };
    options.answer = 30ms;
    for (const testing::script& steps : cases) {
        scripted_server server(io);
        server.next_connection(steps);
        client sender(io, options);

        const exchange got = send_one(sender, server.url());

        BOOST_TEST(got.what == fate::unknown);
        BOOST_TEST(!got.error.empty());
    }
}

BOOST_AUTO_TEST_CASE(says_unknown_when_it_is_cancelled_while_it_waits_for_an_answer) {
    scripted_server server(io);
    server.next_connection({receive(), hold()});
    client sender(io, options);
    asio::cancellation_signal stop;
    std::optional<exchange> got;
    asio::co_spawn(io, sender.send("POST", server.url(), {}, "{}"),
                   asio::bind_cancellation_slot(
                       stop.slot(), [&](const std::exception_ptr& failure, exchange what) {
                           if (!failure) got = std::move(what);
                       }));
    testing::run(io, server.until([&] { return server.requests.size() == 1; }));

    stop.emit(asio::cancellation_type::terminal);
    testing::run(io, server.until([&] { return got.has_value(); }));

    BOOST_TEST(got->what == fate::unknown);
}

BOOST_AUTO_TEST_CASE(an_abort_ends_what_is_being_sent_and_sends_nothing_later) {
    scripted_server server(io);
    server.next_connection({receive(), hold()});
    client sender(io, options);
    std::optional<exchange> got;
    asio::co_spawn(io, sender.send("POST", server.url(), {}, "{}"),
                   [&](const std::exception_ptr&, exchange what) { got = std::move(what); });
    testing::run(io, server.until([&] { return server.requests.size() == 1; }));

    sender.abort();
    testing::run(io, server.until([&] { return got.has_value(); }));
    const exchange later = send_one(sender, server.url());

    BOOST_TEST(got->what == fate::unknown);
    BOOST_TEST(later.what == fate::not_sent);
    BOOST_TEST(server.requests.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_abort_while_it_shakes_hands_means_not_sent) {
    scripted_server server(io);
    server.next_connection({hold()});
    client sender(io, options);
    std::optional<exchange> got;
    asio::co_spawn(io, sender.send("POST", "https" + server.url().substr(4), {}, "{}"),
                   [&](const std::exception_ptr&, exchange what) { got = std::move(what); });
    testing::run(io, server.until([&] { return server.connections == 1; }));

    sender.abort();
    testing::run(io, server.until([&] { return got.has_value(); }));

    BOOST_TEST(got->what == fate::not_sent);
}

BOOST_AUTO_TEST_CASE(an_abort_while_it_resolves_means_not_sent) {
    client sender(io, options);
    std::optional<exchange> got;
    asio::co_spawn(io, sender.send("POST", "https://no-such-host.invalid/", {}, "{}"),
                   [&](const std::exception_ptr&, exchange what) { got = std::move(what); });
    io.poll_one();  // starts the look-up, and does not see its answer

    sender.abort();
    while (!got) io.run_one();

    BOOST_TEST(got->what == fate::not_sent);
    BOOST_TEST(got->error == "resolving no-such-host.invalid: Operation canceled");
}

BOOST_AUTO_TEST_CASE(finishes_what_is_being_sent_when_the_client_goes) {
    scripted_server server(io);
    server.next_connection({receive(), hold()});
    options.answer = 30ms;
    auto sender = std::make_unique<client>(io, options);
    std::optional<exchange> got;
    asio::co_spawn(io, sender->send("GET", server.url(), {}, ""),
                   [&](const std::exception_ptr&, exchange what) { got = std::move(what); });
    testing::run(io, server.until([&] { return server.requests.size() == 1; }));

    sender.reset();
    testing::run(io, server.until([&] { return got.has_value(); }));

    BOOST_TEST(got->what == fate::unknown);
}

BOOST_AUTO_TEST_SUITE_END()
