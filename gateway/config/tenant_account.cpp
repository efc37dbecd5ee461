#include "gateway/config/tenant_account.hpp"

namespace gateway {

crm_account account_of(const settings& process, const std::string& tenant) {
    const tenant_settings& of = process.tenants.at(tenant);
    return {tenant, of.id, of.client_id, of.client_secret, of.app_key, process.crm.where};
}

http::client_options crm_client_options(const settings& process) {
    http::client_options options;
    options.ca_file = process.crm.ca_file.string();
    options.response_bytes = 64 * 1024 * 1024;  // a page of an export is as long as the CRM likes
    return options;
}

}  // namespace gateway
