#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <string>

#include "gateway/clock.hpp"
#include "gateway/delivery/drift_watch.hpp"
#include "gateway/http/listener.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/metrics.hpp"

namespace gateway {

// The operators' side: GET /metrics, /livez, /readyz and /api/drift, and POST
// /api/dead-letters/{receipt}/replay and /api/missing/{receipt}/requeue.
// Runs on the control thread.
class admin_api {
public:
    // `token` guards everything but /livez when it is not empty: Authorization: Bearer <token>.
    // `draining` is set once the process has been told to stop.
    admin_api(inbox& store, const clock& time, metrics& series, const drift_watch& drift,
              const std::atomic<bool>& draining, std::string token);

    // Must not outlive this object.
    http::service service();

private:
    boost::asio::awaitable<http::response> answer(http::request message);
    boost::asio::awaitable<http::response> show(std::string path);
    boost::asio::awaitable<http::response> requeue(std::string receipt, std::string who);
    boost::asio::awaitable<http::response> readiness();
    boost::asio::awaitable<http::response> replay(std::string receipt, std::string who);
    bool is_authorized(const http::request& message) const;

    inbox& inbox_;
    const clock& clock_;
    metrics& metrics_;
    const drift_watch& drift_;
    const std::atomic<bool>& draining_;
    std::string token_;
};

}  // namespace gateway
