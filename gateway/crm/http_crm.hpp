#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <string>

#include "gateway/clock.hpp"
#include "gateway/crm/crm.hpp"
#include "gateway/crm/environment.hpp"
#include "gateway/http/client.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

// What ServiceTitan knows a tenant and our application by.
struct crm_account {
    std::string tenant;          // its name in the configuration, for labels and logs
    std::int64_t tenant_id = 0;  // its number in paths
    std::string client_id, client_secret, app_key;
    environment where;
};

// The CRM over HTTPS. Belongs on the thread of `io`, like the client. Whatever is passed by
// reference must outlive it, and it must outlive its calls. Throws std::invalid_argument for an
// account with which no call could ever be made: a URL that is none, an app key that no header can
// carry.
std::unique_ptr<crm> make_http_crm(boost::asio::io_context& io, http::client& client,
                                   const crm_account& account, const clock& time,
                                   metrics& counters);

}  // namespace gateway
