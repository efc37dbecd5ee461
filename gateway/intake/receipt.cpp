#include "gateway/intake/receipt.hpp"

#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <stdexcept>

namespace gateway {

std::string new_receipt(mapping::timestamp now) {
    constexpr std::size_t time_bytes = 6;
    std::array<unsigned char, time_bytes + 16> bytes{};
    auto milliseconds = static_cast<std::uint64_t>(now.time_since_epoch().count());
    for (std::size_t i = time_bytes; i-- > 0; milliseconds >>= 8)
        bytes[i] = static_cast<unsigned char>(milliseconds & 255);
    if (RAND_bytes(bytes.data() + time_bytes, static_cast<int>(bytes.size() - time_bytes)) != 1)
        throw std::runtime_error("no randomness for a receipt");

    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace gateway
