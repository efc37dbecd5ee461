#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/trial.hpp"
#include "gateway/crm/request.hpp"
#include "gateway/delivery/preview.hpp"
#include "gateway/inbox/inbox_reader.hpp"
#include "mapping/trace.hpp"
#include "providers/event.hpp"

// What `try` finds out and how it says it. No part of it sends or stores anything.
namespace gateway {

// Whether the request would be believed.
struct tried_verification {
    std::string_view verdict;  // "believed", "refused", "not_tried" or "stored"
    std::string sentence;
};

struct tried_event {
    std::string receipt;                                // of a stored event; else ""
    std::string state;                                  // likewise
    std::optional<providers::event_identity> identity;  // nothing when it cannot be read
    std::string memo;  // of a cancellation: what its booking is told when it is dismissed
    std::vector<std::string> not_fetched;  // fetches that it needs and that nobody gave
    std::vector<mapping::traced_field> fields;
    delivery_preview delivery;
    std::optional<crm_request> request;  // of delivery.first
};

struct tried_request {
    std::string connection, definition;
    tried_verification verification;
    std::vector<tried_event> events;

    // It is not refused, and all of its events would be delivered or settled.
    bool is_good() const;
};

// Whether the connection would take the request and believe it now. A request that shows nothing at
// all was not meant to be believed.
tried_verification try_verification(const trial& with, const providers::webhook& hook,
                                    timestamp now);

// Every event of the request, as if the inbox knew nothing of its bookings. `fetched` is what the
// partner's API would say, by the fetches' names.
std::vector<tried_event> try_events(const trial& with, const providers::webhook& hook,
                                    const boost::json::object& fetched);
// An event with the links that the inbox has of its booking.
tried_event try_event(const trial& with, stored_event event, const boost::json::object& fetched);
// Likewise, as the dispatcher would take it in hand: what could not be identified when it was
// stored is identified with the definition of today.
tried_event try_stored_event(const trial& with, inbox_reader& inbox, filed_event filed,
                             const boost::json::object& fetched);

std::string to_text(const tried_request& all);
boost::json::object to_json(const tried_request& all);

}  // namespace gateway
