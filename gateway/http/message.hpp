#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// HTTP messages as values. No Beast type leaves gateway/http.
namespace gateway::http {

struct field {
    std::string name, value;
};
using fields = std::vector<field>;

// The value of the first field of that name, in any letter case.
std::optional<std::string_view> find(const fields& all, std::string_view name);

// Who a client is by the certificate that it showed.
struct certificate_names {
    std::string subject;  // as RFC 2253 writes it: "CN=hooks.example.com,O=Example"
    std::vector<std::string> alternatives;  // DNS names and URIs
};

struct request {
    std::string method,
        target;      // the target in origin form: "/hooks/acme?x=1", still percent-encoded
    fields headers;  // in order of arrival, those of one name together; no trailers
    std::string body;
    std::string peer;                              // the address it came from, without the port
    std::optional<certificate_names> certificate;  // that the listener verified
    // The target's path and query, without the question mark.
    std::string_view path() const;
    std::string_view query() const;
};

struct response {
    unsigned status = 200;
    fields headers;  // without Content-Length, Connection, Date: those belong to the connection
    std::string body;
};

}  // namespace gateway::http
