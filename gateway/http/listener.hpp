#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/http/message.hpp"
#include "gateway/http/tls.hpp"

namespace gateway::http {

struct limits {
    std::size_t connections = 4096;  // of one listener; more are not accepted until one ends
    std::size_t header_bytes = 16 * 1024;
    std::chrono::milliseconds handshake{10'000};  // TLS handshake
    // From the first byte of a request to its last header; and for a new connection's first byte.
    std::chrono::milliseconds header{10'000};
    std::chrono::milliseconds body{30'000};   // from the last header to the last byte of the body
    std::chrono::milliseconds idle{75'000};   // between requests of a kept connection
    std::chrono::milliseconds write{30'000};  // to take a response
};

// What the connection asks and tells its owner. The functions are called on the listener's thread.
struct service {
    // Decides from the head alone, before any byte of the body is read (and before 100 Continue):
    // the most bytes the body may have, or the response that refuses the request, after which the
    // connection is closed if a body was announced.
    struct admission {
        std::size_t body_limit = 0;
        std::optional<response> refusal;
    };
    std::function<admission(const request& head)> admit;

    // Answers a whole request. An exception costs this one request: 500, logged.
    std::function<boost::asio::awaitable<response>(request)> handle;

    // The problem+json body for an error that the connection answers itself (400, 413, 417, 431,
    // and 500 when `admit` or `handle` threw).
    std::function<response(unsigned status, std::string_view reason)> refuse;

    // The rest may be left empty.

    // Told about each response that goes out, with how long it took from the first byte of the
    // request. `head` has the method, target and peer, as far as they were understood, no fields.
    std::function<void(const request& head, unsigned status, std::chrono::nanoseconds took)>
        answered;
    // Told when a connection opens (+1) or ends (-1).
    std::function<void(int change)> connections_changed;
    // Told when the connection or the listener itself turned somebody away: "framing",
    // "header_too_large", "body_too_large", "expectation", "timeout", "tls", or "accept" (no file
    // descriptor left).
    std::function<void(std::string_view reason)> refused_at_wire;
};

// Accepts connections on one io_context and serves HTTP/1.1 over TLS or, without a certificate, in
// the clear. Single-threaded: construct it, and call everything, on the io_context's thread, or
// before it runs. Several listeners may share a port (SO_REUSEPORT). Stop it before it goes; what
// is open when it is destroyed is cut.
class listener {
public:
    // `certificates` null: no TLS. Port 0: any free one. Throws if the address cannot be bound.
    listener(boost::asio::io_context& io, const std::string& address, std::uint16_t port,
             std::shared_ptr<const server_certificate> certificates, limits allowed, service owner);
    ~listener();
    listener(const listener&) = delete;

    std::uint16_t port() const;

    // Starts accepting. Returns at once.
    void start();

    // Shows another certificate to whoever connects from now on. For a listener with TLS.
    // Thread-safe. Throws what the certificate's context throws, and then nothing changes.
    void renew(const server_certificate& certificate);

    // Drain: from now on every response says Connection: close and idle connections are closed.
    // New connections are still accepted for one request each, so that a load balancer that has
    // not noticed yet gets an answer. Thread-safe.
    void drain();

    // Stops accepting, lets the requests in flight finish until the deadline, then cuts what is
    // left. Completes when no connection is left. Call after drain, on the io_context's thread.
    boost::asio::awaitable<void> stop(std::chrono::milliseconds grace);

private:
    struct state;
    std::shared_ptr<state> state_;
};

}  // namespace gateway::http
