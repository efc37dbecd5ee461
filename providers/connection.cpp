#include "providers/connection.hpp"

#include <algorithm>
#include <stdexcept>

#include "providers/decoder.hpp"
#include "providers/identify.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::pointer_token;

// Of a connection without secrets.
class disbelieving_verifier final : public verifier {
public:
    verification verify(const webhook&, mapping::timestamp) const override {
        return rejection::credentials_wrong;
    }
};

bool uses(const verification_scheme& scheme, const std::string& secret) {
    return std::find(scheme.secrets.begin(), scheme.secrets.end(), secret) != scheme.secrets.end();
}

// The scheme that the connection means: the first of which it gives a secret, so that a problem
// names what else that one needs. With a single scheme there is no question.
const verification_scheme& chosen_scheme(const definition& provider, const secret_store& secrets) {
    const auto chosen = std::find_if(
        provider.verify.begin(), provider.verify.end(), [&](const verification_scheme& one) {
            return std::any_of(one.secrets.begin(), one.secrets.end(),
                               [&](const std::string& name) { return secrets.contains(name); });
        });
    return chosen == provider.verify.end() ? provider.verify.front() : *chosen;
}

mapping::problems check_secrets(const secret_store& given, const definition& provider,
                                const verification_scheme& scheme) {
    mapping::problems wrong;
    for (const std::string& name : scheme.secrets)
        if (!given.contains(name))
            wrong.add(errc::missing, "/secrets" + pointer_token(name),
                      "the definition " + provider.name + " verifies webhooks with this secret");
    for (const auto& [name, values] : given) {
        if (uses(scheme, name)) continue;
        const bool is_known =
            std::any_of(provider.verify.begin(), provider.verify.end(),
                        [&](const verification_scheme& other) { return uses(other, name); });
        if (is_known)
            wrong.add(errc::not_allowed, "/secrets" + pointer_token(name),
                      "belongs to another way of verifying than the secret " +
                          scheme.secrets.front() + "; give the secrets of one");
        else
            wrong.add(errc::unknown, "/secrets" + pointer_token(name),
                      "the definition " + provider.name + " uses no secret of that name");
    }
    return wrong;
}

// A table that may be absent and is: every look-up in it finds nothing.
void add_optional_tables(lookup_tables& tables, const definition& provider) {
    for (const auto& [name, need] : provider.tables) tables.try_emplace(name);
}

}  // namespace

connection::connection(std::shared_ptr<const definition> provider, connection_settings settings,
                       std::unique_ptr<const verifier> proves)
    : provider_(std::move(provider)), settings_(std::move(settings)), verifier_(std::move(proves)) {
    add_optional_tables(settings_.tables, *provider_);
}

mapping::result<std::shared_ptr<const connection>> connection::make(
    std::shared_ptr<const definition> provider, connection_settings settings) {
    const verification_scheme& scheme = chosen_scheme(*provider, settings.secrets);
    mapping::problems wrong = check_secrets(settings.secrets, *provider, scheme);
    std::unique_ptr<const verifier> proves;
    if (wrong.empty()) {
        auto made =
            make_verifier(scheme.config, scheme.where, settings.secrets, settings.public_url);
        if (made)
            proves = std::move(*made);
        else
            wrong.add(made.error());
    }
    wrong.add(check_settings(settings, *provider));
    if (!wrong.empty()) return wrong;
    return std::shared_ptr<const connection>(
        new connection(std::move(provider), std::move(settings), std::move(proves)));
}

mapping::result<std::shared_ptr<const connection>> connection::make_disbelieving(
    std::shared_ptr<const definition> provider, connection_settings settings) {
    mapping::problems wrong = check_settings(settings, *provider);
    if (!wrong.empty()) return wrong;
    return std::shared_ptr<const connection>(new connection(
        std::move(provider), std::move(settings), std::make_unique<const disbelieving_verifier>()));
}

boost::system::result<authentic_webhook, rejection> connection::authenticate(
    webhook hook, mapping::timestamp now) const {
    const verification proven = verifier_->verify(hook, now);
    if (!proven) return proven.error();
    return authentic_webhook(settings_.name, std::move(hook), proven->secret_position);
}

mapping::result<json::value> connection::decode(const webhook& hook) const {
    return providers::decode(provider_->receive, hook);
}

mapping::result<std::vector<event_part>> connection::split(const json::value& document) const {
    return providers::split(document, provider_->receive.split);
}

mapping::result<event_part> connection::part_of(const json::value& document,
                                                std::optional<int> which) const {
    const auto parts = split(document);
    if (!parts) return parts.error();
    const auto place = static_cast<std::size_t>(which.value_or(0));
    const bool is_meant = which ? provider_->is_split() : parts->size() == 1;
    if (is_meant && place < parts->size()) return (*parts)[place];
    return mapping::problems(errc::missing, "/receive/split",
                             "the request was taken for another number of events than the " +
                                 std::to_string(parts->size()) + " that the definition sees now");
}

mapping::result<event_identity> connection::identify(const webhook& hook,
                                                     const event_part& part) const {
    const json::object request = request_of(hook);
    return providers::identify(*provider_, input_of(part, request));
}

mapping::result<mapping::booking> connection::map(const webhook& hook, const event_part& part,
                                                  const event_identity& identity) const {
    if (!provider_->booking)
        throw std::logic_error("the definition " + provider_->name + " makes no bookings");
    const json::object request = request_of(hook);
    return provider_->booking->apply(input_of(part, request), external_id(identity.booking_id),
                                     settings_.defaults, settings_.locale);
}

std::string connection::cancel_memo(const webhook& hook, const event_part& part) const {
    const std::string plain = "Cancelled through " + provider_->name;
    if (!provider_->cancel_memo) return plain;
    const json::object request = request_of(hook);
    return provider_->cancel_memo->read_text(input_of(part, request)).value_or(plain);
}

mapping::input connection::input_of(const event_part& part, const json::object& request) const {
    return {*part.item, request, settings_.tables, part.parent, part.root};
}

}  // namespace providers
