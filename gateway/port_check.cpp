#include "gateway/port_check.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "gateway/exit_status.hpp"

namespace gateway {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::string how_to_mend(const boost::system::error_code& failed) {
    if (failed == asio::error::address_in_use)
        return "end the process that has it (`ss -ltnp` lists them) or choose another port";
    if (failed == asio::error::access_denied)
        return "choose a port from 1024 up or give the process CAP_NET_BIND_SERVICE";
    return "choose an address of this machine";
}

}  // namespace

void require_free_port(const std::string& setting, const std::string& address, std::uint16_t port) {
    const tcp::endpoint where(asio::ip::make_address(address), port);
    asio::io_context io;
    tcp::acceptor probe(io);
    boost::system::error_code failed;
    probe.open(where.protocol(), failed);
    // As the listeners have it: connections of an earlier process that still linger do not count.
    if (!failed) probe.set_option(tcp::acceptor::reuse_address(true), failed);
    if (!failed) probe.bind(where, failed);
    if (failed)
        throw cannot_start(exit_status::unavailable,
                           "cannot listen on " + address + " port " + std::to_string(port) + " (" +
                               setting + "): " + failed.message() + "; " + how_to_mend(failed));
}

}  // namespace gateway
