#include "providers/digest.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

#include "providers/choice.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

constexpr choice<digest> digests[] = {{"hmac-sha256", digest::hmac_sha256},
                                      {"hmac-sha1", digest::hmac_sha1},
                                      {"hmac-sha512", digest::hmac_sha512},
                                      {"sha256", digest::sha256}};

constexpr choice<digest_encoding> encodings[] = {{"hex", digest_encoding::hex},
                                                 {"base64", digest_encoding::base64}};

std::string hmac(const EVP_MD* algorithm, std::string_view key, std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned size = 0;
    const auto* text = reinterpret_cast<const unsigned char*>(message.data());
    if (!HMAC(algorithm, key.data(), static_cast<int>(key.size()), text, message.size(),
              bytes.data(), &size))
        throw std::runtime_error("the cryptographic library could not compute an HMAC");
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

}  // namespace

digest read_digest(mapping::json_reader& in, const std::string& pointer) {
    return read_choice(in, pointer, digests, "hmac-sha256");
}

digest_encoding read_digest_encoding(mapping::json_reader& in, const std::string& pointer,
                                     std::string_view fallback) {
    return read_choice(in, pointer, encodings, fallback);
}

std::string to_text(digest_encoding encoding, std::string_view bytes) {
    return encoding == digest_encoding::hex ? to_hex(bytes) : to_base64(bytes);
}

std::optional<std::string> from_text(digest_encoding encoding, std::string_view text) {
    return encoding == digest_encoding::hex ? from_hex(text) : from_base64(text);
}

std::string sha256(std::string_view message) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> bytes;
    unsigned size = 0;
    if (EVP_Digest(message.data(), message.size(), bytes.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("the cryptographic library could not compute SHA-256");
    return {reinterpret_cast<const char*>(bytes.data()), size};
}

std::string compute(digest kind, std::string_view key, std::string_view message) {
    switch (kind) {
        case digest::hmac_sha1: return hmac(EVP_sha1(), key, message);
        case digest::hmac_sha256: return hmac(EVP_sha256(), key, message);
        case digest::hmac_sha512: return hmac(EVP_sha512(), key, message);
        case digest::sha256: return sha256(message);
    }
    throw std::logic_error("a digest that does not exist");
}

bool equal_in_constant_time(std::string_view one, std::string_view other) noexcept {
    return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace providers
