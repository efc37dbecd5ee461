#include "gateway/config/tls_files.hpp"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <chrono>

#include "gateway/config/files.hpp"

namespace gateway {

using mapping::errc;

namespace {

struct releases {
    void operator()(BIO* owned) const { BIO_free(owned); }
    void operator()(X509* owned) const { X509_free(owned); }
};

// "" for a file that cannot be read; the problem is noted.
std::string read_pem(const std::filesystem::path& path, const char* pointer,
                     mapping::problems& found) {
    auto content = read_file(path);
    if (content) return std::move(*content);
    const mapping::problem first = content.error()[0];
    found.add(first.code, pointer, first.where + ": " + first.what);
    return {};
}

// Callers look at the dates of the first certificate of the chain, and so do we.
std::string warning_about(const std::string& chain_pem, mapping::timestamp now) {
    const std::unique_ptr<BIO, releases> text(
        BIO_new_mem_buf(chain_pem.data(), static_cast<int>(chain_pem.size())));
    const std::unique_ptr<X509, releases> leaf(
        PEM_read_bio_X509(text.get(), nullptr, nullptr, nullptr));
    if (!leaf) return {};
    std::time_t at = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
    if (X509_cmp_time(X509_get0_notAfter(leaf.get()), &at) < 0)
        return "has expired: nobody who verifies it connects";
    if (X509_cmp_time(X509_get0_notBefore(leaf.get()), &at) > 0)
        return "is not valid yet: nobody who verifies it connects";
    return {};
}

mapping::problems trust_clients(http::server_certificate& shown, const std::string& authorities,
                                const std::filesystem::path& file) {
    try {
        shown.ask_clients(authorities);
        return {};
    } catch (const std::runtime_error& e) {
        return mapping::problems(errc::malformed, "/listen/client_ca",
                                 file.string() + ": " + e.what());
    }
}

}  // namespace

mapping::result<door_certificate> read_certificate(const settings& process,
                                                   mapping::timestamp now) {
    const auto& files = process.listen;
    mapping::problems found;
    const std::string chain = read_pem(files.certificate, "/listen/certificate", found);
    const std::string key = read_pem(files.key, "/listen/key", found);
    const bool asks_clients = !files.client_ca.empty();
    const std::string authorities =
        asks_clients ? read_pem(files.client_ca, "/listen/client_ca", found) : std::string();
    if (!found.empty()) return found;
    try {
        door_certificate read;
        const auto shown = std::make_shared<http::server_certificate>(chain, key);
        if (asks_clients) found = trust_clients(*shown, authorities, files.client_ca);
        if (!found.empty()) return found;
        read.shown = shown;
        read.warning = warning_about(chain, now);
        if (!read.warning.empty())
            read.warning = files.certificate.string() + ": the certificate " + read.warning;
        return read;
    } catch (const std::runtime_error& e) {
        return mapping::problems(errc::malformed, "/listen",
                                 files.certificate.string() + " and " + files.key.string() +
                                     " are no certificate with its key: " + e.what());
    }
}

mapping::problems check_ca_file(const settings& process) {
    if (process.crm.ca_file.empty()) return {};
    try {
        http::make_client_context(process.crm.ca_file.string());
        return {};
    } catch (const std::runtime_error& e) {
        return mapping::problems(errc::malformed, "/crm/ca_file", e.what());
    }
}

}  // namespace gateway
