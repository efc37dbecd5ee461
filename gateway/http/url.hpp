#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

namespace gateway::http {

// An absolute http or https URL, taken apart.
struct url {
    bool tls = true;
    std::string host;  // lower case, an IPv6 address without its brackets
    std::uint16_t port = 0;
    std::string authority;  // host and port as the Host field has them
    std::string target;     // path and query, still percent-encoded; never empty

    // Requests to the same origin may share a connection.
    std::string origin() const { return (tls ? "https://" : "http://") + authority; }
};

// https, or http to loopback: "localhost" or an address such as 127.0.0.1. No user, no fragment.
mapping::result<url> parse_url(std::string_view text);

}  // namespace gateway::http
