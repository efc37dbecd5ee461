#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace providers {

// IP addresses with a common beginning: "203.0.113.7", "203.0.113.0/24", "2001:db8::/32". An IPv4
// address that is written as an IPv6 one (::ffff:203.0.113.7) is the IPv4 address.
class network {
public:
    // Nothing when it is none of these, when an address has bits beyond its prefix (a slip of the
    // pen), or when it is everybody's (/0).
    static std::optional<network> parse(std::string_view text);

    // False for a text that is no address. A scope ("fe80::1%eth0") is no part of it.
    bool contains(std::string_view address) const;

private:
    network() = default;
    bool is_v4_ = false;
    std::array<std::uint8_t, 16> bytes_{};  // of IPv4 the first 4
    unsigned prefix_ = 0;                   // bits
};

}  // namespace providers
