#include "providers/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace providers {
namespace {

struct address {
    bool is_v4 = false;
    std::array<std::uint8_t, 16> bytes{};
};

constexpr std::array<std::uint8_t, 12> mapped_v4_start = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};
constexpr unsigned mapped_v4_bits = 96;

bool is_mapped_v4(const address& one) {
    return !one.is_v4 &&
           std::equal(mapped_v4_start.begin(), mapped_v4_start.end(), one.bytes.begin());
}

address to_v4(const address& mapped) {
    address v4;
    v4.is_v4 = true;
    std::copy(mapped.bytes.begin() + mapped_v4_start.size(), mapped.bytes.end(), v4.bytes.begin());
    return v4;
}

// As written: one that stands for an IPv4 address is left what it is.
std::optional<address> read_address(std::string_view text) {
    const std::string terminated(text);
    if (terminated.find('\0') != std::string::npos) return std::nullopt;
    address read;
    read.is_v4 = ::inet_pton(AF_INET, terminated.c_str(), read.bytes.data()) == 1;
    if (read.is_v4 || ::inet_pton(AF_INET6, terminated.c_str(), read.bytes.data()) == 1)
        return read;
    return std::nullopt;
}

std::optional<unsigned> read_prefix(std::string_view digits, unsigned most) {
    unsigned prefix = 0;
    const char* const end = digits.data() + digits.size();
    const auto [stopped, failed] = std::from_chars(digits.data(), end, prefix);
    if (failed != std::errc() || stopped != end || prefix > most) return std::nullopt;
    return prefix;
}

// The bits of a byte that belong to the prefix.
std::uint8_t mask_of(unsigned prefix, std::size_t byte) {
    const unsigned before = static_cast<unsigned>(byte) * 8;
    const unsigned bits = prefix > before ? std::min(prefix - before, 8u) : 0;
    return static_cast<std::uint8_t>(0xFF00u >> bits);
}

}  // namespace

std::optional<network> network::parse(std::string_view text) {
    const std::size_t slash = text.find('/');
    auto start = read_address(text.substr(0, slash));
    if (!start) return std::nullopt;
    std::optional<unsigned> prefix = start->is_v4 ? 32 : 128;
    if (slash != std::string_view::npos) prefix = read_prefix(text.substr(slash + 1), *prefix);
    if (!prefix) return std::nullopt;
    if (is_mapped_v4(*start) && *prefix >= mapped_v4_bits) {
        start = to_v4(*start);
        *prefix -= mapped_v4_bits;
    }
    if (*prefix == 0) return std::nullopt;
    for (std::size_t i = 0; i < start->bytes.size(); ++i)
        if ((start->bytes[i] & ~mask_of(*prefix, i)) != 0) return std::nullopt;

    network made;
    made.is_v4_ = start->is_v4;
    made.bytes_ = start->bytes;
    made.prefix_ = *prefix;
    return made;
}

bool network::contains(std::string_view text) const {
    auto one = read_address(text.substr(0, text.find('%')));
    if (!one) return false;
    if (is_mapped_v4(*one)) one = to_v4(*one);
    if (one->is_v4 != is_v4_) return false;
    for (std::size_t i = 0; i < bytes_.size(); ++i)
        if ((one->bytes[i] & mask_of(prefix_, i)) != bytes_[i]) return false;
    return true;
}

}  // namespace providers
