#include "gateway/config/connection_file.hpp"

#include <algorithm>

#include "gateway/config/secrets.hpp"
#include "mapping/json_reader.hpp"
#include "providers/connection_settings.hpp"

namespace gateway {

using mapping::errc;
using mapping::json_reader;
using mapping::pointer_token;

namespace {

void read_secrets(json_reader& in, const std::filesystem::path& folder, connection_file& out) {
    const auto* given = in.object("/secrets");
    if (!given) return;
    for (const auto& [name, references] : *given) {
        auto values = resolve_secrets(references, "/secrets" + pointer_token(name), folder);
        if (values)
            out.settings.secrets.emplace(name, std::move(*values));
        else
            out.absent_secrets.add(values.error());
    }
}

// Whether each is one is for the definition's verifier to say.
std::vector<std::string> read_addresses(json_reader& in) {
    std::vector<std::string> addresses;
    const auto* list = in.array("/addresses");
    if (list && list->empty()) in.fail(errc::missing, "/addresses", "must name an address");
    for (std::size_t i = 0; list && i < list->size(); ++i)
        addresses.push_back(in.text("/addresses/" + std::to_string(i)));
    return addresses;
}

// Whether the definition fetches from there is for the connection to say.
providers::fetch_origins read_origins(json_reader& in) {
    providers::fetch_origins origins;
    if (const auto* given = in.object("/origins"))
        for (const auto& [name, ignored] : *given)
            origins.emplace(name, in.text("/origins" + pointer_token(name)));
    return origins;
}

}  // namespace

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

mapping::result<connection_file> read_connection(const boost::json::value& config, std::string name,
                                                 const std::filesystem::path& folder) {
    json_reader in(config);
    in.object("", {"provider", "tenant", "booking_provider", "external_id_prefix", "public_url",
                   "secrets", "addresses", "origins", "defaults", "tables"});
    if (!is_plain_name(name))
        in.fail(errc::malformed, "", "the file's name must be of a-z, 0-9 and -, at most 64");

    connection_file file;
    file.provider = in.text("/provider");
    file.settings.name = std::move(name);
    file.settings.tenant = in.text("/tenant");
    file.settings.booking_provider = in.integer("/booking_provider", 1);
    file.settings.external_id_prefix = in.text_or("/external_id_prefix", "");
    file.settings.public_url = in.text_or("/public_url", "");
    read_secrets(in, folder, file);
    file.settings.addresses = read_addresses(in);
    file.settings.origins = read_origins(in);
    if (const auto* defaults = in.object("/defaults")) file.settings.defaults = *defaults;
    file.settings.locale = providers::read_locale(in, "/defaults");
    file.settings.tables = providers::read_tables(in, "/tables");
    return std::move(in).finish(std::move(file));
}

}  // namespace gateway
