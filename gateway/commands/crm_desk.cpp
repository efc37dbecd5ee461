#include "gateway/commands/crm_desk.hpp"

#include "gateway/config/tenant_account.hpp"

namespace gateway {

crm_desk::crm_desk(const settings& process, const std::string& tenant)
    : client_(io_, crm_client_options(process)),
      upstream_(make_http_crm(io_, client_, account_of(process, tenant), clock_, counters_)) {}

}  // namespace gateway
