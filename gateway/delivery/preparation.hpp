#pragma once

#include <variant>

#include "gateway/delivery/delivery_fsm.hpp"
#include "gateway/delivery/fetcher.hpp"
#include "gateway/delivery/operation_fsm.hpp"
#include "gateway/inbox/inbox.hpp"
#include "providers/connection.hpp"

namespace gateway {

// Decodes and maps an event as its connection says now, which may be better than it said when the
// event came in. A booking that does not map, or for want of what completes it, is left to the
// delivery, which may not need it.
std::variant<delivery_input, burial> prepare(const stored_event& event,
                                             const providers::connection& from,
                                             std::int64_t tenant_id,
                                             const completion& completed = {});

// Likewise for one of the kind `operation`, whose calls are made of the event as its connection
// maps it at that moment. `event` and `from` must outlive the input.
std::variant<operation_input, burial> prepare_operation(const stored_event& event,
                                                        const providers::connection& from,
                                                        std::int64_t tenant_id,
                                                        const completion& completed = {});

// For an event whose identity could not be read at the door: reads it with the definition of today.
// True when it could; the links of the booking that it may name now are not known then.
bool identify_again(stored_event& event, const providers::connection& from);

}  // namespace gateway
