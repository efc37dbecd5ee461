#include "gateway/commands/crm_desk.hpp"

#include "gateway/config/tenant_account.hpp"

namespace gateway {

namespace {

client_credentials credentials_of(const crm_account& account) {
    return {account.where.token_url(), account.client_id, account.client_secret};
}

}  // namespace

crm_desk::crm_desk(const settings& process, const std::string& tenant)
    : client_(io_, crm_client_options(process)),
      tokens_(io_, client_, credentials_of(account_of(process, tenant)), tenant, clock_, counters_),
      upstream_(make_http_crm(io_, client_, account_of(process, tenant), clock_, counters_)) {}

}  // namespace gateway
