#include "gateway/http/tls.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/test_certificate.hpp"
#include "tests/unit/http/running_listener.hpp"
#include "tests/unit/http/wire.hpp"

using namespace testing;
using namespace std::chrono_literals;
using gateway::http::server_certificate;

namespace {

const std::string get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

std::shared_ptr<const server_certificate> usable(const test_certificate& made) {
    return std::make_shared<server_certificate>(made.certificate, made.key);
}

// A client that takes any certificate, and speaks only these versions.
boost::asio::ssl::context client_context(int lowest = TLS1_2_VERSION,
                                         int highest = TLS1_3_VERSION) {
    boost::asio::ssl::context made(boost::asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(made.native_handle(), lowest);
    SSL_CTX_set_max_proto_version(made.native_handle(), highest);
    // Level 0, or our own client would refuse the old versions and prove nothing.
    SSL_CTX_set_cipher_list(made.native_handle(), "ALL:@SECLEVEL=0");
    return made;
}

bool connects(running_listener& door, boost::asio::ssl::context& tls) {
    try {
        wire client(door.port(), tls.native_handle());
        client.send(get);
        return status_of(client.response()) == 200;
    } catch (const wire_error&) {
        return false;
    }
}

bool sees_refusals(running_listener& door, const std::string& label, long how_many) {
    return door.owner.comes_to_see([&](const notes& n) { return n.refusals(label) == how_many; });
}

std::string message_of_failure(const std::string& chain, const std::string& key) {
    try {
        const server_certificate made(chain, key);
    } catch (const std::runtime_error& failure) {
        return failure.what();
    }
    return "";
}

struct secured {
    test_certificate made = make_test_certificate();
    http::limits allowed;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tls, secured)

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_certificate) {
    const auto other = make_test_certificate();

    BOOST_TEST(message_of_failure(made.certificate, made.key) == "");
    BOOST_TEST(message_of_failure("", made.key).starts_with("certificate chain: "));
    BOOST_TEST(message_of_failure("nonsense", made.key).starts_with("certificate chain: "));
    BOOST_TEST(message_of_failure(made.certificate, "nonsense").starts_with("private key: "));
    BOOST_TEST(message_of_failure(made.certificate, other.key).starts_with("private key: "));
}

BOOST_AUTO_TEST_CASE(does_not_ask_the_terminal_for_the_password_of_a_key) {
    const detail::owned_key key(EVP_EC_gen("P-256"));
    const detail::owned_bio pem(BIO_new(BIO_s_mem()));
    const std::string password = "password";
    PEM_write_bio_PrivateKey(pem.get(), key.get(), EVP_aes_128_cbc(),
                             reinterpret_cast<const unsigned char*>(password.data()),
                             static_cast<int>(password.size()), nullptr, nullptr);

    const auto message = message_of_failure(made.certificate, detail::text_of(*pem));

    BOOST_TEST(message.starts_with("private key: "));
}

BOOST_AUTO_TEST_CASE(serves_over_tls_1_2_and_1_3) {
    running_listener door(allowed, usable(made));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto tls = client_context(version, version);
        wire client(door.port(), tls.native_handle());

        client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody" + get);

        BOOST_TEST(SSL_version(client.ssl()) == version);
        BOOST_TEST(body_of(client.response()) == "POST /a body");
        BOOST_TEST(body_of(client.response()) == "GET /a ");
    }
}

BOOST_AUTO_TEST_CASE(refuses_tls_1_1) {
    running_listener door(allowed, usable(made));
    auto old = client_context(TLS1_1_VERSION, TLS1_1_VERSION);
    auto flexible = client_context(TLS1_1_VERSION, TLS1_2_VERSION);

    BOOST_TEST(!connects(door, old));
    BOOST_TEST(connects(door, flexible));
    BOOST_TEST(sees_refusals(door, "tls", 1));
}

