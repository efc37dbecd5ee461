#pragma once

#include <functional>
#include <memory>

#include "gateway/delivery/delivery_fsm.hpp"
#include "providers/operations.hpp"

namespace gateway {

// Everything that decides what an event of the kind `operation` comes to, fixed before it starts.
struct operation_input {
    std::int64_t tenant = 0;  // the CRM's number of it
    call_progress progress;   // as the inbox has it
    // The next call, given the answers to those that were made; nothing when all were.
    std::function<mapping::result<std::optional<providers::operation_call>>(
        const boost::json::object& answers)>
        next;
    timestamp now;
    bool budget_over =
        false;  // the retry schedule is exhausted: nothing in doubt is sent once more
};

// Turns one event into the calls that its definition names, in their order. Pure but for `next`.
// Each is made once: what may not be repeated is sent only after its intent was recorded, and when
// its outcome was not seen the CRM is asked first, as the contract says (mapping::api_repeat). Each
// answer is recorded before the next call, so that a later try goes on where this one stopped.
//
// Driven as delivery_fsm is.
class operation_fsm {
public:
    operation_fsm(operation_input input, delivery_policy policy);
    ~operation_fsm();
    operation_fsm(operation_fsm&&) noexcept;

    delivery_action start();
    delivery_action resume(const crm_result& result);
    delivery_action recorded();
    delivery_progress progress() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

}  // namespace gateway
