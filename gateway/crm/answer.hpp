#pragma once

#include "gateway/crm/crm.hpp"
#include "gateway/http/client.hpp"
#include "mapping/contract/api_contract.hpp"
#include "mapping/timestamp.hpp"

namespace gateway {

// What an exchange with the CRM means for whoever asked for that operation.
crm_result to_result(const mapping::api_operation& operation, const http::exchange& reply,
                     mapping::timestamp now);

// What a person should know of an error answer, at most 500 characters: the texts of the CRM's
// error body, never a page's markup.
std::string error_text(const http::response& answer);

}  // namespace gateway
