#include "gateway/http/resolve.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace gateway::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

using endpoints = std::vector<tcp::endpoint>;

// Never asked of the network (RFC 6761): whoever controls the name would control our plain text.
endpoints without_look_up(const std::string& host, std::uint16_t port) {
    if (host == "localhost")
        return {tcp::endpoint(asio::ip::address_v4::loopback(), port),
                tcp::endpoint(asio::ip::address_v6::loopback(), port)};
    error_code not_an_address;
    const auto address = asio::ip::make_address(host, not_an_address);
    if (not_an_address) return {};
    return {tcp::endpoint(address, port)};
}

// A look-up blocks a thread in the system's resolver and cannot be stopped, only abandoned: what it
// writes to lives as long as the later of it and the coroutine.
struct look_up {
    explicit look_up(std::shared_ptr<asio::steady_timer> until)
        : resolver(until->get_executor()), limit(std::move(until)) {}

    tcp::resolver resolver;
    const std::shared_ptr<asio::steady_timer> limit;  // cancelled when the answer is there
    bool answered = false;
    error_code failure;
    endpoints found;
};

void start(const std::shared_ptr<look_up>& one, const std::string& host, std::uint16_t port) {
    one->resolver.async_resolve(
        host, std::to_string(port), tcp::resolver::numeric_service,
        [one](const error_code& failure, const tcp::resolver::results_type& results) {
            one->answered = true;
            one->failure = failure;
            for (const auto& result : results) one->found.push_back(result.endpoint());
            one->limit->cancel();
        });
}

}  // namespace

asio::awaitable<boost::system::result<endpoints>> resolve(
    std::string host, std::uint16_t port, std::shared_ptr<asio::steady_timer> limit) {
    endpoints known = without_look_up(host, port);
    if (!known.empty()) co_return std::move(known);

    const auto one = std::make_shared<look_up>(limit);
    start(one, host, port);
    const auto [cut_short] = co_await limit->async_wait(asio::as_tuple(asio::use_awaitable));
    if (!one->answered) {
        one->resolver.cancel();
        if (cut_short) co_return cut_short;
        co_return error_code(asio::error::timed_out);
    }
    if (one->failure) co_return one->failure;
    if (one->found.empty()) co_return error_code(asio::error::host_not_found);
    co_return std::move(one->found);
}

}  // namespace gateway::http
