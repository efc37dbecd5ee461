#include "gateway/http/client_certificate.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/test_certificate.hpp"
#include "tests/unit/http/running_listener.hpp"
#include "tests/unit/http/wire.hpp"

using namespace testing;
using gateway::http::server_certificate;

namespace {

const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

// A listener that asks for certificates, and trusts the client's, which is its own authority.
struct asked {
    std::shared_ptr<const server_certificate> door_certificate() const {
        const auto shown = std::make_shared<server_certificate>(door.certificate, door.key);
        shown->ask_clients(client.certificate);
        return shown;
    }

    test_certificate door = make_test_certificate();
    test_certificate client = make_test_certificate(
        "DNS:hooks.partner.example,URI:spiffe://partner/hooks,email:a@b.example,IP:127.0.0.1");
};

boost::asio::ssl::context client_context(const test_certificate* shown = nullptr,
                                         int version = TLS1_3_VERSION) {
    boost::asio::ssl::context made(boost::asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(made.native_handle(), version);
    SSL_CTX_set_max_proto_version(made.native_handle(), version);
    if (shown) {
        made.use_certificate(boost::asio::buffer(shown->certificate),
                             boost::asio::ssl::context::pem);
        made.use_private_key(boost::asio::buffer(shown->key), boost::asio::ssl::context::pem);
    }
    return made;
}

// The names that a request came with: "nobody", "refused", or "subject|name|name".
std::string names_seen(running_listener& listener, wire& client) {
    client.send(get);
    if (status_of(client.response()) != 200) return "not served";
    const auto seen = listener.owner.seen().handled.back().certificate;
    if (!seen) return "nobody";
    std::string names = seen->subject;
    for (const std::string& one : seen->alternatives) names += "|" + one;
    return names;
}

std::string names_seen(running_listener& listener, boost::asio::ssl::context& tls) {
    try {
        wire client(listener.port(), tls.native_handle());
        return names_seen(listener, client);
    } catch (const wire_error&) {
        return "refused";
    }
}

const std::string expected = "CN=localhost|hooks.partner.example|spiffe://partner/hooks";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_certificate, asked)

BOOST_AUTO_TEST_CASE(its_names_come_with_every_request) {
    running_listener listener({}, door_certificate());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto tls = client_context(&client, version);
        wire connected(listener.port(), tls.native_handle());

        BOOST_TEST(names_seen(listener, connected) == expected);
        BOOST_TEST(names_seen(listener, connected) == expected);
    }
}

BOOST_AUTO_TEST_CASE(need_not_be_shown) {
    running_listener listener({}, door_certificate());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto tls = client_context(nullptr, version);
        BOOST_TEST(names_seen(listener, tls) == "nobody");
    }
}

BOOST_AUTO_TEST_CASE(of_nobody_we_trust_is_turned_away) {
    running_listener listener({}, door_certificate());
    const auto stranger = make_test_certificate(), expired = make_test_certificate("DNS:a", -60);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION})
        for (const auto* shown : {&stranger, &expired}) {
            auto tls = client_context(shown, version);
            BOOST_TEST(names_seen(listener, tls) == "refused");
        }
    BOOST_TEST(listener.owner.comes_to_see([](const notes& n) { return n.refusals("tls") == 4; }));
    BOOST_TEST(listener.owner.seen().handled.empty());
}

BOOST_AUTO_TEST_CASE(is_remembered_when_a_session_is_resumed) {
    running_listener listener({}, door_certificate());
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto tls = client_context(&client, version);
        wire first(listener.port(), tls.native_handle());
        BOOST_TEST(names_seen(listener, first) == expected);
        const std::unique_ptr<SSL_SESSION, detail::releases<SSL_SESSION_free>> session(
            SSL_get1_session(first.ssl()));

        wire again(listener.port(), tls.native_handle(), session.get());

        BOOST_TEST(SSL_session_reused(again.ssl()) == 1);
        BOOST_TEST(names_seen(listener, again) == expected);
    }
}

BOOST_AUTO_TEST_CASE(is_not_asked_for_without_authorities) {
    running_listener listener({}, std::make_shared<server_certificate>(door.certificate, door.key));
    auto tls = client_context(&client);

    BOOST_TEST(names_seen(listener, tls) == "nobody");
}

BOOST_AUTO_TEST_CASE(needs_authorities_that_are_certificates) {
    server_certificate shown(door.certificate, door.key);
    const std::string broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    for (const std::string& text :
         {std::string(), std::string("hello"), door.key, broken, client.certificate + broken})
        BOOST_CHECK_THROW(shown.ask_clients(text), std::runtime_error);
    BOOST_CHECK_NO_THROW(
        shown.ask_clients(client.certificate + "\n# another\n" + door.certificate));
}

BOOST_AUTO_TEST_SUITE_END()
