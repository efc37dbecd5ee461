#include "gateway/config/tenant_account.hpp"

namespace gateway {

crm_account account_of(const settings& process, const std::string& tenant) {
    const tenant_settings& of = process.tenants.at(tenant);
    return {tenant, of.id, of.client_id, of.client_secret, of.app_key, process.crm.where};
}

}  // namespace gateway
