#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/result.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace gateway::http {

// The addresses of a host, in the order the system prefers them, never none. "localhost" and an IP
// address need no look-up. Gives up when `limit` expires or is cancelled, and when the coroutine
// is, even though the system's resolver does not.
boost::asio::awaitable<boost::system::result<std::vector<boost::asio::ip::tcp::endpoint>>> resolve(
    std::string host, std::uint16_t port, std::shared_ptr<boost::asio::steady_timer> limit);

}  // namespace gateway::http
