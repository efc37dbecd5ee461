#pragma once

#include <openssl/ssl.h>

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/test_certificate.hpp"

namespace testing {

// What the server does on a connection, one step after the other.
struct step {
    enum class kind {
        receive,  // a whole request (head, and Content-Length bytes), kept in `requests`
        send,     // these bytes, as they are
        finish,   // ends the connection properly: over TLS with close_notify
        notify,   // over TLS: says close_notify but leaves the socket to the peer; the last step
        cut,      // closes the socket, over TLS without a word
        reset,    // RST
        hold,     // reads and ignores everything until the peer closes
    } what;
    std::string bytes;
};
using script = std::vector<step>;

inline step receive() { return {step::kind::receive, {}}; }
inline step send(std::string bytes) { return {step::kind::send, std::move(bytes)}; }
inline step finish() { return {step::kind::finish, {}}; }
inline step notify() { return {step::kind::notify, {}}; }
inline step cut() { return {step::kind::cut, {}}; }
inline step reset() { return {step::kind::reset, {}}; }
inline step hold() { return {step::kind::hold, {}}; }

// A whole response with its length.
inline std::string reply(int status, const std::string& body, const std::string& headers = "") {
    return "HTTP/1.1 " + std::to_string(status) + " As Told\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// A server on 127.0.0.1, any free port, that sends exactly the bytes it is told to: the n-th
// connection follows the n-th script, and is held at the script's end. Connections beyond the
// scripts are answered by `responder`, request by request. Runs on the test's own io_context, so
// that nothing happens while a test looks.
class scripted_server {
public:
    // Plain, or TLS with a certificate.
    explicit scripted_server(boost::asio::io_context& io,
                             const std::optional<test_certificate>& certificate = std::nullopt)
        : io_(io), acceptor_(io, endpoint(boost::asio::ip::address_v4::loopback(), 0)) {
        if (certificate) tls_ = make_tls(*certificate);
        spawn(accept());
    }

    // Closes everything, and lets its coroutines come to their end.
    ~scripted_server() {
        acceptor_.close();
        for (socket* open : open_) close(*open);
        io_.restart();
        while (running_ > 0 && io_.poll() > 0) {
        }
    }
    scripted_server(const scripted_server&) = delete;

    void next_connection(script steps) { scripts_.push_back(std::move(steps)); }

    // The bytes to answer a request with. The connection is cut after "", after an answer that says
    // "Connection: close", and at once when this is not set.
    std::function<std::string(const std::string& request)> responder;

    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    std::string url(const std::string& target = "", const std::string& host = "127.0.0.1") const {
        return (tls_ ? "https://" : "http://") + host + ":" + std::to_string(port()) + target;
    }

    std::vector<std::string> requests;  // whole, in order of arrival
    std::size_t connections = 0;        // accepted so far
    std::size_t scripts_played = 0;     // to their last step
    std::size_t closed_by_peer = 0;     // while held

    // Lets the io_context work until the condition holds.
    boost::asio::awaitable<void> until(std::function<bool()> condition) {
        while (!condition()) co_await boost::asio::post(io_, boost::asio::use_awaitable);
    }

private:
    using socket = boost::asio::ip::tcp::socket;
    using endpoint = boost::asio::ip::tcp::endpoint;
    using tls_stream = boost::asio::ssl::stream<socket>;
    static constexpr auto no_throw = boost::asio::as_tuple(boost::asio::use_awaitable);

    static std::unique_ptr<boost::asio::ssl::context> make_tls(const test_certificate& shown) {
        auto made =
            std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
        made->use_certificate_chain(boost::asio::buffer(shown.certificate));
        made->use_private_key(boost::asio::buffer(shown.key), boost::asio::ssl::context::pem);
        return made;
    }

    void spawn(boost::asio::awaitable<void> task) {
        ++running_;
        boost::asio::co_spawn(io_, std::move(task), [this](const std::exception_ptr& failure) {
            --running_;
            if (failure) std::rethrow_exception(failure);
        });
    }

    boost::asio::awaitable<void> accept() {
        while (true) {
            auto [failed, accepted] = co_await acceptor_.async_accept(no_throw);
            if (failed) co_return;
            ++connections;
            script steps;
            bool scripted = false;
            if (!scripts_.empty()) {
                scripted = true;
                steps = std::move(scripts_.front());
                scripts_.pop_front();
            }
            spawn(serve(std::move(accepted), std::move(steps), scripted));
        }
    }

    boost::asio::awaitable<void> serve(socket accepted, script steps, bool scripted) {
        const auto entry = open_.insert(open_.end(), &accepted);
        if (tls_) {
            tls_stream stream(std::move(accepted), *tls_);
            *entry = &stream.next_layer();
            const auto server = boost::asio::ssl::stream_base::server;
            const auto [failed] = co_await stream.async_handshake(server, no_throw);
            if (!failed && scripted) co_await play(stream, std::move(steps));
            if (!failed && !scripted) co_await respond(stream);
            open_.erase(entry);
            co_return;
        }
        if (scripted) co_await play(accepted, std::move(steps));
        if (!scripted) co_await respond(accepted);
        open_.erase(entry);
    }

    template <class Stream>
    boost::asio::awaitable<void> play(Stream& stream, script steps) {
        std::string received;
        for (const step& next : steps) {
            if (next.what == step::kind::notify) {
                ++scripts_played;
                co_await notify(stream);
                co_return;
            }
            if (next.what == step::kind::receive && !co_await read_request(stream, received))
                co_return;
            if (next.what == step::kind::send)
                co_await boost::asio::async_write(stream, boost::asio::buffer(next.bytes),
                                                  no_throw);
            if (next.what == step::kind::finish) co_await finish(stream);
            if (next.what == step::kind::cut) close(lowest(stream));
            if (next.what == step::kind::reset) reset(lowest(stream));
            if (next.what == step::kind::hold) co_await hold(stream);
        }
        ++scripts_played;
        co_await hold(stream);
    }

    template <class Stream>
    boost::asio::awaitable<void> respond(Stream& stream) {
        std::string received;
        while (responder && co_await read_request(stream, received)) {
            const std::string answer = responder(requests.back());
            if (answer.empty()) co_return;
            co_await boost::asio::async_write(stream, boost::asio::buffer(answer), no_throw);
            if (answer.find("Connection: close\r\n") != std::string::npos) co_return;
        }
    }

    // False when the peer ended before the request did. What follows the request stays in
    // `received`.
    template <class Stream>
    boost::asio::awaitable<bool> read_request(Stream& stream, std::string& received) {
        auto buffer = boost::asio::dynamic_buffer(received);
        const auto [no_head, head] =
            co_await boost::asio::async_read_until(stream, buffer, "\r\n\r\n", no_throw);
        if (no_head) co_return false;
        const std::size_t whole = head + content_length(received.substr(0, head));
        if (received.size() < whole) {
            const auto rest = boost::asio::transfer_exactly(whole - received.size());
            const auto [no_body, size] =
                co_await boost::asio::async_read(stream, buffer, rest, no_throw);
            if (no_body) co_return false;
        }
        requests.push_back(received.substr(0, whole));
        received.erase(0, whole);
        co_return true;
    }

    static std::size_t content_length(const std::string& head) {
        const auto at = head.find("Content-Length: ");
        return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
    }

    template <class Stream>
    boost::asio::awaitable<void> hold(Stream& stream) {
        char ignored[1024];
        while (lowest(stream).is_open()) {
            const auto [ended, size] =
                co_await stream.async_read_some(boost::asio::buffer(ignored), no_throw);
            if (!ended) continue;
            if (lowest(stream).is_open()) ++closed_by_peer;
            co_return;
        }
    }

    static socket& lowest(socket& stream) { return stream; }
    static socket& lowest(tls_stream& stream) { return stream.next_layer(); }

    static void close(socket& open) {
        boost::system::error_code ignored;
        open.close(ignored);
    }
    boost::asio::awaitable<void> finish(socket& open) {
        close(open);
        co_return;
    }
    // Sends the alert and does not wait for the peer's.
    boost::asio::awaitable<void> finish(tls_stream& open) {
        bool ended = false;
        open.async_shutdown([&ended](const boost::system::error_code&) { ended = true; });
        close(open.next_layer());
        while (!ended) co_await boost::asio::post(io_, boost::asio::use_awaitable);
    }
    boost::asio::awaitable<void> notify(socket&) { co_return; }
    boost::asio::awaitable<void> notify(tls_stream& open) {
        co_await open.async_shutdown(no_throw);
    }
    static void reset(socket& open) {
        open.set_option(boost::asio::socket_base::linger(true, 0));
        close(open);
    }

    boost::asio::io_context& io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    std::unique_ptr<boost::asio::ssl::context> tls_;
    std::deque<script> scripts_;
    std::list<socket*> open_;
    int running_ = 0;
};

}  // namespace testing
