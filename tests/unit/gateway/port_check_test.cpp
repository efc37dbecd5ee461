#include "gateway/port_check.hpp"

#include <sys/socket.h>

#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/test/unit_test.hpp>

#include "gateway/exit_status.hpp"

using boost::asio::ip::tcp;
using gateway::cannot_start;
using gateway::require_free_port;

namespace {

// Listens as a gateway does, and would share its port with another.
struct fixture {
    fixture() : taken(io) {
        const tcp::endpoint anywhere(boost::asio::ip::make_address("127.0.0.1"), 0);
        taken.open(anywhere.protocol());
        taken.set_option(tcp::acceptor::reuse_address(true));
        const int yes = 1;
        ::setsockopt(taken.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
        taken.bind(anywhere);
        taken.listen();
        port = taken.local_endpoint().port();
    }
    boost::asio::io_context io;
    tcp::acceptor taken;
    std::uint16_t port = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_port_is_not_shared_with_another_gateway, fixture) {
    BOOST_CHECK_EXCEPTION(
        require_free_port("listen", "127.0.0.1", port), cannot_start, [&](const cannot_start& e) {
            return e.status == gateway::exit_status::unavailable &&
                   boost::algorithm::contains(
                       e.what(), "127.0.0.1 port " + std::to_string(port) + " (listen): Address");
        });
}

BOOST_FIXTURE_TEST_CASE(a_port_that_was_given_back_is_free, fixture) {
    taken.close();

    BOOST_CHECK_NO_THROW(require_free_port("listen", "127.0.0.1", port));
    BOOST_CHECK_NO_THROW(require_free_port("listen", "127.0.0.1", 0));
}

// 192.0.2.0/24 is for documentation: no machine has it.
BOOST_AUTO_TEST_CASE(an_address_of_another_machine_cannot_be_had) {
    BOOST_CHECK_EXCEPTION(
        require_free_port("admin", "192.0.2.1", 0), cannot_start, [](const cannot_start& e) {
            return boost::algorithm::contains(e.what(), "choose an address of this machine");
        });
}
