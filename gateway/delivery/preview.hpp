#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/crm/booking_call.hpp"
#include "gateway/delivery/delivery_fsm.hpp"
#include "providers/connection.hpp"

namespace gateway {

// What delivering an event would do, as far as it can be told without asking the CRM.
struct delivery_preview {
    std::vector<crm_call> calls;  // the first one, or those of an `operation` that can be told
    std::string then;             // a sentence on what follows, or on what happens instead
    std::optional<burial> dead;   // it becomes a dead letter
};

// Pure: nothing is sent or recorded.
delivery_preview preview_of(delivery_input input);
// Likewise for the kind `operation`.
delivery_preview preview_of(providers::connection::planned_operations plan);

}  // namespace gateway
