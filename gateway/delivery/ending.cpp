#include "gateway/delivery/ending.hpp"

#include <algorithm>

namespace gateway {

namespace {

settlement put_off(timestamp due, std::string reason, bool outcome_unknown,
                   const delivery_progress& progress) {
    settlement end;
    end.state = outcome_unknown ? event_state::unknown : event_state::waiting;
    end.reason = std::move(reason);
    end.due = due;
    end.progress = progress;
    return end;
}

burial expired(const delivery_progress& progress, const std::string& last_reason) {
    if (!progress.is_in_doubt())
        return {
            death::expired,
            "Tried until the end of the retry schedule; the last try ended with: " + last_reason};
    if (!progress.create_sent)
        return {death::expired,
                "An operation was sent, and until long after the end of the retry schedule nobody "
                "could "
                "see what became of it; the last try ended with: " +
                    last_reason + ". A replay looks it up before it sends anything."};
    return {death::expired,
            "A create was sent, and until long after the end of the retry schedule nobody could "
            "see what became of it; the last try ended with: " +
                last_reason + ". Look for the booking at " + to_text(*progress.create_sent) +
                ". A replay looks it up before it sends anything."};
}

}  // namespace

settlement settle_finished(const finish& end, const delivery_progress& progress) {
    settlement written;
    written.state = end.state;
    written.reason = end.reason;
    written.dead = end.dead;
    written.progress = progress;
    written.links = end.links;
    return written;
}

settlement settle_waiting(const wait_and_retry& wait, const delivery_progress& progress,
                          const claimed_event& event, const retry_schedule& schedule, timestamp now,
                          double random) {
    using cause = wait_and_retry::cause;
    const bool costs_a_try = wait.why == cause::retry || wait.why == cause::earlier;
    const auto least = wait.after.value_or(std::chrono::milliseconds::zero());
    const auto back_off_now = back_off(schedule, event.tries, random);
    if (!costs_a_try)
        return put_off(now + wait.after.value_or(back_off_now), wait.reason, wait.outcome_unknown,
                       progress);

    auto due = next_try(schedule, event.tries, event.first_try, now, random);
    if (!due && progress.is_in_doubt() && !is_over_in_doubt(schedule, event.first_try, now))
        due = now + back_off_now;
    if (!due) {
        const burial dead = wait.when_over.value_or(expired(progress, wait.reason));
        return settle_finished({event_state::dead, std::string(to_string(dead.reason)), dead, {}},
                               progress);
    }
    settlement end =
        put_off(std::max(*due, now + least), wait.reason, wait.outcome_unknown, progress);
    end.counts_as_try = true;
    return end;
}

settlement settle_held(const lane::hold& held, const delivery_progress& progress, timestamp now) {
    return put_off(now + held.stay_away, std::string(held.reason), progress.is_in_doubt(),
                   progress);
}

}  // namespace gateway
