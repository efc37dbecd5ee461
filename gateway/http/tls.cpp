#include "gateway/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <memory>
#include <stdexcept>

namespace gateway::http {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;

namespace {

// Forward secrecy and authenticated encryption only; the ECDSA half comes first because its
// handshake costs a small part of an RSA one. TLS 1.3 brings its own list.
constexpr const char* ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:"
    "ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305";

void require(bool succeeded, const std::string& what) {
    if (!succeeded) throw std::runtime_error("TLS: cannot set " + what);
}

// Without this, OpenSSL would ask the terminal for the password of an encrypted key.
int no_password(char*, int, int, void*) { return 0; }

// A client that offers protocols must offer ours. One that offers none speaks HTTP/1.1 anyway.
int choose_http_1_1(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned offered_size, void*) {
    static constexpr unsigned char ours[] = {8, 'h', 't', 't', 'p', '/', '1', '.', '1'};
    unsigned char* match = nullptr;
    const int found =
        SSL_select_next_proto(&match, chosen_size, ours, sizeof ours, offered, offered_size);
    *chosen = match;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void load_identity(ssl::context& into, const std::string& chain_pem, const std::string& key_pem) {
    SSL_CTX_set_default_passwd_cb(into.native_handle(), no_password);
    boost::system::error_code failed;
    into.use_certificate_chain(asio::buffer(chain_pem), failed);
    if (failed) throw std::runtime_error("certificate chain: " + failed.message());
    into.use_private_key(asio::buffer(key_pem), ssl::context::pem, failed);
    if (failed) throw std::runtime_error("private key: " + failed.message());
    if (SSL_CTX_check_private_key(into.native_handle()) != 1)
        throw std::runtime_error("private key: it is not the key of the certificate");
}

struct releases {
    void operator()(BIO* owned) const { BIO_free(owned); }
    void operator()(X509* owned) const { X509_free(owned); }
};

// Trusts every certificate of the text, and tells clients their names, so that one with several
// certificates knows which to show.
void trust_authorities(SSL_CTX* context, const std::string& pem) {
    const std::unique_ptr<BIO, releases> source(
        BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    require(source != nullptr, "the authorities of client certificates");
    ERR_clear_error();
    int count = 0;
    for (;; ++count) {
        const std::unique_ptr<X509, releases> one(
            PEM_read_bio_X509(source.get(), nullptr, no_password, nullptr));
        if (!one) break;
        require(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), one.get()) == 1 &&
                    SSL_CTX_add_client_CA(context, one.get()) == 1,
                "an authority of client certificates");
    }
    const bool read_to_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (count == 0) throw std::runtime_error("there is no certificate in it");
    if (!read_to_end) throw std::runtime_error("one of its certificates is malformed");
}

}  // namespace

server_certificate::server_certificate(std::string chain_pem, std::string key_pem)
    : chain_pem_(std::move(chain_pem)), key_pem_(std::move(key_pem)) {
    if (RAND_bytes(ticket_key_.data(), static_cast<int>(ticket_key_.size())) != 1)
        throw std::runtime_error("TLS: no random numbers");
    make_context();  // throws now what it would throw later
}

void server_certificate::ask_clients(std::string authorities_pem) {
    trust_authorities(ssl::context(ssl::context::tls_server).native_handle(), authorities_pem);
    authorities_pem_ = std::move(authorities_pem);
}

ssl::context server_certificate::make_context() const {
    ssl::context made(ssl::context::tls_server);
    SSL_CTX* const handle = made.native_handle();
    load_identity(made, chain_pem_, key_pem_);

    require(SSL_CTX_set_min_proto_version(handle, TLS1_2_VERSION) == 1, "the lowest version");
    require(SSL_CTX_set_cipher_list(handle, ciphers) == 1, "the ciphers");
    SSL_CTX_set_options(
        handle, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_NO_COMPRESSION);
    SSL_CTX_set_alpn_select_cb(handle, choose_http_1_1, nullptr);

    if (!authorities_pem_.empty()) {
        trust_authorities(handle, authorities_pem_);
        made.set_verify_mode(ssl::verify_peer);
    }

    // A returning client brings its session in a ticket, with the certificate that it once showed;
    // nothing is kept here for it. Tickets that name no context would be refused beside it.
    static constexpr unsigned char ticket_context[] = "booking-gateway";
    require(SSL_CTX_set_session_id_context(handle, ticket_context, sizeof ticket_context) == 1,
            "the context of sessions");
    SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_OFF);
    auto ticket_key = ticket_key_;
    require(SSL_CTX_set_tlsext_ticket_keys(handle, ticket_key.data(),
                                           static_cast<long>(ticket_key.size())) == 1,
            "the ticket key");
    require(SSL_CTX_set_num_tickets(handle, 1) == 1, "the number of tickets");
    return made;
}

ssl::context make_client_context(const std::string& ca_file) {
    ssl::context made(ssl::context::tls_client);
    require(SSL_CTX_set_min_proto_version(made.native_handle(), TLS1_2_VERSION) == 1,
            "the lowest version");
    made.set_verify_mode(ssl::verify_peer);
    made.set_default_verify_paths();
    if (ca_file.empty()) return made;
    boost::system::error_code failed;
    made.load_verify_file(ca_file, failed);
    if (failed) throw std::runtime_error(ca_file + ": " + failed.message());
    return made;
}

}  // namespace gateway::http
