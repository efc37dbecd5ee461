#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace providers {

struct header {
    std::string name, value;
};

// Who a client is by the certificate that it showed.
struct certificate_names {
    std::string subject;  // as RFC 2253 writes it: "CN=hooks.example.com,O=Example"
    std::vector<std::string> alternatives;  // DNS names and URIs
};

// A request as it arrived: unchecked. Trailers are not among the headers.
struct webhook {
    std::string method;  // "POST"
    std::string path;    // what follows /hooks/{connection}: "" or "/v3/CreateBooking/", still
                         // percent-encoded
    std::string query;   // without the question mark, still percent-encoded
    std::vector<header> headers;  // in order of arrival
    std::string body;

    // Who is at the other end. Known at the door only: a stored webhook was verified there.
    std::string peer;                              // its address
    std::optional<certificate_names> certificate;  // that the door verified
};

// The value of the header if it was sent exactly once; nothing if it is absent or repeated, because
// nobody can tell which of two the sender signed. Names compare without case.
std::optional<std::string_view> sole_header(const webhook& hook, std::string_view name);

}  // namespace providers
