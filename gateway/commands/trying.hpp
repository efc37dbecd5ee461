#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/config/trial.hpp"
#include "gateway/crm/request.hpp"
#include "gateway/delivery/preview.hpp"
#include "gateway/http/message.hpp"
#include "gateway/inbox/inbox_reader.hpp"
#include "mapping/trace.hpp"
#include "providers/event.hpp"

// What `try` finds out and how it says it. No part of it sends or stores anything.
namespace gateway {

// Whether the request would be believed.
struct tried_verification {
    std::string_view verdict;  // "believed", "refused", "not_tried", "not_needed" or "stored"
    std::string sentence;
};

// One of the answers that the sender may get.
struct tried_answer {
    std::string_view when;  // "challenge", "stored", "refused"; of a sender that waits "delivered",
                            // "failed" and "late", of which one will be true
    http::response told;
};

// A request to the partner's API that completes an event, with the names of the secrets in their
// places.
struct tried_fetch {
    std::string name;
    bool is_given = false;                            // somebody said what comes of it
    std::optional<providers::fetch_request> request;  // nothing when it cannot be told
    std::string obstacle;                             // why it cannot
    bool is_impossible = false;  // the event will never say what to ask for: it is a dead letter
};

struct tried_event {
    std::string receipt;                                // of a stored event; else ""
    std::string state;                                  // likewise
    std::optional<providers::event_identity> identity;  // nothing when it cannot be read
    std::string memo;  // of a cancellation: what its booking is told when it is dismissed
    std::vector<tried_fetch> fetches;
    std::vector<mapping::traced_field> fields;
    delivery_preview delivery;
    std::vector<crm_request> requests;  // of delivery.calls
};

struct tried_request {
    std::string connection, definition;
    tried_verification verification;
    std::optional<providers::challenge_reply> challenge;  // what it comes to, if it is one
    std::vector<tried_answer> answers;                    // none for a stored event
    std::vector<tried_event> events;

    // The sender is not refused, and all events would be delivered or settled.
    bool is_good() const;
};

// Of that connection, and nothing else yet.
tried_request about(const trial& with);

// What the door and the delivery would make of the request now, as if the inbox knew nothing of its
// bookings. A request that shows nothing at all was not meant to be believed. `fetched` is what the
// partner's API would say, by the fetches' names.
tried_request try_request(const trial& with, const providers::webhook& hook, timestamp now,
                          const boost::json::object& fetched);

// Every event of a request that is believed.
std::vector<tried_event> try_events(const trial& with, const providers::webhook& hook,
                                    const boost::json::object& fetched);
// A stored event with the links that the inbox has of its booking, as the dispatcher would take it
// in hand: what could not be identified when it was stored is identified with the definition of
// today.
tried_event try_stored_event(const trial& with, inbox_reader& inbox, filed_event filed,
                             const boost::json::object& fetched);

std::string to_text(const tried_request& all);
boost::json::object to_json(const tried_request& all);

}  // namespace gateway