BOOST_AUTO_TEST_CASE(refuses_ciphers_without_forward_secrecy) {
    running_listener door(allowed, usable(made));
    auto weak = client_context(TLS1_2_VERSION, TLS1_2_VERSION);
    auto strong = client_context(TLS1_2_VERSION, TLS1_2_VERSION);
    SSL_CTX_set_cipher_list(weak.native_handle(), "ECDHE-ECDSA-AES128-SHA256:AES128-GCM-SHA256");
    SSL_CTX_set_cipher_list(strong.native_handle(), "ECDHE-ECDSA-CHACHA20-POLY1305");

    BOOST_TEST(!connects(door, weak));
    BOOST_TEST(connects(door, strong));
}

BOOST_AUTO_TEST_CASE(negotiates_http_1_1_and_no_other_protocol) {
    running_listener door(allowed, usable(made));
    struct row {
        std::string offered, chosen;
        bool connects;
    };
    const row rows[] = {
        {"", "", true},
        {"\x08http/1.1", "http/1.1", true},
        {"\x02h2\x08http/1.1", "http/1.1", true},
        {"\x02h2", "", false},
    };
    for (const auto& [offered, chosen, expected] : rows) BOOST_TEST_CONTEXT(offered) {
            auto tls = client_context();
            SSL_CTX_set_alpn_protos(tls.native_handle(),
                                    reinterpret_cast<const unsigned char*>(offered.data()),
                                    static_cast<unsigned>(offered.size()));
            BOOST_TEST(connects(door, tls) == expected);
            if (!expected) continue;

            wire client(door.port(), tls.native_handle());
            const unsigned char* name = nullptr;
            unsigned size = 0;
            SSL_get0_alpn_selected(client.ssl(), &name, &size);
            BOOST_TEST(std::string(reinterpret_cast<const char*>(name), size) == chosen);
        }
}

BOOST_AUTO_TEST_CASE(refuses_renegotiation) {
    running_listener door(allowed, usable(made));
    auto tls = client_context(TLS1_2_VERSION, TLS1_2_VERSION);
    wire client(door.port(), tls.native_handle());
    client.send(get);
    BOOST_TEST(status_of(client.response()) == 200);

    SSL_renegotiate(client.ssl());

    BOOST_TEST(SSL_do_handshake(client.ssl()) != 1);
}

BOOST_AUTO_TEST_CASE(resumes_a_session_at_any_listener_with_the_same_certificate) {
    const auto certificate = usable(made);
    running_listener first(allowed, certificate), second(allowed, certificate);
    running_listener stranger(allowed, usable(made));
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        auto tls = client_context(version, version);
        wire client(first.port(), tls.native_handle());
        client.send(get);
        client.response();
        const std::unique_ptr<SSL_SESSION, detail::releases<SSL_SESSION_free>> session(
            SSL_get1_session(client.ssl()));

        wire again(second.port(), tls.native_handle(), session.get());
        wire elsewhere(stranger.port(), tls.native_handle(), session.get());

        BOOST_TEST(SSL_session_reused(again.ssl()) == 1);
        BOOST_TEST(SSL_session_reused(elsewhere.ssl()) == 0);
    }
}

BOOST_AUTO_TEST_CASE(closes_on_bytes_that_are_no_handshake) {
    running_listener door(allowed, usable(made));
    for (const std::string& bytes : {std::string("\x16\x03\x01\x00\x05garbage", 12), get,
                                     std::string("SSH-2.0-scanner\r\n")}) {
        wire client(door.port());
        client.send(bytes);

        BOOST_TEST(!contains(client.rest(), "HTTP/1.1 "));
    }
    BOOST_TEST(door.owner.comes_to_see([](const notes& n) { return n.open == 0; }));
    BOOST_TEST(sees_refusals(door, "tls", 3));
    auto tls = client_context();
    BOOST_TEST(connects(door, tls));
}

