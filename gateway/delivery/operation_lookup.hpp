#pragma once

#include <optional>

#include "gateway/crm/crm.hpp"
#include "providers/operations.hpp"

// How it is found out whether a call whose outcome was not seen was made: see
// mapping::api_repeat.
namespace gateway {

// The call that shows it, of a list the first page; nothing when the call that was made says too
// little to be found by. `since` is when it was sent.
std::optional<crm_call> lookup_of(const providers::operation_call& made, mapping::timestamp since);

// What a look-up's answer shows of it. What was in the CRM before, however like it is, was not made
// by it.
struct lookup_answer {
    std::optional<boost::json::value> found;  // shaped as the call's own answer
};
// Nothing when the answer is not shaped as the contract says.
std::optional<lookup_answer> read_lookup(const providers::operation_call& made,
                                         mapping::timestamp since,
                                         const boost::json::value& answer);

}  // namespace gateway
