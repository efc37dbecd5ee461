#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "gateway/clock.hpp"
#include "gateway/http/client.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

// What we are known by at a token endpoint (OAuth 2.0 client credentials, RFC 6749 4.4).
struct client_credentials {
    std::string token_url;
    std::string client_id, client_secret;
};

struct access_token {
    enum class outcome {
        granted,
        refused,      // the endpoint does not accept our credentials: a person must act
        unavailable,  // no usable answer for now
    } what = outcome::unavailable;
    std::string text;                                      // when granted
    std::set<std::string> scopes;                          // likewise; none when it was not told
    std::string error;                                     // otherwise; no secrets
    std::optional<std::chrono::milliseconds> retry_after;  // as the endpoint asked for
};

// The access token of one tenant, kept until shortly before it expires. However many ask at once,
// one request is made: token endpoints are throttled. Use on the thread of `io` only.
class token_source {
public:
    token_source(boost::asio::io_context& io, http::client& client, client_credentials credentials,
                 std::string tenant, const clock& time, metrics& counters);
    token_source(const token_source&) = delete;

    // While a new token cannot be had, the old one is given as long as it lives. After a failure
    // the endpoint is left alone for some seconds, and those who ask meanwhile get the same
    // failure.
    boost::asio::awaitable<access_token> get();

    // The CRM refused this token: it is not given out again. Another one is not affected.
    void invalidate(std::string_view text);

private:
    class asking;
    struct held {
        std::string text;
        mapping::timestamp renew, expires;
    };

    boost::asio::awaitable<access_token> ask();
    bool may_ask(mapping::timestamp now) const;

    http::client& client_;
    const client_credentials credentials_;
    const std::string tenant_;
    const clock& clock_;
    metrics& metrics_;

    std::optional<held> token_;
    access_token failure_;  // the last one
    std::optional<mapping::timestamp> failed_;
    bool asking_ = false;
    boost::asio::steady_timer asked_;  // never expires; cancelled when an answer is there
};

}  // namespace gateway
