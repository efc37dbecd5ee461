#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/crm/booking_call.hpp"
#include "gateway/inbox/inbox.hpp"
#include "mapping/booking.hpp"
#include "mapping/problem.hpp"

namespace gateway {

// Everything that decides what a delivery does, fixed before it starts.
struct delivery_input {
    providers::event_identity identity;
    crm_address address;  // where its booking belongs now; no externalId without a booking id
    // What was fetched for it may be newer than at an earlier try.
    bool is_fetched = false;
    std::optional<mapping::result<mapping::booking>> booking;  // for create, update and reschedule
    std::optional<burial> not_fetched;  // set when it does not map for want of what completes it
    std::string cancel_memo;
    delivery_progress progress;  // as the inbox has it
    std::optional<booking_link> link, previous_link;
    // An earlier try, which took the event for another kind, may have done a part of it.
    bool may_be_half_done = false;
    bool budget_over = false;  // the retry schedule is exhausted: a create is not sent once more
};

struct delivery_policy {
    // From a create whose outcome was not seen to the first look-up: what was made is mostly there.
    std::chrono::milliseconds first_look{2'000};
    // Between an empty look-up and the next. Longer than the 100 s after which the CRM cuts a
    // request off, so that what it still works on when it is sent cannot come after it was sent
    // again.
    std::chrono::milliseconds settle_time{120'000};
    int lookups_before_create = 2;  // empty ones, before a create is sent again
};

// What the shell does next. One is performed, its result is given to resume, and so on until
// `done`.
struct perform_call {
    crm_call call;
};
struct record_intent {  // make the progress durable, then resume
    delivery_progress progress;
};
struct wait_and_retry {  // reschedule the event
    enum class cause {
        retry,      // by the retry schedule, but not before `after`; counts against the budget
        throttled,  // after `after`, or by the schedule; costs nothing
        settle,     // after `after`: give the CRM time to list what it may have; costs nothing
        earlier,    // nothing to apply this to yet: by the schedule; counts
    } why;
    std::optional<std::chrono::milliseconds> after;
    bool outcome_unknown = false;  // the event is `unknown`, not `waiting`
    std::string reason;            // from a closed set
    std::optional<burial>
        when_over;  // what it died of once the schedule is exhausted; else expired
};
struct hold_off {  // the CRM refuses who we are or what we may do: reschedule when the lane, which
                   // heard it as well, lets calls through again; costs nothing
    std::string reason;
};
struct finish {  // settle: delivered, ignored with a reason, or dead with one
    event_state state;
    std::string reason;
    std::optional<burial> dead;
    std::map<std::string, booking_link> links;
};
using delivery_action = std::variant<perform_call, record_intent, wait_and_retry, hold_off, finish>;

// What the look-up of a create whose outcome was not seen brought to light.
enum class lookup_result { found, none, several };
std::string_view to_string(lookup_result result) noexcept;

// Turns one event into CRM calls. Pure: no I/O, no clock. Exactly one effect: a create is sent only
// after its intent was recorded, and when its outcome was not seen the CRM is asked first. That
// holds too for an event that was taken for a create at an earlier try and is none any more: a
// booking that is found is dismissed if the event is a cancellation now, else it stays and is
// known. What was dismissed is not made again.
//
// Drive it: action = start(); while it asks for a call or a record, perform that and
// action = resume(result) or recorded(), in that order.
class delivery_fsm {
public:
    delivery_fsm(delivery_input input, delivery_policy policy);
    ~delivery_fsm();
    delivery_fsm(delivery_fsm&&) noexcept;

    delivery_action start();
    delivery_action resume(const crm_result& result);
    delivery_action recorded();
    // As it must be stored when the delivery pauses here.
    const delivery_progress& progress() const noexcept;
    // Nothing when no look-up was made, or none that came to its end.
    std::optional<lookup_result> looked_up() const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace gateway