BOOST_AUTO_TEST_CASE(does_not_complain_about_a_port_check) {
    running_listener door(allowed, usable(made));

    wire(door.port()).close();

    BOOST_TEST(
        door.owner.comes_to_see([](const notes& n) { return n.opened == 1 && n.open == 0; }));
    BOOST_TEST(door.owner.seen().refused.empty());
}

BOOST_AUTO_TEST_CASE(cuts_a_handshake_that_does_not_come_in_time) {
    allowed.handshake = 40ms;
    running_listener door(allowed, usable(made));
    wire silent(door.port()), slow(door.port());
    slow.send("\x16");

    BOOST_TEST(silent.rest() == "");
    BOOST_TEST(slow.rest() == "");
    BOOST_TEST(sees_refusals(door, "timeout", 2));
}

BOOST_AUTO_TEST_CASE(says_goodbye_before_it_closes) {
    running_listener door(allowed, usable(made));
    auto tls = client_context();
    wire client(door.port(), tls.native_handle());

    client.send("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");

    BOOST_TEST(status_of(client.rest()) == 200);
    BOOST_TEST((SSL_get_shutdown(client.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0);
}

BOOST_AUTO_TEST_CASE(listens_on_after_a_refusal_so_that_no_reset_overtakes_it) {
    running_listener door(allowed, usable(made));
    auto tls = client_context();
    wire client(door.port(), tls.native_handle());

    client.send("POST /unknown HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n");
    BOOST_TEST(status_of(client.response()) == 404);

    for (int i = 0; i < 100; ++i) BOOST_CHECK_NO_THROW(client.send(std::string(5000, 'x')));
}

BOOST_AUTO_TEST_CASE(does_not_take_a_cut_body_for_a_whole_one) {
    running_listener door(allowed, usable(made));
    auto tls = client_context();
    {
        wire client(door.port(), tls.native_handle());
        client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");
    }

    BOOST_TEST(
        door.owner.comes_to_see([](const notes& n) { return n.opened == 1 && n.open == 0; }));
    BOOST_TEST(door.owner.seen().handled.empty());
}

BOOST_AUTO_TEST_CASE(closes_idle_connections_when_it_drains) {
    running_listener door(allowed, usable(made));
    auto tls = client_context();
    wire idle(door.port(), tls.native_handle());
    idle.send(get);
    BOOST_TEST(status_of(idle.response()) == 200);

    door.drain();

    BOOST_TEST(idle.rest() == "");
    BOOST_TEST((SSL_get_shutdown(idle.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0);
}

BOOST_AUTO_TEST_CASE(stops_in_the_middle_of_a_handshake) {
    running_listener door(allowed, usable(made));
    wire silent(door.port());
    BOOST_TEST(door.owner.comes_to_see([](const notes& n) { return n.opened == 1; }));

    auto stopped = door.stop(60s);
    silent.rest();
    silent.close();

    BOOST_TEST((stopped.wait_for(10s) == std::future_status::ready));
    BOOST_TEST(door.owner.seen().refused.empty());
}

BOOST_AUTO_TEST_CASE(shows_a_renewed_certificate_to_new_connections_only) {
    running_listener door(allowed, usable(made));
    const auto renewed = make_test_certificate("DNS:renewed.example");
    auto tls = client_context();
    wire old(door.port(), tls.native_handle());

    door.listener().renew(server_certificate(renewed.certificate, renewed.key));
    door.settle();
    wire fresh(door.port(), tls.native_handle());

    const auto names = [](wire& client, const char* name) {
        return X509_check_host(SSL_get0_peer_certificate(client.ssl()), name, 0, 0, nullptr) == 1;
    };
    BOOST_TEST(names(old, "localhost"));
    BOOST_TEST(names(fresh, "renewed.example"));
    old.send(get);
    BOOST_TEST(status_of(old.response()) == 200);
}

BOOST_AUTO_TEST_SUITE_END()
