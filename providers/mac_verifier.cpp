#include "providers/mac_verifier.hpp"

#include <optional>

#include "providers/choice.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using encoding = mac_settings::encoding;

constexpr choice<encoding> encodings[] = {
    {"utf8", encoding::utf8}, {"base64", encoding::base64}, {"hex", encoding::hex}};

std::string_view word_for(encoding wanted) noexcept {
    for (const choice<encoding>& one : encodings)
        if (one.value == wanted) return one.word;
    return {};
}

}  // namespace

mac_settings read_mac_settings(mapping::json_reader& in) {
    in.object("", {"mac"});
    in.object("/mac", {"secret", "secret_encoding", "secret_prefix", "digest", "message",
                       "signature", "timestamp", "id"});
    mac_settings settings;
    settings.secret = in.text("/mac/secret");
    settings.secret_encoding = read_choice(in, "/mac/secret_encoding", encodings, "utf8");
    settings.secret_prefix = in.text_or("/mac/secret_prefix", "");
    settings.how = read_digest(in, "/mac/digest");
    const bool is_keyless = settings.how == digest::sha256;
    settings.text = read_signed_text(
        in, "/mac", is_keyless ? secret_in_message::required : secret_in_message::allowed);
    return settings;
}

std::optional<std::string> mac_key(std::string_view secret, const mac_settings& settings) {
    if (secret.starts_with(settings.secret_prefix))
        secret.remove_prefix(settings.secret_prefix.size());
    std::optional<std::string> key(secret);
    if (settings.secret_encoding == encoding::base64)
        key = from_base64(secret, spare_bits::ignored);
    if (settings.secret_encoding == encoding::hex) key = from_hex(secret);
    if (key && key->empty()) return std::nullopt;
    return key;
}

mapping::result<std::unique_ptr<const verifier>> make_mac_verifier(
    const mac_settings& settings, const std::vector<std::string>& secrets,
    const std::string& secret_where, const std::string& public_url) {
    mapping::problems found;
    signature_checks keys;
    for (const std::string& secret : secrets) {
        auto key = mac_key(secret, settings);
        if (key)
            keys.push_back(make_mac_check(settings.how, std::move(*key)));
        else
            found.add(mapping::errc::malformed, secret_where,
                      "is not written in " + std::string(word_for(settings.secret_encoding)));
    }
    auto made = make_signed_text_verifier(settings.text, std::move(keys), public_url);
    if (!made) found.add(made.error());
    if (!found.empty()) return found;
    return made;
}

}  // namespace providers
