#pragma once

#include <optional>
#include <string>

#include "gateway/http/message.hpp"
#include "gateway/inbox/settlement_board.hpp"
#include "providers/assess.hpp"
#include "providers/connection.hpp"

// What the sender of a webhook is told: as its definition says where it says something, else as
// the gateway answers by itself. Pure.
namespace gateway {

http::response rejected_answer(const providers::connection& through, providers::rejection why);

http::response challenge_answer(const providers::challenge_reply& reply);

// Of a request that is believed and no challenge, if it can hold no event either.
std::optional<http::response> no_event_answer(const providers::connection& through,
                                              const providers::webhook& hook);

// Why none of the request is stored: for `on_unmappable: reject`. Nothing when it can be.
std::optional<http::response> unmappable_answer(
    const providers::connection& through, const providers::webhook& hook,
    const std::vector<providers::assessed_event>& events);

// Of a request about to be stored. Not final where the sender waits for the delivery.
stored_answer promised_answer(const providers::connection& through, const providers::webhook& hook,
                              const std::string& receipt,
                              const std::vector<providers::assessed_event>& events);

// Of a request that was stored before, with what its first sender was told.
stored_answer repeated_answer(const providers::connection& through, const providers::webhook& hook,
                              const std::string& receipt, const stored_answer& told);

// Of a request whose sender waited for that end.
stored_answer awaited_answer(const providers::connection& through, const providers::webhook& hook,
                             const std::string& receipt, const settled_event& end);

// Of one whose sender waited in vain: the event is not settled yet. It is not stored.
http::response late_answer(const providers::connection& through, const providers::webhook& hook,
                           const std::string& receipt, bool repeat);

}  // namespace gateway
