#include "providers/verifier.hpp"

#include <algorithm>
#include <set>
#include <stdexcept>

#include "mapping/json_reader.hpp"
#include "providers/composite_verifier.hpp"
#include "providers/encodings.hpp"
#include "providers/scheme.hpp"

namespace providers {
namespace {

using mapping::errc;
using made_verifier = mapping::result<std::unique_ptr<const verifier>>;

// Believes everybody. Only for a definition that says so in as many words.
class no_verifier final : public verifier {
public:
    verification verify(const webhook&, mapping::timestamp) const override { return proof{}; }
    bool proves_anything() const noexcept override { return false; }
};

std::string place_of_secret(std::string_view name) {
    return "/secrets" + mapping::pointer_token(name);
}

// What a connection may give, or has to.
struct uses {
    std::set<std::string> secrets;
    bool addresses = false;

    void add(const scheme& one) {
        if (const std::string* name = secret_name(one)) secrets.insert(*name);
        if (std::holds_alternative<address_settings>(one.what)) addresses = true;
    }
};

void add_all(const scheme& one, uses& all) {
    all.add(one);
    if (const auto* several = std::get_if<composition>(&one.what))
        for (const scheme& member : several->members) add_all(member, all);
}

bool has_begun(const scheme& one, const verification_inputs& given) {
    uses all;
    add_all(one, all);
    return std::any_of(all.secrets.begin(), all.secrets.end(),
                       [&](const std::string& name) { return given.secrets.contains(name); });
}

// The members that this connection means. Of any_of those for which it gives all they need; if
// there is none, the one that it has begun to give, so that a problem names what else that needs.
std::vector<const scheme*> members_meant(const composition& all, const verification_inputs& given) {
    std::vector<const scheme*> meant;
    for (const scheme& one : all.members)
        if (all.how == composition::rule::all_of || is_complete(one, given)) meant.push_back(&one);
    if (!meant.empty()) return meant;
    const auto begun = std::find_if(all.members.begin(), all.members.end(),
                                    [&](const scheme& one) { return has_begun(one, given); });
    return {begun == all.members.end() ? &all.members.front() : &*begun};
}

void add_meant(const scheme& one, const verification_inputs& given, uses& meant) {
    meant.add(one);
    if (const auto* several = std::get_if<composition>(&one.what))
        for (const scheme* member : members_meant(*several, given))
            add_meant(*member, given, meant);
}

mapping::result<std::vector<std::string>> find_secrets(const secret_store& secrets,
                                                       const std::string& name,
                                                       const std::string& where) {
    const auto found = secrets.find(name);
    if (found == secrets.end() || found->second.empty())
        return mapping::problems(errc::missing, where,
                                 "the provider's definition verifies with this secret");
    if (std::any_of(found->second.begin(), found->second.end(),
                    [](const std::string& one) { return trimmed(one).empty(); }))
        return mapping::problems(errc::missing, where, "the secret is empty");
    return found->second;
}

// One making of a verifier; what the connection lacks gathers in `wrong`. A verifier that cannot be
// made is null.
class maker {
public:
    explicit maker(const verification_inputs& given) : given_(given) {}

    std::unique_ptr<const verifier> make(const scheme& one) {
        return std::visit([this](const auto& settings) { return make_from(settings); }, one.what);
    }

    mapping::problems wrong;

private:
    std::unique_ptr<const verifier> make_from(const no_settings&) {
        return std::make_unique<const no_verifier>();
    }

    std::unique_ptr<const verifier> make_from(const composition& all) {
        std::vector<std::unique_ptr<const verifier>> members;
        for (const scheme* one : members_meant(all, given_)) members.push_back(make(*one));
        if (!wrong.empty()) return nullptr;
        return all.how == composition::rule::any_of ? make_any_of(std::move(members))
                                                    : make_all_of(std::move(members));
    }

    std::unique_ptr<const verifier> make_from(const token_settings& token) {
        return usable(
            make_token_verifier(token, secrets(token.secret), place_of_secret(token.secret)));
    }

