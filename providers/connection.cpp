#include "providers/connection.hpp"

#include <stdexcept>

#include "providers/decoder.hpp"
#include "providers/identify.hpp"
#include "providers/media_type.hpp"

namespace providers {

using mapping::errc;

namespace {

// Of a connection without secrets.
class disbelieving_verifier final : public verifier {
public:
    verification verify(const webhook&, mapping::timestamp) const override {
        return rejection::credentials_wrong;
    }
};

// The body of a challenge; null when it is none of that format.
json::value read_challenge(body_format format, const receive_settings& of_events,
                           const webhook& hook) {
    receive_settings how = of_events;
    if (format != of_events.format) {
        if (!is_readable(sole_header(hook, "Content-Type"), format)) return nullptr;
        how = receive_settings();
        how.format = format;
    }
    auto decoded = decode(how, hook);
    return decoded ? std::move(*decoded) : json::value();
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
    const verification_inputs given{settings.secrets, settings.public_url, settings.addresses,
                                    settings.has_client_ca};
    auto proves = make_verifier(provider->verify, "/verify", given);
    mapping::problems wrong =
        useless_inputs(provider->verify, provider->secrets_besides_verify, given);
    if (!proves) wrong.add(proves.error());
    for (const std::string& name : provider->secrets_besides_verify)
        if (!given.secrets.contains(name))
            wrong.add(errc::missing, "/secrets" + mapping::pointer_token(name),
                      "the definition " + provider->name + " needs this secret");
    wrong.add(check_secrets(provider->fetch, given.secrets));
    wrong.add(check_settings(settings, *provider));
    if (!wrong.empty()) return wrong;
    return std::shared_ptr<const connection>(
        new connection(std::move(provider), std::move(settings), std::move(*proves)));
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

std::optional<challenge_reply> connection::answer_challenge(const webhook& hook, bool is_believed,
                                                            absent_secret without) const {
    std::map<body_format, json::value> documents;  // read when the first challenge wants them
    json::object request;
    for (const challenge& one : provider_->challenges) {
        if (one.method != hook.method || one.is_verified != is_believed) continue;
        if (request.empty()) request = request_of(hook);
        const receive_settings& events = provider_->receive;
        const auto [document, is_first] = documents.try_emplace(one.format.value_or(events.format));
        if (is_first) document->second = read_challenge(document->first, events, hook);
        const mapping::input in{document->second, request, settings_.tables};
        if (!one.when || holds(*one.when, in))
            return reply_to(one, in, settings_.secrets, settings_.public_url, without);
    }
    return std::nullopt;
}

answer connection::fill(const answer_template& wanted, const webhook& hook,
                        json::object result) const {
    if (wanted.is_empty()) return fill_without_request(wanted);
    const auto document = decode(hook);
    const json::value nothing;
    json::object request = request_of(hook);
    request["result"] = std::move(result);
    return wanted.fill({document ? *document : nothing, request, settings_.tables});
}

answer connection::fill_without_request(const answer_template& wanted) const {
    const json::value nothing;
    const json::object request;
    return wanted.fill({nothing, request, settings_.tables});
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

mapping::result<opened_event> connection::open(const webhook& hook,
                                               std::optional<int> which) const {
    auto decoded = decode(hook);
    if (!decoded) return decoded.error();
    auto document = std::make_shared<const json::value>(std::move(*decoded));
    const auto part = part_of(*document, which);
    if (!part) return part.error();
    return opened_event{std::move(document), *part};
}

mapping::result<event_identity> connection::identify(const webhook& hook,
                                                     const event_part& part) const {
    const json::object request = request_of(hook);
    return providers::identify(*provider_, input_of(part, request));
}

mapping::result<mapping::booking> connection::map(const webhook& hook, const event_part& part,
                                                  const event_identity& identity,
                                                  const json::object* sent) const {
    if (!provider_->booking)
        throw std::logic_error("the definition " + provider_->name + " makes no bookings");
    const json::object request = request_of(hook);
    const mapping::input in = input_of(part, request);
    const std::string id = external_id(identity.booking_id);
    if (!provider_->is_partial(identity.kind))
        return provider_->booking->apply(in, id, settings_.defaults, settings_.locale);
    if (sent) return provider_->booking->apply(in, id, settings_.defaults, settings_.locale, sent);

    // A part of a booking that nobody knows must not pass for a whole one.
    json::object defaults = settings_.defaults;
    for (const char* of_a_customer : {"name", "summary"}) defaults.erase(of_a_customer);
    return provider_->booking->apply(in, id, defaults, settings_.locale);
}

std::vector<mapping::traced_field> connection::trace(const webhook& hook, const event_part& part,
                                                     const event_identity& identity) const {
    if (!provider_->booking) return {};
    const json::object request = request_of(hook);
    const mapping::input in = input_of(part, request);
    auto draft =
        provider_->booking->draft(in, external_id(identity.booking_id), settings_.defaults);
    if (provider_->booking_id) draft.externalId.from = provider_->booking_id->read(in).from;
    return mapping::trace(draft);
}

std::set<std::string> connection::fetch_origins() const {
    std::set<std::string> all;
    for (const fetch_step& step : provider_->fetch) all.insert(origin_of(step, settings_.origins));
    return all;
}

mapping::result<std::optional<fetch_request>> connection::next_fetch(const webhook& hook,
                                                                     const event_part& part,
                                                                     event_kind at_the_door) const {
    const json::object request = request_of(hook);
    return providers::next_fetch(provider_->fetch, provider_->once_fetched, at_the_door,
                                 input_of(part, request), &settings_.secrets, settings_.origins);
}

mapping::result<std::optional<fetch_request>> connection::show_fetch(const fetch_step& step,
                                                                     const webhook& hook,
                                                                     const event_part& part) const {
    const json::object request = request_of(hook);
    return providers::next_fetch({step}, {}, *step.kinds.begin(), input_of(part, request), nullptr,
                                 settings_.origins);
}

event_kind connection::kind_once_fetched(const webhook& hook, const event_part& part,
                                         event_kind at_the_door) const {
    if (provider_->once_fetched.empty() || at_the_door == event_kind::operation) return at_the_door;
    const json::object request = request_of(hook);
    return providers::kind_once_fetched(provider_->fetch, provider_->once_fetched, at_the_door,
                                        input_of(part, request));
}

mapping::result<std::optional<operation_call>> connection::next_operation(
    const webhook& hook, const event_part& part) const {
    const json::object request = request_of(hook);
    return providers::next_operation(provider_->operations, input_of(part, request),
                                     settings_.locale, settings_.booking_provider);
}

connection::planned_operations connection::plan_operations(const webhook& hook,
                                                           const event_part& part) const {
    const json::object given = part.fetched ? part.fetched->as_object() : json::object();
    json::value known = given;
    for (const operation_step& step : provider_->operations) known.get_object().erase(step.name);
    event_part now = part;
    now.fetched = &known;
    planned_operations plan;
    for (;;) {
        auto next = next_operation(hook, now);
        if (!next) plan.wrong = next.error();
        if (!next || !*next) return plan;
        const json::value* answer = given.if_contains((*next)->name);
        known.get_object()[(*next)->name] = answer ? *answer : json::object();
        plan.calls.push_back(std::move(**next));
    }
}

std::string connection::cancel_memo(const webhook& hook, const event_part& part) const {
    const std::string plain = "Cancelled through " + provider_->name;
    if (!provider_->cancel_memo) return plain;
    const json::object request = request_of(hook);
    return provider_->cancel_memo->read_text(input_of(part, request)).value_or(plain);
}

mapping::input connection::input_of(const event_part& part, const json::object& request) const {
    return {*part.item, request, settings_.tables, part.parent, part.root, part.fetched};
}

}  // namespace providers
