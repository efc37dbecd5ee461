#pragma once

#include <boost/asio/awaitable.hpp>
#include <memory>

#include "gateway/http/client.hpp"
#include "providers/fetch.hpp"

namespace gateway {

// The APIs of partners, which complete thin events. An interface because tests put a scripted one
// in its place.
class partner_api {
public:
    virtual ~partner_api() = default;
    // Sends the request once; it is not changed before that is done. Failures are values. Runs on
    // the delivery thread.
    virtual boost::asio::awaitable<http::exchange> ask(const providers::fetch_request& wanted) = 0;
};

// A healthy API answers within this, with that much at most.
http::client_options partner_client_options();

// Over HTTP; redirects are not followed. The client must outlive it.
std::unique_ptr<partner_api> make_http_partner_api(http::client& client);

}  // namespace gateway
