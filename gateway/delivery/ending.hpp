#pragma once

#include "gateway/delivery/delivery_fsm.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/delivery/retry_schedule.hpp"
#include "gateway/inbox/inbox.hpp"

// How the claim of an event ends, given how its delivery did. Pure: the time and the random number
// are parameters. Attempts are left for the caller to add.
namespace gateway {

// The delivery is through with the event.
settlement settle_finished(const finish& end, const delivery_progress& progress);

// The event is to be tried again, or dies because the schedule is over. One that may have made a
// booking goes on for as long again, to ask the CRM for it.
settlement settle_waiting(const wait_and_retry& wait, const delivery_progress& progress,
                          const claimed_event& event, const retry_schedule& schedule, timestamp now,
                          double random);

// The lane let no call through. That costs the event nothing.
settlement settle_held(const lane::hold& held, const delivery_progress& progress, timestamp now);

}  // namespace gateway
