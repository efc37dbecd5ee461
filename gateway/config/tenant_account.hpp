#pragma once

#include <string>

#include "gateway/config/settings.hpp"
#include "gateway/crm/http_crm.hpp"

namespace gateway {

// What the CRM's client needs to know of a tenant that the settings have.
crm_account account_of(const settings& process, const std::string& tenant);

// How the CRM is called.
http::client_options crm_client_options(const settings& process);

}  // namespace gateway
