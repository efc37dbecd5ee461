#include "gateway/http/client.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <optional>
#include <set>
#include <stdexcept>
#include <type_traits>
#include <variant>

#include "gateway/http/idle_pool.hpp"
#include "gateway/http/request_rules.hpp"
#include "gateway/http/resolve.hpp"
#include "gateway/http/tls.hpp"
#include "gateway/http/url.hpp"

namespace gateway::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t header_bytes = 64 * 1024;

using steady = std::chrono::steady_clock;
using plain_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<beast::tcp_stream>;
using wire_request = wire::request<wire::string_body>;
using wire_parser = wire::response_parser<wire::string_body>;

wire_request to_wire(const std::string& method, const url& to, const fields& headers,
                     std::string body) {
    wire_request made;
    made.version(11);
    made.method_string(method);
    made.target(to.target);
    made.set(wire::field::host, to.authority);
    made.set(wire::field::user_agent, "booking-gateway/" GATEWAY_VERSION);
    for (const field& one : headers) made.insert(one.name, one.value);
    made.body() = std::move(body);
    made.prepare_payload();
    return made;
}

// A connection to a server, TLS or (to loopback only) plain.
class server_connection {
public:
    server_connection(asio::io_context& io, ssl::context& trust, const url& to)
        : look_up_limit_(std::make_shared<asio::steady_timer>(io)),
          stream_(to.tls ? stream(std::in_place_type<tls_stream>, plain_stream(io), trust)
                         : stream(std::in_place_type<plain_stream>, io)) {
        if (tls_stream* secured = tls()) verify(*secured, to.host);
    }

    tls_stream* tls() { return std::get_if<tls_stream>(&stream_); }
    plain_stream& plain() { return tls() ? tls()->next_layer() : std::get<plain_stream>(stream_); }
    const std::shared_ptr<asio::steady_timer>& look_up_limit() { return look_up_limit_; }

    // Ends what is being done on the connection, and keeps what was not begun from beginning.
    void abort() {
        aborted_ = true;
        look_up_limit_->cancel();
        plain().close();
    }
    bool aborted() const { return aborted_; }

private:
    using stream = std::variant<plain_stream, tls_stream>;

    static void verify(tls_stream& secured, const std::string& host) {
        error_code not_an_address;
        asio::ip::make_address(host, not_an_address);
        if (not_an_address) SSL_set_tlsext_host_name(secured.native_handle(), host.c_str());
        secured.set_verify_mode(ssl::verify_peer);
        secured.set_verify_callback(ssl::host_name_verification(host));
    }

    const std::shared_ptr<asio::steady_timer> look_up_limit_;  // shared with the look-up
    stream stream_;
    bool aborted_ = false;
};

// The addresses are tried in turn; one that swallows packets does not use up the others' time.
asio::awaitable<error_code> connect(plain_stream& stream, const std::vector<tcp::endpoint>& all,
                                    steady::time_point deadline) {
    error_code last = asio::error::host_not_found;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto share = (deadline - steady::now()) / static_cast<int>(all.size() - i);
        stream.expires_after(share);
        const auto [failed] = co_await stream.async_connect(all[i], no_throw);
        last = failed;
        if (!failed || failed == asio::error::operation_aborted) break;
        stream.close();
    }
    co_return last;
}

std::string why_untrusted(tls_stream& stream, const error_code& failed) {
    const long verdict = SSL_get_verify_result(stream.native_handle());
    if (verdict == X509_V_OK) return failed.message();
    return failed.message() + ": " + X509_verify_cert_error_string(verdict);
}

// "" when the connection is ready for a request, else why not.
asio::awaitable<std::string> open(server_connection& connection, const url& to,
                                  steady::time_point deadline) {
    connection.look_up_limit()->expires_at(deadline);
    const auto addresses = co_await resolve(to.host, to.port, connection.look_up_limit());
    if (!addresses) co_return "resolving " + to.host + ": " + addresses.error().message();
    if (connection.aborted()) co_return "aborted before it connected";

    plain_stream& stream = connection.plain();
    const error_code refused = co_await connect(stream, *addresses, deadline);
    if (refused) co_return "connecting to " + to.authority + ": " + refused.message();
    error_code ignored;
    stream.socket().set_option(tcp::no_delay(true), ignored);

    if (tls_stream* secured = connection.tls()) {
        stream.expires_at(deadline);
        const auto [failed] = co_await secured->async_handshake(ssl::stream_base::client, no_throw);
        if (failed) co_return "TLS with " + to.authority + ": " + why_untrusted(*secured, failed);
    }
    co_return std::string();
}

bool is_quiet(plain_stream& stream) {
    char byte = 0;
    error_code outcome;
    stream.socket().non_blocking(true, outcome);
    if (outcome) return false;
    stream.socket().receive(asio::buffer(&byte, 1), tcp::socket::message_peek, outcome);
    return outcome == asio::error::would_block;
}

// Whether nothing came in since the last response. A server that closes says so with a TLS alert or
// the end of the stream, and nobody could tell what it did with a request that is written after
// that: it must be noticed before.
bool is_quiet(server_connection& connection) {
    if (!is_quiet(connection.plain())) return false;
    tls_stream* secured = connection.tls();
    if (!secured) return true;
    // What arrived together with the last response is in OpenSSL already.
    char byte = 0;
    ERR_clear_error();
    const int read = SSL_peek(secured->native_handle(), &byte, 1);
    return SSL_get_error(secured->native_handle(), read) == SSL_ERROR_WANT_READ;
}

struct reply {
    response answer;
    std::string error;  // "" when the answer is whole
    bool keep = false;  // the connection may carry another request
};

