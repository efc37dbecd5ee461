#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway {

// A request as it came in, with the receipt that its sender was given.
struct filed_request {
    std::string receipt, connection;
    timestamp received_at;
    providers::webhook request;
};

// An event and what became of it.
struct filed_event {
    stored_event event;
    receipt_status status;
    bool is_forgotten = false;  // its request is not here any more
};

// Looks into an inbox without changing it, while a gateway has it open or not. Blocking, for one
// thread, also in its coroutines: for commands, not for the gateway.
class inbox_reader final : public booking_ledger {
public:
    // Throws std::runtime_error with a sentence for the operator when there is no inbox at the
    // path, or none that this version reads.
    explicit inbox_reader(const std::string& path);

    // The event of the receipt, or those of the request that it was given for, with their links.
    std::vector<filed_event> find(const std::string& receipt);

    // What the booking ids of the event stand for now.
    void read_links(stored_event& event);

    // Calls `visit` with the newest requests of these connections that are still here, the newest
    // first, at most so many; returns how many.
    std::size_t visit_newest(const std::vector<std::string>& connections, std::size_t limit,
                             const std::function<void(filed_request)>& visit);

    boost::asio::awaitable<std::vector<filed_link>> links_to(
        std::int64_t tenant, std::vector<std::int64_t> crm_bookings) override;
    boost::asio::awaitable<std::vector<filed_link>> standing_links(link_range range) override;
    boost::asio::awaitable<booking_trace> trace(std::string connection,
                                                std::string booking_id) override;

private:
    sqlite::database db_;
};

}  // namespace gateway
