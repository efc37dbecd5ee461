#pragma once

#include <optional>

#include "gateway/crm/crm.hpp"
#include "providers/operations.hpp"

// How it is found out whether a call whose outcome was not seen was made: see
// mapping::api_repeat.
namespace gateway {

// The call that shows it; nothing when the call that was made says too little to be found by.
// `since` is when it was sent, `page` counts from 1.
std::optional<crm_call> lookup_of(const providers::operation_call& made, mapping::timestamp since,
                                  int page);

// What a look-up's answer shows of it, shaped as the call's own answer.
struct lookup_answer {
    std::optional<boost::json::value> found;
    bool has_more = false;  // pages
};
// Nothing when the answer is not shaped as the contract says.
std::optional<lookup_answer> read_lookup(const providers::operation_call& made,
                                         const boost::json::value& answer);

}  // namespace gateway
