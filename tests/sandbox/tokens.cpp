#include "tests/sandbox/tokens.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <set>

#include "mapping/contract/api_contract.hpp"

namespace sandbox {

namespace {

answer refusal(std::string_view error) { return json_answer(400, {{"error", error}}); }

std::string_view without_scheme(std::string_view authorization) {
    constexpr std::string_view scheme = "bearer ";
    const bool has_scheme = lower_case(authorization.substr(0, scheme.size())) == scheme;
    return has_scheme ? authorization.substr(scheme.size()) : authorization;
}

std::string base64url(std::string_view bytes) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6; held -= 6) text += digits[bits >> (held - 6) & 63];
    }
    if (held > 0) text += digits[bits << (6 - held) & 63];
    return text;
}

std::int64_t unix_seconds(instant when) {
    return std::chrono::floor<std::chrono::seconds>(when).time_since_epoch().count();
}

}  // namespace

std::vector<std::string> granted_scopes(const account& to) {
    if (!to.scopes.empty()) return to.scopes;
    std::set<std::string> all;
    for (const auto& operation : mapping::crm_contract().operations()) all.insert(operation.scope);
    return {all.begin(), all.end()};
}

// A token only has to look like the real ones: nobody but us reads it, and we look it up.
std::string tokens::new_token(const account& client, instant now) {
    const std::string id = "sandbox-" + std::to_string(++count_);
    if (settings_.opaque_tokens) return base64url(id + "-" + std::to_string(unix_seconds(now)));
    const json::value header{{"alg", "RS256"}, {"typ", "at+jwt"}};
    const json::value claims{{"nbf", unix_seconds(now)},
                             {"exp", unix_seconds(now + settings_.token_life)},
                             {"iss", "https://auth.sandbox.test"},
                             {"client_id", client.client_id},
                             {"tenant", std::to_string(client.tenant)},
                             {"jti", id},
                             {"iat", unix_seconds(now)},
                             {"scope", json::value_from(granted_scopes(client))}};
    return base64url(json::serialize(header)) + "." + base64url(json::serialize(claims)) + "." +
           base64url("the signature of " + id);
}

answer tokens::issue(const request& received, instant now) {
    const auto type = lower_case(value_of(received.headers, "content-type"));
    if (!type.starts_with("application/x-www-form-urlencoded")) return refusal("invalid_request");
    const auto form = parse_form(received.body);
    if (value_of(form, "grant_type") != "client_credentials")
        return refusal("unsupported_grant_type");
    const auto& accounts = settings_.accounts;
    const auto client = std::find_if(accounts.begin(), accounts.end(), [&](const account& known) {
        return known.client_id == value_of(form, "client_id") &&
               known.client_secret == value_of(form, "client_secret");
    });
    if (client == accounts.end()) return refusal("invalid_client");
    if (form.contains("scope")) return refusal("invalid_scope");

    std::erase_if(issued_, [now](const auto& known) { return known.second.expires <= now; });
    auto token = new_token(*client, now);
    issued_.emplace(token, grant{&*client, now + settings_.token_life});
    std::string granted;
    for (const auto& scope : granted_scopes(*client))
        granted.append(granted.empty() ? "" : " ").append(scope);
    return json_answer(200, {{"access_token", token},
                             {"expires_in", settings_.token_life.count()},
                             {"token_type", "Bearer"},
                             {"scope", granted}});
}

const account* tokens::owner_of(std::string_view authorization, instant now) const {
    const auto found = issued_.find(without_scheme(authorization));
    if (found == issued_.end() || found->second.expires <= now) return nullptr;
    return found->second.owner;
}

void tokens::revoke(std::string_view authorization) {
    const auto found = issued_.find(without_scheme(authorization));
    if (found != issued_.end()) issued_.erase(found);
}

}  // namespace sandbox
