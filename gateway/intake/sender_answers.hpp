#pragma once

#include <optional>
#include <string>

#include "gateway/http/message.hpp"
#include "gateway/inbox/settlement_board.hpp"
#include "providers/connection.hpp"

// What the sender of a webhook is told: as its definition says where it says something, else as
// the gateway answers by itself. Pure.
namespace gateway {

http::response rejected_answer(const providers::connection& through, providers::rejection why);

http::response challenge_answer(const providers::challenge_reply& reply);

// For `on_unmappable: reject`.
http::response unmappable_answer(const providers::connection& through,
                                 const providers::webhook& hook, const mapping::problems& wrong);

// Of a request about to be stored. Not final where the sender waits for the delivery.
stored_answer promised_answer(const providers::connection& through, const providers::webhook& hook,
                              const std::string& receipt, bool is_ignored);

// Of a request that was stored before, with what its first sender was told.
stored_answer repeated_answer(const providers::connection& through, const providers::webhook& hook,
                              const std::string& receipt, const stored_answer& told);

// Of a request whose sender waited. Nothing: the event is not settled yet.
stored_answer awaited_answer(const providers::connection& through, const providers::webhook& hook,
                             const std::string& receipt, const std::optional<settled_event>& end);

}  // namespace gateway
