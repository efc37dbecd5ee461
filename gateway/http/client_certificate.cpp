#include "gateway/http/client_certificate.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>

namespace gateway::http {
namespace {

struct releases {
    void operator()(BIO* owned) const { BIO_free(owned); }
    void operator()(GENERAL_NAMES* owned) const { GENERAL_NAMES_free(owned); }
};

std::string subject_of(const X509& certificate) {
    const std::unique_ptr<BIO, releases> out(BIO_new(BIO_s_mem()));
    if (!out ||
        X509_NAME_print_ex(out.get(), X509_get_subject_name(&certificate), 0, XN_FLAG_RFC2253) < 0)
        return {};
    char* start = nullptr;
    const long size = BIO_get_mem_data(out.get(), &start);
    return std::string(start, static_cast<std::size_t>(std::max(size, 0L)));
}

// A name with a NUL or anything else that is not printable could pass for another.
std::optional<std::string> printable(const ASN1_STRING& text) {
    const auto* start = reinterpret_cast<const char*>(ASN1_STRING_get0_data(&text));
    std::string name(start, static_cast<std::size_t>(ASN1_STRING_length(&text)));
    if (std::any_of(name.begin(), name.end(), [](char c) { return c <= ' ' || c > '~'; }))
        return std::nullopt;
    return name;
}

std::vector<std::string> alternatives_of(const X509& certificate) {
    const std::unique_ptr<GENERAL_NAMES, releases> list(static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(&certificate, NID_subject_alt_name, nullptr, nullptr)));
    std::vector<std::string> names;
    for (int i = 0; i < sk_GENERAL_NAME_num(list.get()); ++i) {
        const GENERAL_NAME* one = sk_GENERAL_NAME_value(list.get(), i);
        if (one->type != GEN_DNS && one->type != GEN_URI) continue;
        if (auto name = printable(*one->d.ia5)) names.push_back(std::move(*name));
    }
    return names;
}

}  // namespace

std::optional<certificate_names> verified_names(const SSL& connection) {
    const X509* certificate = SSL_get0_peer_certificate(&connection);
    if (!certificate || SSL_get_verify_result(&connection) != X509_V_OK) return std::nullopt;
    return certificate_names{subject_of(*certificate), alternatives_of(*certificate)};
}

}  // namespace gateway::http
