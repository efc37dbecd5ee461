#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

// The token endpoint, and the tokens that are good.
class tokens {
public:
    explicit tokens(const settings& settings) : settings_(settings) {}

    // POST /connect/token: client credentials in a form, nothing else.
    answer issue(const request& received, instant now);

    // The tenant that the Authorization header's token is good for. The scheme may be left out, as
    // the portal's own sample does.
    std::optional<std::int64_t> tenant_of(std::string_view authorization, instant now) const;
    void revoke(std::string_view authorization);
    void clear() { issued_.clear(); }

private:
    struct grant {
        std::int64_t tenant;
        instant expires;
    };
    std::string new_token(const account& client, instant now);

    const settings& settings_;
    std::map<std::string, grant, std::less<>> issued_;
    std::uint64_t count_ = 0;  // makes every token another one
};

}  // namespace sandbox
