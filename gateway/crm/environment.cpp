#include "gateway/crm/environment.hpp"

namespace gateway {

std::optional<environment> find_environment(std::string_view name) {
    if (name == "production")
        return environment{"https://api.servicetitan.io", "https://auth.servicetitan.io"};
    if (name == "integration")
        return environment{"https://api-integration.servicetitan.io",
                           "https://auth-integration.servicetitan.io"};
    return std::nullopt;
}

}  // namespace gateway
