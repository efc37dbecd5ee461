#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "gateway/inbox/booking_link.hpp"

namespace gateway {

// A booking link with what it stands under in the inbox.
struct filed_link {
    std::string connection, booking_id;
    booking_link link;
    timestamp written_at;  // 1970 for one of an inbox older than this was kept
    std::string receipt;   // of the event that wrote it; "" likewise
    std::int64_t row = 0;  // where it stands among those written at the same moment
};

// A part of the links, in the order in which they were written.
struct link_range {
    std::int64_t tenant = 0;  // the CRM's number
    timestamp written_at{};   // at this moment or later,
    std::int64_t row = 0;     // and of this moment only those behind this row
    std::size_t limit = 500;
};

// What the inbox knows of a partner's booking id.
struct booking_trace {
    struct event {
        std::string receipt;
        bool is_dead = false;      // else it is on its way
        bool was_created = false;  // it sent a create, and nobody saw what became of it
        friend bool operator==(const event&, const event&) = default;
    };
    std::optional<booking_link> link;
    // Its events that are not settled, and its dead letters; in their order.
    std::vector<event> unsettled;
};

// Which bookings the gateway made, as the inbox has it: for those who compare it with the CRM. An
// interface because a gateway asks the inbox that it has open, and a command one that it only
// reads.
class booking_ledger {
public:
    virtual ~booking_ledger() = default;

    // The links to these bookings of the tenant. Several may lead to one: partners rename theirs.
    virtual boost::asio::awaitable<std::vector<filed_link>> links_to(
        std::int64_t tenant, std::vector<std::int64_t> crm_bookings) = 0;

    // The links of the range that say of a booking that it should be there: live and missing ones.
    // None: there are no more.
    virtual boost::asio::awaitable<std::vector<filed_link>> standing_links(link_range range) = 0;

    virtual boost::asio::awaitable<booking_trace> trace(std::string connection,
                                                        std::string booking_id) = 0;
};

}  // namespace gateway
