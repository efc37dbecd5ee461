#pragma once

#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "gateway/clock.hpp"
#include "gateway/http/listener.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/settlement_board.hpp"
#include "gateway/intake/arrival_limiter.hpp"
#include "gateway/intake/routes.hpp"
#include "gateway/metrics.hpp"
#include "providers/registry.hpp"

namespace gateway {

// The connections as they are configured now. Thread-safe.
using registry_snapshot = std::function<std::shared_ptr<const providers::registry>()>;

// The way of a request through the door: route, authenticate, identify, store, answer. A 2xx leaves
// only after the event, if it is one, reached the disk. Thread-safe: one serves all doors.
class intake {
public:
    intake(inbox& store, settlement_board& settlements, const clock& time, metrics& series,
           registry_snapshot connections, arrival_limit each_connection);

    // What the HTTP connection asks of its owner, wired to this object, which must outlive it.
    http::service service();

private:
    http::service::admission admit(const http::request& head) const;
    boost::asio::awaitable<http::response> answer(http::request message);
    boost::asio::awaitable<http::response> take(http::request message);
    std::optional<http::response> answer_challenge(const providers::connection& through,
                                                   const providers::webhook& hook,
                                                   bool is_believed);
    boost::asio::awaitable<http::response> take_events(
        std::shared_ptr<const providers::connection> through,
        providers::authentic_webhook authentic, timestamp now);
    boost::asio::awaitable<http::response> store(
        std::shared_ptr<const providers::connection> through, new_request request);
    boost::asio::awaitable<http::response> store_and_wait(
        std::shared_ptr<const providers::connection> through, new_request request);
    boost::asio::awaitable<std::optional<settled_event>> find_settled(std::string receipt,
                                                                      std::string connection,
                                                                      std::string booking_id);
    boost::asio::awaitable<insertion> insert(new_request request);
    void count(const std::string& connection, std::string_view kind, insertion::outcome outcome,
               const std::string& receipt);
    boost::asio::awaitable<http::response> show_receipt(std::string receipt);
    void note_secret(const std::string& connection, const providers::authentic_webhook& authentic);
    std::string_view configured_connection(const route& where) const;

    inbox& inbox_;
    settlement_board& settlements_;
    const clock& clock_;
    metrics& metrics_;
    registry_snapshot registry_;
    arrival_limiter limiter_;
    std::atomic<std::size_t> waiting_ = 0;  // senders, for their deliveries
};

}  // namespace gateway
