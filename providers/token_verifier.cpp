#include "providers/token_verifier.hpp"

#include "providers/credentials.hpp"
#include "providers/digest.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using place = token_settings::place;

sent<std::string> sent_by_basic(const webhook& hook, const std::string&) {
    const auto encoded = sent_authorization(hook, "Basic");
    if (!encoded) return encoded.error();
    auto user_and_password = from_base64(*encoded);
    if (!user_and_password || user_and_password->find(':') == std::string::npos)
        return rejection::credentials_malformed;
    return std::move(*user_and_password);
}

sent<std::string> sent_as_bearer(const webhook& hook, const std::string&) {
    const auto token = sent_authorization(hook, "Bearer");
    if (!token) return token.error();
    return std::string(*token);
}

sent<std::string> sent_in_header(const webhook& hook, const std::string& name) {
    const auto value = sent_header(hook, name);
    if (!value) return value.error();
    return std::string(*value);
}

sent<std::string> sent_in_query(const webhook& hook, const std::string& name) {
    return sent_query_parameter(hook, name);
}

sent<std::string> sent_in_path(const webhook& hook, const std::string&) {
    std::string_view path = hook.path;
    if (path.starts_with('/')) path.remove_prefix(1);
    if (path.empty()) return rejection::credentials_missing;
    auto text = from_percent(path, plus_sign::is_itself);
    if (!text) return rejection::credentials_malformed;
    return std::move(*text);
}

sent<std::string> sent_in_body(const webhook& hook, const std::string& pointer) {
    const auto found = sent_body_value(hook, pointer);
    if (!found) return found.error();
    if (!found->is_string()) return rejection::credentials_malformed;
    return std::string(found->get_string());
}

using find_function = sent<std::string> (*)(const webhook&, const std::string& name);

find_function find_in(place where) noexcept {
    switch (where) {
        case place::basic: return sent_by_basic;
        case place::bearer: return sent_as_bearer;
        case place::header: return sent_in_header;
        case place::query: return sent_in_query;
        case place::path: return sent_in_path;
        case place::body: return sent_in_body;
    }
    return nullptr;
}

// Compares SHA-256 digests, so that neither the length of a secret nor the place of a difference
// shows in the time it takes; the secrets themselves are not even kept.
class token_verifier final : public verifier {
public:
    token_verifier(const token_settings& settings, const std::vector<std::string>& secrets)
        : find_(find_in(settings.where)), name_(settings.name) {
        for (const std::string& secret : secrets) expected_.push_back(sha256(secret));
    }

    verification verify(const webhook& hook, mapping::timestamp) const override {
        const auto shown = find_(hook, name_);
        if (!shown) return shown.error();
        const std::string digest = sha256(*shown);
        verification verdict = rejection::credentials_wrong;
        for (std::size_t i = expected_.size(); i-- > 0;)  // all of them, so the first that matches
            if (equal_in_constant_time(expected_[i], digest)) verdict = proof{i};
        return verdict;
    }

private:
    find_function find_;
    std::string name_;
    std::vector<std::string> expected_;
};

void check_name(mapping::json_reader& in, const std::string& pointer,
                const token_settings& settings) {
    if (settings.name.empty()) return;  // said already
    if (settings.where == place::header && !is_header_name(settings.name))
        in.fail(mapping::errc::malformed, pointer, "is not the name of a header");
}

}  // namespace

std::string_view to_string(place where) noexcept {
    switch (where) {
        case place::basic: return "basic";
        case place::bearer: return "bearer";
        case place::header: return "header";
        case place::query: return "query";
        case place::path: return "path";
        case place::body: return "body";
    }
    return "unknown";
}

token_settings read_token_settings(mapping::json_reader& in, place where) {
    const std::string key(to_string(where));
    const std::string pointer = "/" + key;
    token_settings settings;
    settings.where = where;
    const bool has_name = where == place::header || where == place::query || where == place::body;
    if (has_name) {
        in.object("", {key, "secret"});
        settings.name = where == place::body ? read_body_pointer(in, pointer) : in.text(pointer);
        settings.secret = in.text("/secret");
        check_name(in, pointer, settings);
    } else {
        in.object("", {key});
        settings.secret = in.text(pointer);
    }
    return settings;
}

bool is_user_and_password(std::string_view secret) noexcept {
    return secret.find(':') != std::string_view::npos && secret != ":";
}

mapping::result<std::unique_ptr<const verifier>> make_token_verifier(
    const token_settings& settings, const std::vector<std::string>& secrets,
    const std::string& secret_where) {
    mapping::problems found;
    for (const std::string& secret : secrets)
        if (settings.where == place::basic && !is_user_and_password(secret))
            found.add(mapping::errc::malformed, secret_where, not_user_and_password);
    if (!found.empty()) return found;
    return std::make_unique<const token_verifier>(settings, secrets);
}

}  // namespace providers
