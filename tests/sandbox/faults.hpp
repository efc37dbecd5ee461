#pragma once

#include <boost/json/array.hpp>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/sandbox/message.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

// Ways in which calls go wrong. The first four happen instead of the call, the others after it was
// performed: they strike successful calls only, so that what they hide has always happened.
enum class fault {
    throttle,           // 429 with Retry-After
    expired_token,      // 401, and the token stays bad
    status_500_before,  // 500
    html_502,           // 502 with a page of HTML
    drop_after_commit,
    status_500_after_commit,
    truncated_body,
    slow,  // the answer comes `delay` late
};

struct fault_rule {
    fault what;
    std::string on;           // an operationId or issue_token; "*": every operation of the CRM's
    std::int64_t every = 1;   // each how-manieth of the calls that could be struck
    std::int64_t times = -1;  // how often at most; -1 for no end
    std::chrono::seconds retry_after{1};
    std::chrono::milliseconds delay{500};

    std::int64_t seen = 0, struck = 0;
};

// The token endpoint, which the contract does not have, among the names of operations.
inline constexpr std::string_view token_operation = "issue_token";

// The faults that are switched on.
class faults {
public:
    // {"operation": "Bookings_Create", "fault": "throttle", "every": 3, "times": 5,
    // "retry_after": 2, "delay_ms": 500}, or {"list_lag_ms": 500}, or both in one. Returns what is
    // wrong with it,
    // "" for nothing.
    std::string add(const json::value& wanted);
    void clear();
    json::array to_json() const;

    // The rule that strikes this call, if one does: once before it is performed, and once after it
    // succeeded. Every rule counts every call that it could have struck.
    std::optional<fault_rule> before(std::string_view what) { return strike(what, true); }
    std::optional<fault_rule> after(std::string_view what) { return strike(what, false); }

    // How long what is new is missing from the lists of its kind.
    std::chrono::milliseconds list_lag() const noexcept { return list_lag_; }

private:
    std::optional<fault_rule> strike(std::string_view what, bool before);

    std::vector<fault_rule> rules_;
    std::chrono::milliseconds list_lag_{0};
};

// Instead of an answer.
answer faulty_answer(const fault_rule& rule, const settings& set);
// What becomes of the answer to a call that succeeded.
answer spoilt(answer good, const fault_rule& rule, const settings& set);

}  // namespace sandbox
