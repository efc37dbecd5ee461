#pragma once

#include <optional>
#include <string>

#include "gateway/crm/booking_call.hpp"
#include "gateway/delivery/delivery_fsm.hpp"

namespace gateway {

// What delivering an event would do, as far as it can be told without asking the CRM.
struct delivery_preview {
    std::optional<crm_call> first;  // nothing when no call would be made
    std::string then;               // a sentence on what follows it, or on what happens instead
    std::optional<burial> dead;     // it becomes a dead letter
};

// Pure: nothing is sent or recorded.
delivery_preview preview_of(delivery_input input);

}  // namespace gateway
