#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "tests/sandbox/crm.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

struct endpoint {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;            // 0 for any that is free
    std::string certificate{}, key{};  // PEM files; both or none
};

struct service;  // what the connections share

// The sandbox behind a listening socket, from its construction until stop(). To be used on the
// io_context's one thread only; from elsewhere, ask over HTTP.
class server {
public:
    // Throws std::system_error when it cannot listen or the certificate cannot be used.
    server(boost::asio::io_context& io, const endpoint& at, settings settings);
    ~server();  // stops
    server(const server&) = delete;

    // These two may be asked by any thread.
    std::uint16_t port() const noexcept { return port_; }
    const std::string& url() const noexcept { return url_; }  // "https://127.0.0.1:34567"

    crm& state() noexcept;

    // Closes all connections and listens no more; its coroutines end with the next turn of the
    // io_context.
    void stop();

private:
    std::shared_ptr<service> service_;
    std::uint16_t port_;
    std::string url_;
};

}  // namespace sandbox
