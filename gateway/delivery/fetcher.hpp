#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gateway/clock.hpp"
#include "gateway/delivery/delivery_fsm.hpp"
#include "gateway/delivery/fetch_gates.hpp"
#include "gateway/delivery/partner_api.hpp"
#include "gateway/delivery/retry_schedule.hpp"
#include "gateway/inbox/inbox.hpp"
#include "gateway/metrics.hpp"
#include "providers/connection.hpp"
#include "providers/registry.hpp"

namespace gateway {

// What became of an event's fetches. The inbox keeps the kind that the event had at the door, and
// what was fetched is kept nowhere: each try and each replay fetches for that kind, and decides
// anew what the event is. An earlier try may so have taken it for another kind: what that one may
// have made is looked up before the event is settled as anything else, see delivery_fsm.
struct completion {
    boost::json::value fetched = boost::json::object();  // by the fetches' names
    // What the event is, seen with all that; nothing when it could not be read.
    std::optional<providers::event_kind> kind;
    std::optional<wait_and_retry> wait;  // not complete: to be tried again
    // Not complete, and it never will be. A delivery that needs no booking goes on.
    std::optional<burial> dead;
    std::vector<attempt> attempts;
};

// Completes thin events with what the partners' APIs say. Belongs to one thread; what is passed by
// reference outlives it.
class fetcher {
public:
    fetcher(partner_api& partners, const clock& time, metrics& counters, retry_schedule schedule,
            breaker_settings circuit)
        : partners_(partners),
          clock_(time),
          metrics_(counters),
          schedule_(schedule),
          gates_(circuit, counters) {}

    // The connections as they were just read.
    void configured(const providers::registry& known) { gates_.configured(known); }

    // Makes the fetches that the definition lists for the event, one after the other, until all
    // are made or one gives nothing. A body that cannot be read is left to whoever maps it.
    boost::asio::awaitable<completion> complete(const claimed_event& event,
                                                const providers::connection& from);

private:
    boost::asio::awaitable<fetch_answer> ask(const std::string& connection,
                                             const providers::fetch_request& wanted,
                                             std::vector<attempt>& attempts);
    std::optional<wait_and_retry> held(const claimed_event& event,
                                       const providers::fetch_request& wanted) const;
    void give_up(const providers::fetch_request& wanted, const fetch_answer& got,
                 const claimed_event& event, completion& done) const;

    partner_api& partners_;
    const clock& clock_;
    metrics& metrics_;
    retry_schedule schedule_;
    fetch_gates gates_;
};

}  // namespace gateway
