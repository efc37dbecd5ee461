#pragma once

#include <cstdint>
#include <string>

#include "gateway/crm/crm.hpp"

namespace gateway {

// A call as HTTP sees it.
struct crm_request {
    std::string method;
    std::string target;  // path and query, percent-encoded
    std::string body;    // JSON in ASCII, or ""
};

// What the CRM v2 API wants for a call of `tenant`. Throws std::logic_error when the call lacks
// what its operation needs: a path with a 0 in it, or a look-up for no external id at all, which
// would find every booking there is, must never be sent.
crm_request to_request(const crm_call& call, std::int64_t tenant);

// Whether a successful answer of the operation has a body.
bool has_answer(crm_operation operation) noexcept;

}  // namespace gateway
