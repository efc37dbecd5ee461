#include "providers/verifier.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <variant>

#include "mapping/json_reader.hpp"
#include "providers/encodings.hpp"
#include "providers/mac_verifier.hpp"
#include "providers/token_verifier.hpp"

namespace providers {
namespace {

using place = token_settings::place;

// Believes everybody. Only for a definition that says so in as many words.
class no_verifier final : public verifier {
public:
    verification verify(const webhook&, mapping::timestamp) const override { return proof{}; }
    bool proves_anything() const noexcept override { return false; }
};

struct no_settings {};
using settings = std::variant<no_settings, token_settings, mac_settings>;

constexpr place token_places[] = {place::basic, place::bearer, place::header,
                                  place::query, place::path,   place::body};
constexpr const char* kinds = "basic, bearer, header, query, path, body or mac";

// The kind is the one key that names one; `mac` is the kind without a place.
settings read_kind(mapping::json_reader& in, const json::object& config) {
    std::vector<std::optional<place>> found;
    for (const place where : token_places)
        if (config.contains(to_string(where))) found.push_back(where);
    if (config.contains("mac")) found.push_back(std::nullopt);

    if (found.size() == 1 && found.front()) return read_token_settings(in, *found.front());
    if (found.size() == 1) return read_mac_settings(in);
    in.object("", {"basic", "bearer", "header", "query", "path", "body", "mac", "secret"});
    if (found.empty())
        in.fail(mapping::errc::missing, "", std::string("must have one of the keys ") + kinds);
    else
        in.fail(mapping::errc::not_allowed, "", std::string("must have only one of ") + kinds);
    return no_settings{};
}

mapping::result<settings> read_settings(const json::value& config, const std::string& where) {
    mapping::json_reader in(config, where);
    settings read;
    if (const json::object* object = config.if_object())
        read = read_kind(in, *object);
    else if (config.is_null())
        in.fail(mapping::errc::missing, "", "must say how a webhook is verified, or none");
    else if (config != "none")
        in.fail(mapping::errc::not_allowed, "",
                std::string("must be none or an object with one of the keys ") + kinds);
    return std::move(in).finish(std::move(read));
}

// Null for `none`.
const std::string* secret_name(const settings& read) {
    if (const auto* token = std::get_if<token_settings>(&read)) return &token->secret;
    if (const auto* mac = std::get_if<mac_settings>(&read)) return &mac->secret;
    return nullptr;
}

mapping::result<std::vector<std::string>> find_secrets(const secret_store& secrets,
                                                       const std::string& name,
                                                       const std::string& where) {
    const auto found = secrets.find(name);
    if (found == secrets.end() || found->second.empty())
        return mapping::problems(mapping::errc::missing, where,
                                 "the provider's definition verifies with this secret");
    if (std::any_of(found->second.begin(), found->second.end(),
                    [](const std::string& one) { return trimmed(one).empty(); }))
        return mapping::problems(mapping::errc::missing, where, "the secret is empty");
    return found->second;
}

mapping::result<std::unique_ptr<const verifier>> make(const settings& read,
                                                      const std::vector<std::string>& secrets,
                                                      const std::string& secret_where,
                                                      const std::string& public_url) {
    if (const auto* token = std::get_if<token_settings>(&read))
        return make_token_verifier(*token, secrets, secret_where);
    if (const auto* mac = std::get_if<mac_settings>(&read))
        return make_mac_verifier(*mac, secrets, secret_where, public_url);
    return std::make_unique<const no_verifier>();
}

}  // namespace

std::string_view to_string(rejection reason) noexcept {
    switch (reason) {
        case rejection::credentials_missing: return "credentials_missing";
        case rejection::credentials_repeated: return "credentials_repeated";
        case rejection::credentials_malformed: return "credentials_malformed";
        case rejection::credentials_wrong: return "credentials_wrong";
        case rejection::timestamp_missing: return "timestamp_missing";
        case rejection::timestamp_malformed: return "timestamp_malformed";
        case rejection::timestamp_skew: return "timestamp_skew";
    }
    return "unknown";
}

mapping::result<std::unique_ptr<const verifier>> make_verifier(const json::value& config,
                                                               const std::string& where,
                                                               const secret_store& secrets,
                                                               const std::string& public_url) {
    const auto read = read_settings(config, where);
    if (!read) return read.error();
    const std::string* name = secret_name(*read);
    if (!name) return make(*read, {}, {}, public_url);

    const std::string secret_where = "/secrets" + mapping::pointer_token(*name);
    const auto values = find_secrets(secrets, *name, secret_where);
    auto made =
        make(*read, values ? *values : std::vector<std::string>(), secret_where, public_url);
    if (values) return made;
    mapping::problems found = values.error();
    if (!made) found.add(made.error());
    return found;
}

mapping::result<std::vector<std::string>> secret_names(const json::value& config,
                                                       const std::string& where) {
    const auto read = read_settings(config, where);
    if (!read) return read.error();
    std::vector<std::string> names;
    if (const std::string* name = secret_name(*read)) names.push_back(*name);
    return names;
}

void throw_exception_from_error(rejection reason, const boost::source_location&) {
    throw std::logic_error("nobody looked at a rejection: " + std::string(to_string(reason)));
}

}  // namespace providers
