#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "gateway/http/message.hpp"

namespace gateway::http {

struct client_options {
    std::string ca_file;                        // trusted besides the system's roots; "" for none
    std::chrono::milliseconds connect{10'000};  // resolve, connect and TLS handshake together
    std::chrono::milliseconds answer{100'000};  // from the first byte sent to the last received
    std::size_t response_bytes = 8 * 1024 * 1024;
    std::size_t pool_size = 8;               // idle connections kept per origin
    std::chrono::milliseconds idle{30'000};  // an idle connection older than this is not reused
};

// What became of a request. The difference decides whether it may be sent again.
enum class fate {
    answered,  // a whole response arrived
    not_sent,  // certainly never reached the server: resolve, connect or handshake failed
    unknown,   // it may have been processed: a deadline, a reset, a truncated or oversized answer
};

struct exchange {
    fate what = fate::not_sent;
    response answer;    // valid when answered
    std::string error;  // otherwise, for logs: no secrets
    bool reused_connection = false;
};

// An HTTPS (for loopback also http) client with pooled keep-alive connections. The server's
// certificate and name are always verified. Never follows a redirect: a 3xx is an answer. Sends
// each request once. Single-threaded: one client for one io_context; must not outlive it.
class client {
public:
    // Throws std::runtime_error when the CA file cannot be read.
    client(boost::asio::io_context& io, client_options options);
    ~client();  // closes the idle connections; what is being sent goes on to its end
    client(const client&) = delete;

    // `url` is absolute: "https://host[:port]/path?query". Throws std::invalid_argument, at once,
    // if it is not an http(s) URL, or http to anything but loopback, or if the method or a field
    // could not be sent as it is; Host and the framing fields are the client's own. Network
    // failures are values. A cancelled coroutine ends soon, and the fate says what is known.
    boost::asio::awaitable<exchange> send(std::string method, std::string url, fields headers,
                                          std::string body);

    // Cuts off whatever is being sent now: it ends soon, and its fate says what is known. What is
    // to be sent afterwards is not sent. On the io_context's thread.
    void abort();

private:
    struct state;
    std::shared_ptr<state> state_;  // shared with what is being sent
};

}  // namespace gateway::http
