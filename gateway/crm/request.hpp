#pragma once

#include <cstdint>
#include <string>

#include "gateway/crm/crm.hpp"
#include "mapping/contract/api_contract.hpp"

namespace gateway {

// A call as HTTP sees it.
struct crm_request {
    const mapping::api_operation* operation;
    std::string target;  // path and query, percent-encoded
    std::string body;    // JSON in ASCII, or ""
};

// What the CRM wants for a call of `tenant`, or every way in which the call breaks the contract.
// Stricter than the contract where a lax reading could do harm: a number in the path is positive,
// and no parameter is empty, as an empty filter finds everything.
mapping::result<crm_request> to_request(const crm_call& call, std::int64_t tenant);

}  // namespace gateway
