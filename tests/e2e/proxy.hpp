#pragma once

#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>

namespace testing {

// What stands between a test's sandbox and who calls it, if through_prism.py runs the test: where
// calls go, and where it expects the sandbox, over plain HTTP.
struct proxy {
    std::string url;
    std::uint16_t sandbox_port;
};

inline std::optional<proxy> proxy_of_environment() {
    const char* const url = std::getenv("CRM_PROXY_URL");
    const char* const port = std::getenv("CRM_PROXY_SANDBOX_PORT");
    if (!url || !port) return std::nullopt;
    return proxy{url, static_cast<std::uint16_t>(std::stoi(port))};
}

}  // namespace testing
