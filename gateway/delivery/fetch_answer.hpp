#pragma once

#include <boost/json/value.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "gateway/delivery/delivery_fsm.hpp"
#include "gateway/http/client.hpp"
#include "gateway/inbox/inbox.hpp"
#include "providers/fetch.hpp"

// What the answer of a partner's API means. Pure.
namespace gateway {

struct fetch_answer {
    enum class outcome {
        there,  // 2xx with JSON; of an optional fetch also what is not there, as null
        // 404, 2xx with nothing in it, or JSON without what the fetch expects in it: what an event
        // tells of may take a moment to be there
        not_there,
        refused,       // another 4xx: it would be the same the next time
        unauthorized,  // 401, 403: the credentials are at fault, not the event
        throttled,     // 429
        failed,        // no whole answer, 408, 425, 5xx, a redirect, or a body that is not JSON
    } what = outcome::failed;
    int status = 0;                                        // HTTP; 0 when there was no answer
    boost::json::value document;                           // of what is there
    std::optional<std::chrono::milliseconds> retry_after;  // as asked for, bounded to 0..1 h
    std::string error;  // what went wrong, "" when it is there; nothing of the body
};

fetch_answer to_fetch_answer(const http::exchange& reply, const providers::fetch_request& asked,
                             timestamp now);

// For how long a 429 asks to be left alone.
std::chrono::milliseconds rest_after(const fetch_answer& throttled);

// That something is not there is believed when the event was tried so often before, whatever became
// of it.
inline constexpr int tries_until_not_there = 5;

// How an event goes on that `asked` gave nothing for. `budget_over`: its retry schedule is
// exhausted. A burial that comes at once is for the delivery to weigh, which may not need what is
// missing.
std::variant<wait_and_retry, burial> after_failure(const providers::fetch_request& asked,
                                                   const fetch_answer& got,
                                                   const claimed_event& event, bool budget_over);

}  // namespace gateway
