#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

// Key pairs of partners that sign with them; written apart from the code under test, with the
// library's plain calls.
namespace testing {

class key_pair {
public:
    static key_pair ed25519() { return key_pair(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")); }
    static key_pair rsa(std::size_t bits = 2048) { return key_pair(EVP_RSA_gen(bits)); }
    static key_pair ec(const char* curve = "P-256") { return key_pair(EVP_EC_gen(curve)); }

    std::string public_pem() const {
        const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all);
        PEM_write_bio_PUBKEY(out.get(), key_.get());
        char* start = nullptr;
        const long size = BIO_get_mem_data(out.get(), &start);
        return std::string(start, static_cast<std::size_t>(size));
    }

    std::string private_pem() const {
        const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all);
        PEM_write_bio_PrivateKey(out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
        char* start = nullptr;
        const long size = BIO_get_mem_data(out.get(), &start);
        return std::string(start, static_cast<std::size_t>(size));
    }

    // Of ed25519 alone.
    std::string public_bytes() const {
        std::string bytes(32, '\0');
        std::size_t size = bytes.size();
        EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(bytes.data()),
                                    &size);
        return bytes;
    }

    // With SHA-256, or ed25519's own way.
    std::string sign(std::string_view message) const {
        const bool has_digest = !EVP_PKEY_is_a(key_.get(), "ED25519");
        const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                              EVP_MD_CTX_free);
        const auto* text = reinterpret_cast<const unsigned char*>(message.data());
        std::string signature(1024, '\0');
        std::size_t size = signature.size();
        if (EVP_DigestSignInit(context.get(), nullptr, has_digest ? EVP_sha256() : nullptr, nullptr,
                               key_.get()) != 1 ||
            EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           text, message.size()) != 1)
            throw std::runtime_error("a test key could not sign");
        signature.resize(size);
        return signature;
    }

    // A P-256 signature as tokens have it: r and s, 32 bytes each.
    std::string sign_pair(std::string_view message) const {
        const std::string der = sign(message);
        const auto* start = reinterpret_cast<const unsigned char*>(der.data());
        const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> read(
            d2i_ECDSA_SIG(nullptr, &start, static_cast<long>(der.size())), ECDSA_SIG_free);
        std::string pair(64, '\0');
        auto* out = reinterpret_cast<unsigned char*>(pair.data());
        BN_bn2binpad(ECDSA_SIG_get0_r(read.get()), out, 32);
        BN_bn2binpad(ECDSA_SIG_get0_s(read.get()), out + 32, 32);
        return pair;
    }

private:
    explicit key_pair(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {
        if (!key_) throw std::runtime_error("a test key could not be made");
    }
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
};

}  // namespace testing
