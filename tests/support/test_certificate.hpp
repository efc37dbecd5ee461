#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace testing {

// A self-signed certificate and its key as PEM texts. A client that trusts `certificate` as an
// authority accepts a server that shows it.
struct test_certificate {
    std::string certificate;
    std::string key;
};

namespace detail {

template <auto Free>
struct releases {
    template <class T>
    void operator()(T* owned) const {
        Free(owned);
    }
};
using owned_key = std::unique_ptr<EVP_PKEY, releases<EVP_PKEY_free>>;
using owned_certificate = std::unique_ptr<X509, releases<X509_free>>;
using owned_bio = std::unique_ptr<BIO, releases<BIO_free_all>>;
using owned_extension = std::unique_ptr<X509_EXTENSION, releases<X509_EXTENSION_free>>;

inline void require(bool succeeded, const char* what) {
    if (!succeeded) throw std::runtime_error(std::string("test certificate: ") + what);
}

inline void add_extension(X509& to, int id, const std::string& value) {
    const owned_extension made(X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()));
    require(made != nullptr && X509_add_ext(&to, made.get(), -1) == 1, value.c_str());
}

inline std::string text_of(BIO& pem) {
    char* start = nullptr;
    const long size = BIO_get_mem_data(&pem, &start);
    return std::string(start, static_cast<std::size_t>(size));
}

}  // namespace detail

// An ECDSA P-256 certificate, valid from an hour ago for so many seconds more. `names` is a
// subjectAltName in OpenSSL's notation.
inline test_certificate make_test_certificate(
    const std::string& names = "DNS:localhost,IP:127.0.0.1", long seconds_left = 86400) {
    using namespace detail;
    const owned_key key(EVP_EC_gen("P-256"));
    const owned_certificate made(X509_new());
    require(key && made, "out of memory");

    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), seconds_left);
    X509_set_pubkey(made.get(), key.get());
    X509_NAME* name = X509_get_subject_name(made.get());
    const auto* common_name = reinterpret_cast<const unsigned char*>("localhost");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0);
    X509_set_issuer_name(made.get(), name);
    add_extension(*made, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(*made, NID_subject_alt_name, names);
    require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0, "signing");

    const owned_bio certificate_pem(BIO_new(BIO_s_mem()));
    const owned_bio key_pem(BIO_new(BIO_s_mem()));
    require(PEM_write_bio_X509(certificate_pem.get(), made.get()) == 1, "writing");
    require(PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                     nullptr) == 1,
            "writing the key");
    return test_certificate{text_of(*certificate_pem), text_of(*key_pem)};
}

}  // namespace testing
