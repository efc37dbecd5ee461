#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gateway {

// Where the CRM is: base URLs without a slash at the end.
struct environment {
    std::string api_url, auth_url;

    // Where access tokens are asked for.
    std::string token_url() const { return auth_url + "/connect/token"; }
};

// ServiceTitan's own environments, "production" and "integration".
std::optional<environment> find_environment(std::string_view name);

}  // namespace gateway
