#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "gateway/http/message.hpp"
#include "gateway/inbox/inbox.hpp"
#include "mapping/problem.hpp"

// The answers of the door, as values. Errors are RFC 9457 application/problem+json; none of them
// tells a forger why it was not believed.
namespace gateway {

// How long a sender should wait when the fault is ours. Short: most senders back off by themselves.
inline constexpr std::chrono::seconds come_back_after{5};

// `detail` is for the sender's engineer: one sentence, no secrets.
http::response problem_answer(unsigned status, std::string_view detail);

// 415, for a body that cannot be what the connection takes.
http::response media_type_answer();

// 422, listing every violation with the field and where in the sender's document it came from.
http::response unmappable_answer(const mapping::problems& violations);

// 503 with Retry-After: the fault is ours, and passing.
http::response unavailable_answer(std::chrono::seconds retry_after, std::string_view detail);

// 429 with Retry-After.
http::response too_many_answer(std::chrono::seconds retry_after);

// What a connection without its own `respond` says: {"receipt": "...", "status": "accepted"}.
stored_answer accepted_answer(const std::string& receipt);

// A stored answer as it goes out, now or when the sender repeats itself.
http::response to_response(const stored_answer& answer, const std::string& receipt, bool repeat);

// What became of an event: {"receipt", "status", "received_at", "settled_at", "reason"}; of the
// events of a request: {"receipt", "events": [these]}. There is one at least.
http::response receipt_answer(const std::string& receipt,
                              const std::vector<receipt_status>& events);

}  // namespace gateway
