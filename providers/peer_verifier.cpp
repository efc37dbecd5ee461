#include "providers/peer_verifier.hpp"

#include <algorithm>

namespace providers {
namespace {

using mapping::errc;

constexpr const char* not_a_network =
    "is no address or network such as 203.0.113.0/24, or has bits beyond its prefix, or is /0";

class address_verifier final : public verifier {
public:
    explicit address_verifier(std::vector<network> allowed) : allowed_(std::move(allowed)) {}

    verification verify(const webhook& hook, mapping::timestamp) const override {
        const bool is_allowed =
            std::any_of(allowed_.begin(), allowed_.end(),
                        [&](const network& one) { return one.contains(hook.peer); });
        if (!is_allowed) return rejection::address_refused;
        return proof{};
    }

private:
    std::vector<network> allowed_;
};

class certificate_verifier final : public verifier {
public:
    explicit certificate_verifier(certificate_settings settings) : wanted_(std::move(settings)) {}

    verification verify(const webhook& hook, mapping::timestamp) const override {
        if (!hook.certificate) return rejection::certificate_missing;
        const auto& shown = *hook.certificate;
        const bool is_wanted = (wanted_.subject.empty() || shown.subject == wanted_.subject) &&
                               (wanted_.name.empty() || has_name(shown));
        if (!is_wanted) return rejection::certificate_refused;
        return proof{};
    }

private:
    bool has_name(const certificate_names& shown) const {
        return std::find(shown.alternatives.begin(), shown.alternatives.end(), wanted_.name) !=
               shown.alternatives.end();
    }

    certificate_settings wanted_;
};

}  // namespace

address_settings read_address_settings(mapping::json_reader& in) {
    in.object("", {"address"});
    address_settings settings;
    const json::value* config = in.find("/address");
    settings.is_left_to_connection = config && *config == "connection";
    const json::array* list = config ? config->if_array() : nullptr;
    if (settings.is_left_to_connection) return settings;
    if (!list || list->empty()) {
        in.fail(errc::missing, "/address", "must be a list of at least one network, or connection");
        return settings;
    }
    for (std::size_t i = 0; i < list->size(); ++i) {
        const std::string where = "/address/" + std::to_string(i);
        const std::string text = in.text(where);
        const auto read = network::parse(text);
        if (read)
            settings.networks.push_back(*read);
        else if (!text.empty())
            in.fail(errc::malformed, where, not_a_network);
    }
    return settings;
}

certificate_settings read_certificate_settings(mapping::json_reader& in) {
    const std::string where = "/client_certificate";
    in.object("", {"client_certificate"});
    in.object(where, {"subject", "san"});
    certificate_settings settings;
    const bool has_subject = in.find(where + "/subject") != nullptr;
    const bool has_name = in.find(where + "/san") != nullptr;
    if (!has_subject && !has_name)
        in.fail(errc::missing, where, "must say a subject, a san or both: else anybody's would do");
    if (has_subject) settings.subject = in.text(where + "/subject");
    if (has_name) settings.name = in.text(where + "/san");
    return settings;
}

mapping::result<std::unique_ptr<const verifier>> make_address_verifier(
    const address_settings& settings, const std::vector<std::string>& addresses) {
    std::vector<network> allowed = settings.networks;
    mapping::problems found;
    if (settings.is_left_to_connection && addresses.empty())
        found.add(errc::missing, "/addresses",
                  "the provider's definition verifies where a webhook comes from");
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        const auto read = network::parse(addresses[i]);
        if (read)
            allowed.push_back(*read);
        else
            found.add(errc::malformed, "/addresses/" + std::to_string(i), not_a_network);
    }
    if (!found.empty()) return found;
    return std::make_unique<const address_verifier>(std::move(allowed));
}

std::unique_ptr<const verifier> make_certificate_verifier(const certificate_settings& settings) {
    return std::make_unique<const certificate_verifier>(settings);
}

}  // namespace providers
