#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <memory>

#include "gateway/http/listener.hpp"
#include "gateway/http/reply.hpp"

// One accepted connection. Internal to gateway/http: listener.cpp makes and counts them.
namespace gateway::http {

// What the connections of one listener share, on its thread.
struct door {
    limits allowed;
    service owner;
    http_date date;
    bool draining = false;  // every response is the last of its connection
    bool stopping = false;  // and nobody waits for another request
};

class connection {
public:
    virtual ~connection() = default;

    // From the handshake to the close. Errors of the network are normal ends.
    virtual boost::asio::awaitable<void> run() = 0;

    // Tells it that the door began to drain or stop: it ends now unless it has something to answer.
    virtual void hurry() = 0;

    // Ends it wherever it is, the owner's `handle` included.
    virtual void cut() = 0;
};

// `tls` null: in the clear. The door must outlive the connection.
std::unique_ptr<connection> make_connection(boost::asio::ip::tcp::socket socket,
                                            boost::asio::ssl::context* tls, door& door);

}  // namespace gateway::http
