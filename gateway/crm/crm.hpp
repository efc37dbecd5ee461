#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace gateway {

// One call of any operation of the contract (mapping/contract).
struct crm_call {
    std::string operation;                     // operationId: "Bookings_Create"
    std::map<std::string, std::string> path;   // parameters, as texts; `tenant` is filled in
    std::map<std::string, std::string> query;  // likewise
    boost::json::value body;                   // null for none
};

// What became of a call. Tokens, app key, refresh after 401 and connections are dealt with before.
struct crm_result {
    enum class outcome {
        ok,            // 200 with a body that parses (or an empty one where none is due)
        invalid,       // it breaks the contract, and was never sent
        refused,       // 400, 404, 409, 422 or another 4xx: the event is at fault
        unauthorized,  // 401 after a refresh, or no token to be had: our credentials are at fault
        forbidden,     // 403: we are known, but may not do this, perhaps with one booking provider
        throttled,     // 429: certainly not processed
        server_error,  // 5xx, a redirect, or an answer that is not the CRM's JSON: may have been
                       // processed
        unknown,       // sent, and no whole answer came: may have been processed
        not_sent,      // certainly not processed: no connection, or no token for lack of one
    } what = outcome::not_sent;
    int status = 0;                                        // HTTP; 0 when there was no answer
    boost::json::value body;                               // of an ok answer
    std::optional<std::chrono::milliseconds> retry_after;  // as asked for, bounded to 0..1 h
    std::string error;  // the CRM's text, the network's, or how it breaks the contract; no secrets
    std::chrono::milliseconds took{0};
};

// Why a call did not work, from a closed set; of an ok one, that its answer is unusable.
std::string_view reason_of(crm_result::outcome what) noexcept;

// The CRM of one tenant. An interface because tests put a scripted one in its place.
class crm {
public:
    virtual ~crm() = default;
    // The CRM's number of the tenant.
    virtual std::int64_t tenant_id() const noexcept = 0;
    // Performs the call once. Failures are values. Runs on the delivery thread.
    virtual boost::asio::awaitable<crm_result> perform(crm_call call) = 0;
};

}  // namespace gateway
