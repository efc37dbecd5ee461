#pragma once

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <string>

namespace gateway::http {

// A certificate chain and its key, checked to belong together. Each listener makes its own
// SSL_CTX from it: threads share no TLS state.
class server_certificate {
public:
    // PEM texts. Throws std::runtime_error with OpenSSL's reason when they do not parse or match.
    server_certificate(std::string chain_pem, std::string key_pem);

    // Asks clients for a certificate of one of these authorities (PEM). A client may have none; one
    // that shows another is turned away. Throws std::runtime_error when the text has no
    // certificate.
    void ask_clients(std::string authorities_pem);

    boost::asio::ssl::context make_context() const;  // TLS 1.2 and later, ALPN http/1.1

private:
    std::string chain_pem_, key_pem_;
    std::string authorities_pem_;  // of clients; "" to ask for no certificate
    // The contexts made from one certificate share it, so that a client may resume on any thread.
    std::array<unsigned char, 80> ticket_key_;
};

// What a client trusts: the system's roots, and the CA file if one is given (PEM path, "" for
// none). Verification is always on. Throws when the file cannot be read.
boost::asio::ssl::context make_client_context(const std::string& ca_file);

}  // namespace gateway::http
