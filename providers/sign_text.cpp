#include "providers/sign_text.hpp"

#include "mapping/transforms/text.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::problems;
using form = signature_settings::form;

std::string moment_text(mapping::timestamp now, timestamp_unit unit) {
    const std::int64_t milliseconds = now.time_since_epoch().count();
    switch (unit) {
        case timestamp_unit::seconds: return std::to_string(milliseconds / 1000);
        case timestamp_unit::milliseconds: return std::to_string(milliseconds);
        case timestamp_unit::rfc3339: break;
    }
    return mapping::to_rfc3339(now);
}

// What the request has in the first of these headers that it has at all; or `otherwise`, put into
// the first of them.
mapping::result<std::string> sent_or_added(webhook& hook, const std::vector<std::string>& headers,
                                           std::string otherwise) {
    const auto there = sent_header(hook, headers);
    if (there) return std::string(*there);
    if (there.error() != rejection::credentials_missing)
        return problems(errc::duplicate, headers.front(), "stands in the request more than once");
    hook.headers.push_back({headers.front(), otherwise});
    return otherwise;
}

mapping::result<std::string> moment_of(webhook& hook, const timestamp_settings& settings,
                                       mapping::timestamp now) {
    std::string text = moment_text(now, settings.unit);
    if (!settings.headers.empty()) return sent_or_added(hook, settings.headers, std::move(text));
    if (settings.pointer.empty()) return text;  // it goes into the signature's header
    const auto value = sent_body_value(hook, settings.pointer);
    const auto there = value ? mapping::scalar_text(*value) : std::nullopt;
    if (there) return *there;
    return problems(errc::missing, settings.pointer,
                    "the time of signing stands in the body: put it there by hand, as " + text);
}

// As the header or the query parameter has it.
std::string written(const signature_settings& settings, const std::string& signature,
                    const std::string& moment) {
    const std::string text = to_text(settings.written, signature);
    switch (settings.how) {
        case form::bare: return text;
        case form::prefixed: return settings.prefix + text;
        case form::tagged: return settings.key + "," + text;
        case form::pairs: break;
    }
    const std::string pair = settings.key + "=" + text;
    return settings.timestamp_key.empty() ? pair
                                          : settings.timestamp_key + "=" + moment + "," + pair;
}

}  // namespace

problems add_credential(webhook& hook, const std::string& header, std::string value) {
    for (const auto& one : hook.headers)
        if (mapping::equals_ignoring_case(one.name, header))
            return {errc::duplicate, header, "stands in the request already"};
    hook.headers.push_back({header, std::move(value)});
    return {};
}

problems add_parameter(webhook& hook, const std::string& name, std::string_view value) {
    const auto there = sent_query_parameter(hook, name);
    if (there || there.error() != rejection::credentials_missing)
        return {errc::duplicate, "?" + name, "stands in the query already, or it is malformed"};
    if (!hook.query.empty()) hook.query += '&';
    hook.query.append(to_percent(name)).append("=").append(to_percent(value));
    return {};
}

mapping::result<webhook> sign_text(webhook hook, const text_signing& how) {
    const signed_text_settings& settings = how.settings;
    if (settings.message.uses(message_template::part::url) && how.public_url.empty())
        return problems(errc::missing, "/public_url",
                        "is needed: the partner signs the URL that it was given");
    mapping::result<std::string> moment = std::string(), id = std::string();
    if (settings.timestamp) moment = moment_of(hook, *settings.timestamp, how.now);
    if (!moment) return moment.error();
    if (!settings.id_headers.empty())
        id = sent_or_added(hook, settings.id_headers, std::string(how.id));
    if (!id) return id.error();

    const message_template::values given{how.public_url, *moment, *id, how.secret};
    const auto message = settings.message.render(hook, given);
    if (!message)
        return problems(errc::missing, "message",
                        "a header or a query parameter that is signed is not in the request");
    const std::string text = written(settings.signature, how.signature_of(*message), *moment);
    const problems in_the_way = settings.signature.query.empty()
                                    ? add_credential(hook, settings.signature.headers.front(), text)
                                    : add_parameter(hook, settings.signature.query, text);
    if (!in_the_way.empty()) return in_the_way;
    return hook;
}

}  // namespace providers
