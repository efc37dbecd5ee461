#include "gateway/http/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>

#include "gateway/http/client_certificate.hpp"
#include "gateway/http/request_reader.hpp"
#include "gateway/log.hpp"

namespace gateway::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;
using steady_clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// A head and a small body usually come together and fit; a large body comes in TLS records.
constexpr std::size_t head_read_bytes = 4 * 1024;
constexpr std::size_t body_read_bytes = 16 * 1024;

// How long, and for how much, a connection listens on after its last response: if it were closed
// with bytes unread, the kernel's reset could overtake the response.
constexpr auto linger_time = 2s;
constexpr std::size_t linger_bytes = 1024 * 1024;

std::string address_of(const tcp::socket& socket) {
    error_code gone;
    const auto end = socket.remote_endpoint(gone);
    const auto address = end.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    return address.to_string();
}

template <class Stream>
class session final : public connection {
    static constexpr bool secure = !std::is_same_v<Stream, beast::tcp_stream>;

public:
    template <class... Arguments>
    session(door& door, std::string peer, Arguments&&... stream)
        : door_(door), stream_(std::forward<Arguments>(stream)...), peer_(std::move(peer)) {}

    asio::awaitable<void> run() override {
        auto unless_cut = asio::bind_cancellation_slot(cut_.slot(), asio::use_awaitable);
        const auto here = co_await asio::this_coro::executor;
        try {
            co_await asio::co_spawn(here, converse(), std::move(unless_cut));
        } catch (...) {
            if (!was_cut_) throw;
        }
    }

    void hurry() override {
        if (idle_ && must_leave()) transport().cancel();
    }

    void cut() override {
        was_cut_ = true;
        cut_.emit(asio::cancellation_type::terminal);
        error_code ignored;
        transport().socket().close(ignored);
    }

private:
    using progress = request_reader::progress;
    enum class arrival { whole, refused, lost };

    asio::awaitable<void> converse() {
        bool more = co_await shake_hands();
        while (more) more = co_await serve_one();
        co_await part();
    }

    asio::awaitable<bool> shake_hands() {
        if constexpr (secure) {
            idle_ = true;
            transport().expires_after(door_.allowed.handshake);
            auto [failed] =
                co_await stream_.async_handshake(asio::ssl::stream_base::server, no_throw);
            idle_ = false;
            if (failed == beast::error::timeout) door_.owner.refused_at_wire("timeout");
            if (failed.category() == asio::error::get_ssl_category())
                door_.owner.refused_at_wire("tls");
            if (!failed) certificate_ = verified_names(*stream_.native_handle());
            co_return !failed;
        }
        co_return true;
    }

    // One request and its response. False: it was the last of this connection.
    asio::awaitable<bool> serve_one() {
        const arrival head = co_await read_head();
        if (head == arrival::lost) co_return false;
        if (head == arrival::refused) co_return co_await respond(std::move(refusal_));

        const arrival body = co_await read_body();
        if (body == arrival::lost) co_return false;
        if (body == arrival::refused) co_return co_await respond(std::move(refusal_));

        response answer = co_await ask_owner();
        co_return co_await respond(std::move(answer));
    }

    // Reads until the head is complete. One deadline runs from its first byte to its last, so it
    // does not help to send the bytes one by one.
    asio::awaitable<arrival> read_head() {
        incoming_.emplace(door_.allowed.header_bytes);
        about_ = request();
        bool begun = buffer_.size() > 0;
        if (!begun && must_leave()) co_return arrival::lost;
        start_clock(begun);
        for (;;) {
            const progress head = incoming_->read_head(received());
            buffer_.consume(incoming_->used());
            if (head == progress::refused) co_return refuse(incoming_->refusal());
            if (head == progress::complete) co_return admit();

            idle_ = !begun;
            const bool arrived = co_await read_some(head_read_bytes, begun);
            idle_ = false;
            if (!arrived) co_return arrival::lost;
            if (!begun) start_clock(begun = true);
        }
    }

    // A new connection has no more time for its first byte than a head has for its last.
    void start_clock(bool begun) {
        const bool between_requests = !begun && answered_ > 0;
        began_ = steady_clock::now();
        transport().expires_after(between_requests ? door_.allowed.idle : door_.allowed.header);
    }

    // Asks the owner about the head.
    arrival admit() {
        request& head = incoming_->message();
        head.peer = peer_;
        head.certificate = certificate_;
        about_.method = head.method;
        about_.target = head.target;
        about_.peer = peer_;
        keep_alive_ = incoming_->keeps_alive();

        service::admission admitted = ask_admission(head);
        if (admitted.refusal) {
            if (incoming_->announces_body()) keep_alive_ = false;
            refusal_ = std::move(*admitted.refusal);
            return arrival::refused;
        }
        if (incoming_->limit_body(admitted.body_limit) == progress::refused)
            return refuse(incoming_->refusal());
        return arrival::whole;
    }

    asio::awaitable<arrival> read_body() {
        if (incoming_->awaits_invitation() && buffer_.size() == 0) {
            const bool invited = co_await invite_body();
            if (!invited) co_return arrival::lost;
        }
        transport().expires_after(door_.allowed.body);
        for (;;) {
            const progress body = incoming_->read_body(received());
            buffer_.consume(incoming_->used());
            if (body == progress::refused) co_return refuse(incoming_->refusal());
            if (body == progress::complete) co_return arrival::whole;

            const bool arrived = co_await read_some(body_read_bytes, true);
            if (!arrived) co_return arrival::lost;
        }
    }

