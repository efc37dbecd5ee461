#include "gateway/http/listener.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <system_error>
#include <unordered_set>

#include "gateway/http/connection.hpp"
#include "gateway/log.hpp"
#include "gateway/task_group.hpp"

namespace gateway::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// Out of file descriptors or memory: accepting at once again would only spin.
constexpr auto accept_pause = 100ms;
// Between the cuts of connections whose owner's `handle` resists.
constexpr auto cut_pause = 100ms;

// Several threads listen on one port, and the kernel spreads the connections.
void share_port(tcp::acceptor& acceptor) {
    const int yes = 1;
    if (::setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes) != 0)
        throw std::system_error(errno, std::generic_category(), "SO_REUSEPORT");
}

tcp::acceptor bind_to(asio::io_context& io, const std::string& address, std::uint16_t port) {
    const tcp::endpoint where(asio::ip::make_address(address), port);
    tcp::acceptor made(io, where.protocol());
    made.set_option(tcp::acceptor::reuse_address(true));
    share_port(made);
    made.bind(where);
    return made;
}

// The owner may leave out what it does not want to be told.
service without_gaps(service owner) {
    if (!owner.answered) owner.answered = [](const request&, unsigned, std::chrono::nanoseconds) {};
    if (!owner.connections_changed) owner.connections_changed = [](int) {};
    if (!owner.refused_at_wire) owner.refused_at_wire = [](std::string_view) {};
    return owner;
}

}  // namespace

struct listener::state : std::enable_shared_from_this<listener::state> {
    state(asio::io_context& io, const std::string& address, std::uint16_t port, limits allowed,
          service owner)
        : acceptor(bind_to(io, address, port)),
          changed(io),
          tasks(io.get_executor(), "http"),
          front{allowed, without_gaps(std::move(owner)), {}} {}

    static asio::awaitable<void> accept_all(std::shared_ptr<state> self);
    static asio::awaitable<void> serve(std::shared_ptr<state> self, tcp::socket socket);
    asio::awaitable<void> wait_for_room();
    asio::awaitable<void> pause_after(error_code failed);

    void drain();
    void close();
    void cut_all();

    // A connection is counted, and can be told to end, for as long as this stands beside it.
    struct place {
        place(state& taken, connection& one);
        ~place();
        place(const place&) = delete;
        state& taken;
        connection& one;
    };

    tcp::acceptor acceptor;
    asio::steady_timer changed;  // cancelled when a connection ends
    task_group tasks;
    door front;
    std::shared_ptr<asio::ssl::context> tls;  // live connections keep what they need of an old one
    std::unordered_set<connection*> open;
    bool accept_failing = false;  // said once, not at each attempt
};

listener::state::place::place(state& where, connection& guest) : taken(where), one(guest) {
    taken.open.insert(&one);
    taken.front.owner.connections_changed(+1);
}

listener::state::place::~place() {
    taken.open.erase(&one);
    taken.changed.cancel();
    taken.front.owner.connections_changed(-1);
}

asio::awaitable<void> listener::state::serve(std::shared_ptr<state> self, tcp::socket socket) {
    const auto guest = make_connection(std::move(socket), self->tls.get(), self->front);
    const place taken(*self, *guest);
    co_await guest->run();
}

asio::awaitable<void> listener::state::accept_all(std::shared_ptr<state> self) {
    while (self->acceptor.is_open()) {
        if (self->open.size() >= self->front.allowed.connections) {
            co_await self->wait_for_room();
            continue;
        }
        auto [failed, socket] = co_await self->acceptor.async_accept(no_throw);
        if (!self->acceptor.is_open()) break;
        if (failed) {
            co_await self->pause_after(failed);
            continue;
        }
        self->accept_failing = false;
        error_code ignored;  // a peer that is gone already shows at the first read
        socket.set_option(tcp::no_delay(true), ignored);
        self->tasks.spawn(serve(self, std::move(socket)));
    }
}

// At the cap, whoever comes waits in the kernel's queue.
asio::awaitable<void> listener::state::wait_for_room() {
    changed.expires_at(asio::steady_timer::time_point::max());
    co_await changed.async_wait(no_throw);
}

// A connection that ends meanwhile may give back what was missing, and so ends the pause.
asio::awaitable<void> listener::state::pause_after(error_code failed) {
    if (failed == asio::error::connection_aborted) co_return;  // it left before its turn
    front.owner.refused_at_wire("accept");
    if (!accept_failing) log::error("http.accept_failed", {{"error", failed.message()}});
    accept_failing = true;
    changed.expires_after(accept_pause);
    co_await changed.async_wait(no_throw);
}

void listener::state::drain() {
    front.draining = true;
    for (connection* one : open) one->hurry();
}

void listener::state::close() {
    error_code ignored;
    acceptor.close(ignored);
    changed.cancel();
    front.stopping = true;
    drain();
}

void listener::state::cut_all() {
    for (connection* one : open) one->cut();
}

listener::listener(asio::io_context& io, const std::string& address, std::uint16_t port,
                   std::shared_ptr<const server_certificate> certificates, limits allowed,
                   service owner)
    : state_(std::make_shared<state>(io, address, port, allowed, std::move(owner))) {
    if (certificates)
        state_->tls = std::make_shared<asio::ssl::context>(certificates->make_context());
}

// What is still open ends without telling an owner that may be gone.
listener::~listener() {
    service& owner = state_->front.owner;
    owner.answered = nullptr;
    owner.connections_changed = nullptr;
    owner.refused_at_wire = nullptr;
    owner = without_gaps(std::move(owner));
    state_->close();
    state_->cut_all();
}

std::uint16_t listener::port() const { return state_->acceptor.local_endpoint().port(); }

void listener::start() {
    state_->acceptor.listen();
    state_->tasks.spawn(state::accept_all(state_));
}

void listener::renew(const server_certificate& certificate) {
    auto renewed = std::make_shared<asio::ssl::context>(certificate.make_context());
    asio::post(state_->acceptor.get_executor(), [state = state_, renewed = std::move(renewed)] {
        if (state->tls) state->tls = renewed;
    });
}

void listener::drain() {
    asio::post(state_->acceptor.get_executor(), [state = state_] { state->drain(); });
}

asio::awaitable<void> listener::stop(std::chrono::milliseconds grace) {
    const auto stopping = state_;
    stopping->close();
    bool empty = co_await stopping->tasks.wait(grace);
    while (!empty) {
        stopping->cut_all();
        empty = co_await stopping->tasks.wait(cut_pause);
    }
}

}  // namespace gateway::http
