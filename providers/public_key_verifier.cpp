#include "providers/public_key_verifier.hpp"

#include "providers/choice.hpp"

namespace providers {
namespace {

constexpr choice<key_algorithm> algorithms[] = {{"ed25519", key_algorithm::ed25519},
                                                {"rsa-sha256", key_algorithm::rsa_sha256}};

}  // namespace

public_key_settings read_public_key_settings(mapping::json_reader& in) {
    in.object("", {"public_key"});
    in.object("/public_key", {"key", "algorithm", "message", "signature", "timestamp", "id"});
    public_key_settings settings;
    settings.key = in.text("/public_key/key");
    settings.algorithm = read_choice(in, "/public_key/algorithm", algorithms);
    settings.text = read_signed_text(in, "/public_key", secret_in_message::refused);
    return settings;
}

mapping::result<std::unique_ptr<const verifier>> make_public_key_verifier(
    const public_key_settings& settings, const std::vector<std::string>& keys,
    const std::string& key_where, const std::string& public_url) {
    mapping::problems found;
    auto checks = make_public_key_checks(settings.algorithm, keys, key_where);
    if (!checks) found.add(checks.error());
    auto made = make_signed_text_verifier(
        settings.text, checks ? std::move(*checks) : signature_checks(), public_url);
    if (!made) found.add(made.error());
    if (!found.empty()) return found;
    return made;
}

}  // namespace providers
