#include "tests/sandbox/server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <iostream>
#include <optional>
#include <set>

#include "tests/sandbox/wire.hpp"

namespace sandbox {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

std::optional<asio::ssl::context> make_tls(const endpoint& at) {
    if (at.certificate.empty() && at.key.empty()) return std::nullopt;
    asio::ssl::context tls(asio::ssl::context::tls_server);
    tls.use_certificate_chain_file(at.certificate);
    tls.use_private_key_file(at.key, asio::ssl::context::pem);
    return tls;
}

// Nobody waits for a connection's coroutine, so that what escapes one must be told here.
void report(const std::exception_ptr& failure) {
    if (!failure) return;
    try {
        std::rethrow_exception(failure);
    } catch (const std::exception& e) {
        std::cerr << "crm-sandbox: a connection failed: " << e.what() << "\n";
    }
}

instant now() { return std::chrono::floor<ticks>(std::chrono::system_clock::now()); }

tcp::socket& bottom(tcp::socket& socket) { return socket; }
tcp::socket& bottom(asio::ssl::stream<tcp::socket>& stream) { return stream.next_layer(); }

}  // namespace

class open_connection;

struct service {
    service(asio::io_context& io, const endpoint& at, settings settings)
        : tls(make_tls(at)),
          acceptor(io, tcp::endpoint(asio::ip::make_address(at.address), at.port)),
          state(std::move(settings), now()) {}

    std::optional<asio::ssl::context> tls;
    tcp::acceptor acceptor;
    crm state;
    std::set<open_connection*> open;  // for stop() to end
};

// One connection, known to the service for as long as its coroutine lives.
class open_connection {
public:
    open_connection(service& owner, tcp::socket& socket)
        : service_(owner), socket_(socket), delay_(socket.get_executor()) {
        service_.open.insert(this);
    }
    ~open_connection() { service_.open.erase(this); }
    open_connection(const open_connection&) = delete;

    asio::awaitable<void> wait(std::chrono::milliseconds delay) {
        delay_.expires_after(delay);
        co_await delay_.async_wait(no_throw);
    }

    void close() {
        boost::system::error_code ignored;
        socket_.close(ignored);
        delay_.cancel();
    }

private:
    service& service_;
    tcp::socket& socket_;
    asio::steady_timer delay_;
};

namespace {

template <class Stream>
asio::awaitable<void> answer_requests(Stream& stream, service& crm_service) {
    open_connection self(crm_service, bottom(stream));
    request_reader<Stream> reader(stream);
    for (bool keep_alive = true; keep_alive;) {
        const auto head = co_await reader.read();
        if (!head) co_return;
        const answer answered = crm_service.state.handle(head->received, now());
        if (answered.delay.count() > 0) co_await self.wait(answered.delay);
        const std::string text = to_wire(answered, head->keep_alive);
        keep_alive = head->keep_alive && answered.delivered == answer::delivery::whole;
        const auto bytes = asio::buffer(text);
        const auto [error, size] = co_await asio::async_write(stream, bytes, no_throw);
        if (error) co_return;
    }
}

asio::awaitable<bool> shake_hands(asio::ssl::stream<tcp::socket>& stream, service& crm_service) {
    open_connection self(crm_service, bottom(stream));
    const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, no_throw);
    co_return !error;
}

asio::awaitable<void> serve(tcp::socket socket, std::shared_ptr<service> crm_service) {
    socket.set_option(tcp::no_delay(true));
    if (!crm_service->tls) {
        co_await answer_requests(socket, *crm_service);
        co_return;
    }
    asio::ssl::stream<tcp::socket> stream(std::move(socket), *crm_service->tls);
    const bool secured = co_await shake_hands(stream, *crm_service);
    if (secured) co_await answer_requests(stream, *crm_service);
}

asio::awaitable<void> accept_connections(std::shared_ptr<service> crm_service) {
    while (crm_service->acceptor.is_open()) {
        auto [error, socket] = co_await crm_service->acceptor.async_accept(no_throw);
        if (error) continue;
        asio::co_spawn(crm_service->acceptor.get_executor(), serve(std::move(socket), crm_service),
                       report);
    }
}

}  // namespace

server::server(asio::io_context& io, const endpoint& at, settings settings)
    : service_(std::make_shared<service>(io, at, std::move(settings))),
      port_(service_->acceptor.local_endpoint().port()),
      url_((service_->tls ? "https://" : "http://") + at.address + ":" + std::to_string(port_)) {
    asio::co_spawn(io, accept_connections(service_), report);
}

server::~server() { stop(); }

crm& server::state() noexcept { return service_->state; }

void server::stop() {
    boost::system::error_code ignored;
    service_->acceptor.close(ignored);
    for (auto* const connection : service_->open) connection->close();
}

}  // namespace sandbox
