#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <ostream>
#include <string>
#include <utility>

#include "gateway/http/client.hpp"
#include "tests/support/run.hpp"
#include "tests/support/scripted_server.hpp"
#include "tests/support/temporary_folder.hpp"

namespace gateway::http {

inline std::ostream& operator<<(std::ostream& out, fate what) {
    switch (what) {
        case fate::answered: return out << "answered";
        case fate::not_sent: return out << "not sent";
        case fate::unknown: return out << "unknown";
    }
    return out;
}

}  // namespace gateway::http

namespace testing {

// A client and a server of one event loop. Deadlines are long, so that a test that meets one fails,
// except where a test is about them.
struct http_fixture {
    boost::asio::io_context io;
    gateway::http::client_options options;

    http_fixture() {
        options.connect = std::chrono::seconds(10);
        options.answer = std::chrono::seconds(10);
    }

    gateway::http::exchange send_one(gateway::http::client& from, const std::string& url,
                                     const std::string& method = "GET",
                                     const std::string& body = "") {
        gateway::http::exchange got;
        run(io, send_into(got, from, method, url, body));
        return got;
    }

    void let_server_play(scripted_server& server, std::size_t scripts) {
        run(io, server.until([&server, scripts] { return server.scripts_played == scripts; }));
    }

private:
    static boost::asio::awaitable<void> send_into(gateway::http::exchange& got,
                                                  gateway::http::client& from, std::string method,
                                                  std::string url, std::string body) {
        gateway::http::fields headers{{"Accept", "application/json"}};
        got = co_await from.send(std::move(method), std::move(url), std::move(headers),
                                 std::move(body));
    }
};

struct tls_fixture : http_fixture {
    test_certificate certificate = make_test_certificate();
    temporary_folder folder;

    tls_fixture() { trust(certificate); }

    void trust(const test_certificate& authority) {
        options.ca_file = folder.write("ca.pem", authority.certificate).string();
    }
};

}  // namespace testing