    std::unique_ptr<const verifier> make_from(const mac_settings& mac) {
        return usable(make_mac_verifier(mac, secrets(mac.secret), place_of_secret(mac.secret),
                                        given_.public_url));
    }

    std::unique_ptr<const verifier> make_from(const public_key_settings& signing) {
        return usable(make_public_key_verifier(signing, secrets(signing.key),
                                               place_of_secret(signing.key), given_.public_url));
    }

    std::unique_ptr<const verifier> make_from(const jwt_settings& token) {
        return usable(make_jwt_verifier(token, secrets(token.key), place_of_secret(token.key)));
    }

    std::unique_ptr<const verifier> make_from(const address_settings& address) {
        return usable(make_address_verifier(address, given_.addresses));
    }

    std::unique_ptr<const verifier> make_from(const certificate_settings& certificate) {
        if (!given_.has_client_ca)
            wrong.add(errc::missing, "/provider",
                      "the definition verifies client certificates, for which gateway.yaml needs "
                      "listen.client_ca");
        return make_certificate_verifier(certificate);
    }

    std::unique_ptr<const verifier> usable(made_verifier made) {
        if (made) return std::move(*made);
        wrong.add(made.error());
        return nullptr;
    }

    // Empty when the connection gives none, so that what else is wrong is found too.
    std::vector<std::string> secrets(const std::string& name) {
        auto found = find_secrets(given_.secrets, name, place_of_secret(name));
        if (found) return std::move(*found);
        wrong.add(found.error());
        return {};
    }

    const verification_inputs& given_;
};

}  // namespace

std::string_view to_string(rejection reason) noexcept {
    switch (reason) {
        case rejection::address_refused: return "address_refused";
        case rejection::certificate_missing: return "certificate_missing";
        case rejection::credentials_missing: return "credentials_missing";
        case rejection::credentials_repeated: return "credentials_repeated";
        case rejection::credentials_malformed: return "credentials_malformed";
        case rejection::timestamp_missing: return "timestamp_missing";
        case rejection::timestamp_malformed: return "timestamp_malformed";
        case rejection::certificate_refused: return "certificate_refused";
        case rejection::credentials_wrong: return "credentials_wrong";
        case rejection::timestamp_skew: return "timestamp_skew";
    }
    return "unknown";
}

bool is_about_the_peer(rejection reason) noexcept {
    return reason == rejection::address_refused || reason == rejection::certificate_missing ||
           reason == rejection::certificate_refused;
}

made_verifier make_verifier(const json::value& config, const std::string& where,
                            const verification_inputs& given) {
    const auto read = read_scheme(config, where);
    if (!read) return read.error();
    maker making(given);
    auto made = making.make(*read);
    if (!making.wrong.empty()) return std::move(making.wrong);
    return made;
}

mapping::problems check_verification(const json::value& config, const std::string& where) {
    const auto read = read_scheme(config, where);
    return read ? mapping::problems() : read.error();
}

mapping::problems useless_inputs(const json::value& config,
                                 const std::set<std::string, std::less<>>& used_elsewhere,
                                 const verification_inputs& given) {
    const scheme read = read_scheme(config, {}).value();
    uses known, meant;
    add_all(read, known);
    add_meant(read, given, meant);
    mapping::problems found;
    for (const auto& [name, values] : given.secrets) {
        if (meant.secrets.contains(name) || used_elsewhere.contains(name)) continue;
        if (known.secrets.contains(name))
            found.add(errc::not_allowed, place_of_secret(name),
                      "is of no use alone: the definition wants another secret with it");
        else
            found.add(errc::unknown, place_of_secret(name),
                      "the provider's definition uses no secret of that name");
    }
    if (!given.addresses.empty() && !meant.addresses)
        found.add(known.addresses ? errc::not_allowed : errc::unknown, "/addresses",
                  "the provider's definition does not look at the address");
    return found;
}

void throw_exception_from_error(rejection reason, const boost::source_location&) {
    throw std::logic_error("nobody looked at a rejection: " + std::string(to_string(reason)));
}

}  // namespace providers
