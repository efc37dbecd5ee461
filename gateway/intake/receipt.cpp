#include "gateway/intake/receipt.hpp"

#include <openssl/rand.h>

#include <array>
#include <stdexcept>

namespace gateway {

std::string new_receipt() {
    std::array<unsigned char, 16> random{};
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        throw std::runtime_error("no randomness for a receipt");

    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(random.size() * 2);
    for (const unsigned char byte : random) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

}  // namespace gateway