fields fields_of(const wire_parser& from) {
    fields all;
    for (const auto& one : from.get().base())
        all.push_back({std::string(one.name_string()), std::string(one.value())});
    return all;
}

bool is_interim(unsigned status) { return status >= 100 && status < 200; }

// Reads up to the end of the final response's header.
template <class Stream>
asio::awaitable<error_code> read_header(Stream& stream, beast::flat_buffer& buffer,
                                        std::optional<wire_parser>& parser,
                                        std::size_t response_bytes, bool to_head) {
    do {
        parser.emplace();
        parser->header_limit(header_bytes);
        parser->body_limit(response_bytes);
        parser->skip(to_head);
        const auto [failed, size] =
            co_await wire::async_read_header(stream, buffer, *parser, no_throw);
        if (failed) co_return failed;
        if (parser->get().result() == wire::status::switching_protocols)
            co_return wire::error::bad_status;  // nobody asked for it
    } while (is_interim(parser->get().result_int()));
    co_return error_code();
}

// The deadline covers all of it: the stream's timer keeps its time until it is set again.
template <class Stream>
asio::awaitable<reply> converse(Stream& stream, const wire_request& request,
                                const client_options& options) {
    reply got;
    beast::get_lowest_layer(stream).expires_after(options.answer);
    const auto [not_written, written] = co_await wire::async_write(stream, request, no_throw);
    if (not_written) {
        got.error = "sending: " + not_written.message();
        co_return got;
    }

    beast::flat_buffer buffer;
    std::optional<wire_parser> parser;
    const bool to_head = request.method() == wire::verb::head;
    const error_code no_header =
        co_await read_header(stream, buffer, parser, options.response_bytes, to_head);
    if (no_header) {
        got.error = "receiving: " + no_header.message();
        co_return got;
    }
    got.answer.status = parser->get().result_int();
    got.answer.headers = fields_of(*parser);  // before the body: a trailer is not a header

    if (!parser->is_done()) {
        const auto [no_body, size] = co_await wire::async_read(stream, buffer, *parser, no_throw);
        if (no_body) got.error = "receiving: " + no_body.message();
    }
    // Without a length the body ends with the connection, and only TLS can vouch for that end.
    if (got.error.empty() && parser->need_eof() && std::is_same_v<Stream, plain_stream>)
        got.error = "receiving: the end of the response cannot be told from a broken connection";
    got.keep = got.error.empty() && parser->keep_alive() && buffer.size() == 0;
    got.answer.body = std::move(parser->get().body());
    beast::get_lowest_layer(stream).expires_never();
    co_return got;
}

}  // namespace

struct client::state {
    class use;
    state(asio::io_context& context, client_options wanted)
        : io(context),
          options(std::move(wanted)),
          trust(make_client_context(options.ca_file)),
          pool(options.pool_size, options.idle) {}

    static asio::awaitable<exchange> send(std::shared_ptr<state> self, url to,
                                          wire_request request);

    asio::io_context& io;
    const client_options options;
    ssl::context trust;
    idle_pool<server_connection> pool;
    std::set<server_connection*> in_use;
    bool closed = false;  // nothing is kept or sent any more
};

// A connection can be aborted for as long as this stands beside it.
class client::state::use {
public:
    use(state& of, server_connection& connection) : of_(of), connection_(&connection) {
        of_.in_use.insert(connection_);
    }
    ~use() { of_.in_use.erase(connection_); }
    use(const use&) = delete;

private:
    state& of_;
    server_connection* const connection_;
};

asio::awaitable<exchange> client::state::send(std::shared_ptr<state> self, url to,
                                              wire_request request) {
    exchange outcome;
    if (self->closed) {
        outcome.error = "the client has been closed";
        co_return outcome;
    }
    auto connection = self->pool.take(to.origin(), steady::now(),
                                      [](server_connection& idle) { return is_quiet(idle); });
    outcome.reused_connection = connection != nullptr;
    if (!connection) connection = std::make_unique<server_connection>(self->io, self->trust, to);
    const use while_sending(*self, *connection);
    if (!outcome.reused_connection) {
        const auto deadline = steady::now() + self->options.connect;
        outcome.error = co_await open(*connection, to, deadline);
        if (!outcome.error.empty()) co_return outcome;
    }

    outcome.what = fate::unknown;  // from the first byte on
    reply got;
    if (tls_stream* secured = connection->tls())
        got = co_await converse(*secured, request, self->options);
    else
        got = co_await converse(connection->plain(), request, self->options);

    outcome.error = std::move(got.error);
    if (!outcome.error.empty()) co_return outcome;
    outcome.what = fate::answered;
    outcome.answer = std::move(got.answer);
    if (got.keep && !self->closed)
        self->pool.keep(to.origin(), steady::now(), std::move(connection));
    co_return outcome;
}

client::client(asio::io_context& io, client_options options)
    : state_(std::make_shared<state>(io, std::move(options))) {}

client::~client() {
    state_->closed = true;
    state_->pool.clear();
}

void client::abort() {
    state_->closed = true;
    for (server_connection* connection : state_->in_use) connection->abort();
}

asio::awaitable<exchange> client::send(std::string method, std::string url_text, fields headers,
                                       std::string body) {
    auto to = parse_url(url_text);
    if (!to)
        throw std::invalid_argument("not a URL for a request: " + mapping::to_text(to.error()));
    require_sendable(method, headers);
    wire_request request = to_wire(method, *to, headers, std::move(body));
    return state::send(state_, std::move(*to), std::move(request));
}

}  // namespace gateway::http
