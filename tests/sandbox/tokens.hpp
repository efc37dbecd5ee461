#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/settings.hpp"

namespace sandbox {

// What the account's tokens are for.
std::vector<std::string> granted_scopes(const account& to);

// The token endpoint, and the tokens that are good.
class tokens {
public:
    explicit tokens(const settings& settings) : settings_(settings) {}

    // POST /connect/token: client credentials in a form, nothing else.
    answer issue(const request& received, instant now);

    // Whose token the Authorization header has; null when it is not good. The scheme may be left
    // out, as the portal's own sample does.
    const account* owner_of(std::string_view authorization, instant now) const;
    void revoke(std::string_view authorization);
    void clear() { issued_.clear(); }

private:
    struct grant {
        const account* owner;
        instant expires;
    };
    std::string new_token(const account& client, instant now);

    const settings& settings_;
    std::map<std::string, grant, std::less<>> issued_;
    std::uint64_t count_ = 0;  // makes every token another one
};

}  // namespace sandbox
