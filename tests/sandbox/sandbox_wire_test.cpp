// The sandbox's HTTP, on a socket and off it.
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/caller.hpp"
#include "tests/sandbox/server.hpp"
#include "tests/sandbox/wire.hpp"
#include "tests/support/run.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_certificate.hpp"

namespace asio = boost::asio;
using asio::ip::tcp;
using sandbox::answer;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

asio::awaitable<tcp::socket> connect(const sandbox::server& to) {
    const auto executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    const tcp::endpoint at(asio::ip::address_v4::loopback(), to.port());
    co_await socket.async_connect(at, asio::use_awaitable);
    co_return socket;
}

template <class Stream>
asio::awaitable<std::string> read_some(Stream& socket, std::size_t least) {
    std::string text;
    const auto into = asio::dynamic_buffer(text);
    const auto until = asio::transfer_at_least(least);
    co_await asio::async_read(socket, into, until, no_throw);
    co_return text;
}

// Sends `bytes` on a new connection and returns everything until the connection ends.
asio::awaitable<std::string> exchange(const sandbox::server& with, std::string bytes) {
    auto socket = co_await connect(with);
    co_await asio::async_write(socket, asio::buffer(bytes), asio::use_awaitable);
    co_return co_await read_some(socket, std::string::npos);
}

const std::string last_request = "GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

struct running {
    asio::io_context io;
    sandbox::server server{io, sandbox::endpoint{}, sandbox::settings{}};

    std::string exchange(const std::string& bytes) {
        std::string answered;
        const auto talk = [&]() -> asio::awaitable<void> {
            answered = co_await ::exchange(server, bytes);
        };
        testing::run(io, talk());
        return answered;
    }
    ~running() {
        server.stop();
        io.poll();
    }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_head_is_taken_apart) {
    const auto head = sandbox::parse_head(
        "PATCH /a%20b?X-Y=1%2B2&z HTTP/1.1\r\nHost: h\r\nST-App-Key:  k \r\nContent-Length: "
        "12\r\n\r\n");

    BOOST_REQUIRE(head);
    BOOST_TEST(head->received.method == "PATCH");
    BOOST_TEST(head->received.path == "/a%20b");
    BOOST_TEST(head->received.query.at("x-y") == "1+2");
    BOOST_TEST(head->received.query.at("z") == "");
    BOOST_TEST(head->received.headers.at("st-app-key") == "k");
    BOOST_TEST(head->body_bytes == 12u);
    BOOST_TEST(head->keep_alive);
}

BOOST_AUTO_TEST_CASE(what_is_no_head_is_not_taken_for_one) {
    for (const auto* const wrong :
         {"\r\n\r\n", "GET /\r\n\r\n", "GET / SIP/2.0\r\n\r\n",
          "GET / HTTP/1.1\r\nno colon\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: 1x\r\n\r\n",
          "GET / HTTP/1.1\r\n"})
        BOOST_TEST(!sandbox::parse_head(wrong), wrong);
}

BOOST_AUTO_TEST_CASE(an_answer_is_written_whole_half_or_not_at_all) {
    answer answered{.status = 429, .body = "123456"};
    answered.headers["Retry-After"] = "2";

    const auto whole = sandbox::to_wire(answered, true);
    answered.delivered = answer::delivery::half;
    const auto half = sandbox::to_wire(answered, true);
    answered.delivered = answer::delivery::none;

    BOOST_TEST(whole ==
               "HTTP/1.1 429 Too Many Requests\r\nContent-Type: application/json; charset=utf-8\r\n"
               "Retry-After: 2\r\nContent-Length: 6\r\n\r\n123456");
    BOOST_TEST(half == whole.substr(0, whole.size() - 3));
    BOOST_TEST(sandbox::to_wire(answered, true) == "");
}

BOOST_AUTO_TEST_CASE(requests_follow_each_other_on_one_connection) {
    running sandbox;

    const auto answered = sandbox.exchange(
        "POST /sandbox/faults HTTP/1.1\r\nHost: x\r\nContent-Length: 19\r\n\r\n"
        R"({"list_lag_ms": 50})" +
        last_request);

    const auto first = answered.find("switched on"), second = answered.find("alive");
    BOOST_TEST(first < second);
    BOOST_TEST(second != std::string::npos);
    BOOST_TEST(answered.find("Connection: close") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_body_may_come_in_chunks) {
    running sandbox;

    const auto answered = sandbox.exchange(
        "POST /sandbox/faults HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "a\r\n{\"list_lag\r\n9;ext=1\r\n_ms\": 50}\r\n0\r\nTrailer: x\r\n\r\n" +
        last_request);

    BOOST_TEST(answered.find("switched on") != std::string::npos);
    BOOST_TEST(answered.find("alive") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_dropped_answer_ends_the_connection_after_the_call_was_performed) {
    running sandbox;
    sandbox.server.state().add_fault(
        {{"fault", "drop_after_commit"}, {"operation", "issue_token"}});
    const std::string form =
        "grant_type=client_credentials&client_id=cid.sandbox&client_secret=cs1.sandbox";

    const auto answered = sandbox.exchange(
        "POST /connect/token HTTP/1.1\r\nHost: x\r\nContent-Type: "
        "application/x-www-form-urlencoded\r\nContent-Length: " +
        std::to_string(form.size()) + "\r\n\r\n" + form);

    BOOST_TEST(answered == "");
    BOOST_TEST(sandbox.server.state().calls("issue_token", 200) == 1);
}

BOOST_AUTO_TEST_CASE(with_a_certificate_it_speaks_tls) {
    const auto made = testing::make_test_certificate();
    testing::temporary_folder folder;
    folder.write("cert.pem", made.certificate);
    folder.write("key.pem", made.key);
    asio::io_context io;
    sandbox::endpoint at;
    at.certificate = (folder.path() / "cert.pem").string();
    at.key = (folder.path() / "key.pem").string();
    sandbox::server server(io, at, sandbox::settings{});
    asio::ssl::context trusting(asio::ssl::context::tls_client);
    trusting.add_certificate_authority(asio::buffer(made.certificate));
    trusting.set_verify_mode(asio::ssl::verify_peer);
    std::string answered;
    const auto talk = [&]() -> asio::awaitable<void> {
        auto socket = co_await connect(server);
        asio::ssl::stream<tcp::socket> stream(std::move(socket), trusting);
        stream.set_verify_callback(asio::ssl::host_name_verification("127.0.0.1"));
        co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
        co_await asio::async_write(stream, asio::buffer(last_request), asio::use_awaitable);
        answered = co_await read_some(stream, std::string::npos);
    };

    testing::run(io, talk());
    server.stop();
    io.poll();

    BOOST_TEST(server.url().starts_with("https://127.0.0.1:"));
    BOOST_TEST(answered.find("alive") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(stopping_ends_open_connections_and_refuses_new_ones) {
    running sandbox;
    bool ended = false, refused = false;
    const auto talk = [&]() -> asio::awaitable<void> {
        auto socket = co_await connect(sandbox.server);
        const std::string half = "GET /livez HTTP/1.1\r\n";
        co_await asio::async_write(socket, asio::buffer(half), asio::use_awaitable);
        const tcp::endpoint at(asio::ip::address_v4::loopback(), sandbox.server.port());
        sandbox.server.stop();
        const auto rest = co_await read_some(socket, 1);
        ended = rest.empty();
        tcp::socket another(socket.get_executor());
        const auto [error] = co_await another.async_connect(at, no_throw);
        refused = error == asio::error::connection_refused;
    };

    testing::run(sandbox.io, talk());

    BOOST_TEST(ended);
    BOOST_TEST(refused);
}