    asio::awaitable<bool> invite_body() {
        static constexpr std::string_view invitation = "HTTP/1.1 100 Continue\r\n\r\n";
        transport().expires_after(door_.allowed.write);
        const auto bytes = asio::buffer(invitation);
        auto [failed, size] = co_await asio::async_write(stream_, bytes, no_throw);
        co_return !failed;
    }

    // False: the peer is gone or too slow. Only who began a request can be too slow; a connection
    // that idles to its end is a normal one.
    asio::awaitable<bool> read_some(std::size_t at_most, bool begun) {
        const auto space = buffer_.prepare(at_most);
        auto [failed, size] = co_await stream_.async_read_some(space, no_throw);
        buffer_.commit(size);
        if (failed == beast::error::timeout && begun) door_.owner.refused_at_wire("timeout");
        co_return !failed;
    }

    service::admission ask_admission(const request& head) {
        try {
            return door_.owner.admit(head);
        } catch (const std::exception& failure) {
            return {0, failed_response(failure)};
        }
    }

    asio::awaitable<response> ask_owner() {
        try {
            co_return co_await door_.owner.handle(std::move(incoming_->message()));
        } catch (const std::exception& failure) {
            if (was_cut_) throw;
            co_return failed_response(failure);
        }
    }

    response failed_response(const std::exception& failure) {
        log::error("http.request_failed", {{"error", failure.what()}});
        return door_.owner.refuse(500, "an internal error");
    }

    arrival refuse(const objection& found) {
        door_.owner.refused_at_wire(found.label);
        keep_alive_ = false;
        refusal_ = door_.owner.refuse(found.status, found.reason);
        return arrival::refused;
    }

    asio::awaitable<bool> respond(response answer) {
        if (door_.draining) keep_alive_ = false;
        const delivery how{door_.date.now(), keep_alive_, about_.method == "HEAD"};
        out_.clear();
        write_response(answer, how, out_);

        transport().expires_after(door_.allowed.write);
        const auto bytes = asio::buffer(out_);
        auto [failed, size] = co_await asio::async_write(stream_, bytes, no_throw);
        if (failed == beast::error::timeout) door_.owner.refused_at_wire("timeout");
        door_.owner.answered(about_, answer.status, steady_clock::now() - began_);
        ++answered_;
        release_excess();
        co_return !failed && keep_alive_;
    }

    // A connection that rests keeps no more memory than a small exchange needs.
    void release_excess() {
        if (out_.capacity() > body_read_bytes) out_ = std::string();
        if (buffer_.size() == 0 && buffer_.capacity() > head_read_bytes) buffer_.shrink_to_fit();
    }

    // Closes so that the last response arrives: say that nothing follows, then listen until the
    // peer has closed too, or has had its time.
    asio::awaitable<void> part() {
        if (!transport().socket().is_open()) co_return;
        transport().expires_after(linger_time);
        if constexpr (secure) co_await stream_.async_shutdown(no_throw);
        error_code failed;
        transport().socket().shutdown(tcp::socket::shutdown_send, failed);
        buffer_.clear();
        for (std::size_t dropped = 0; !failed && dropped < linger_bytes;) {
            const auto space = buffer_.prepare(body_read_bytes);
            auto [ended, size] = co_await transport().async_read_some(space, no_throw);
            failed = ended;
            dropped += size;
        }
        transport().socket().close(failed);
    }

    // Whether a connection that has nothing to answer should end. While draining, a new one is
    // still good for one request.
    bool must_leave() const { return door_.stopping || (door_.draining && answered_ > 0); }

    std::string_view received() const {
        return {static_cast<const char*>(buffer_.cdata().data()), buffer_.size()};
    }

    beast::tcp_stream& transport() {
        if constexpr (secure)
            return stream_.next_layer();
        else
            return stream_;
    }

    door& door_;
    Stream stream_;
    const std::string peer_;
    std::optional<certificate_names> certificate_;  // of the peer
    beast::flat_buffer buffer_;  // what has arrived and is not parsed: perhaps the next request
    std::string out_;
    std::size_t answered_ = 0;
    bool idle_ = false;  // nothing would be lost if the connection ended now

    // The exchange that is going on.
    steady_clock::time_point began_;
    std::optional<request_reader> incoming_;
    request about_;  // method, target and peer: what is left when the owner has taken the message
    response refusal_;
    bool keep_alive_ = false;

    asio::cancellation_signal cut_;
    bool was_cut_ = false;
};

}  // namespace

std::unique_ptr<connection> make_connection(tcp::socket socket, asio::ssl::context* tls,
                                            door& door) {
    std::string peer = address_of(socket);
    if (tls == nullptr)
        return std::make_unique<session<beast::tcp_stream>>(door, std::move(peer),
                                                            std::move(socket));
    return std::make_unique<session<asio::ssl::stream<beast::tcp_stream>>>(door, std::move(peer),
                                                                           std::move(socket), *tls);
}

}  // namespace gateway::http
