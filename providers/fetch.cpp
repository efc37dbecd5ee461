#include "providers/fetch.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>

#include "mapping/transforms/text.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::pointer_token;
using mapping::problems;
using place = token_settings::place;

void show(const token_settings& auth, const std::string& secret, fetch_request& request) {
    switch (auth.where) {
        case place::basic:
            request.headers.push_back({"Authorization", "Basic " + to_base64(secret)});
            break;
        case place::bearer: request.headers.push_back({"Authorization", "Bearer " + secret}); break;
        case place::header: request.headers.push_back({auth.name, secret}); break;
        case place::query:
            request.url += request.url.find('?') == std::string::npos ? '?' : '&';
            request.url += to_percent(auth.name) + "=" + to_percent(secret);
            break;
        case place::path:
        case place::body: break;  // no request of ours shows one there
    }
}

// Why the secret cannot be shown there; null when it can.
const char* objection_to(const std::string& secret, place where) {
    if (mapping::is_blank(secret)) return "the secret is empty";
    if (where == place::basic && !is_user_and_password(secret)) return not_user_and_password;
    const bool is_in_header = where == place::bearer || where == place::header;
    if (is_in_header && !is_printable(secret))
        return "goes into a header, and so must be printable ASCII";
    return nullptr;
}

void add_unless_there(std::vector<header>& headers, const char* name, const char* value) {
    const bool is_there = std::any_of(headers.begin(), headers.end(), [&](const header& one) {
        return mapping::equals_ignoring_case(one.name, name);
    });
    if (!is_there) headers.push_back({name, value});
}

// The values of the path's placeholders; a problem for each that the event does not give.
mapping::result<std::map<std::string, std::string, std::less<>>> values_of(
    const fetch_step& step, const mapping::input& in) {
    std::map<std::string, std::string, std::less<>> values;
    problems missing;
    for (const auto& [name, what] : step.with) {
        if (auto text = what.read_text(in))
            values.emplace(name, std::move(*text));
        else
            missing.add(errc::missing, step.where + "/with" + pointer_token(name),
                        "the event does not give it", what.read(in).from);
    }
    if (!missing.empty()) return missing;
    return values;
}

fetch_request request_for(const fetch_step& step, const std::string& target,
                          const mapping::input& in, const secret_store& secrets,
                          const fetch_origins& origins) {
    fetch_request request;
    request.name = step.name;
    request.origin = origin_of(step, origins);
    request.method = step.post ? "POST" : "GET";
    request.url = request.origin + target;
    request.headers = step.headers;
    request.is_optional = step.is_optional;
    add_unless_there(request.headers, "Accept", "application/json");
    if (step.post) {
        request.body = json::serialize(step.post->fill(in));
        add_unless_there(request.headers, "Content-Type", "application/json");
    }
    // While a secret rotates the newest comes first.
    if (step.auth) show(*step.auth, secrets.at(step.auth->secret).front(), request);
    return request;
}

}  // namespace

const std::string& origin_of(const fetch_step& step, const fetch_origins& of_connection) {
    const auto replaced = of_connection.find(step.name);
    return replaced == of_connection.end() ? step.origin : replaced->second;
}

std::vector<std::string> secrets_of(const std::vector<fetch_step>& steps) {
    std::vector<std::string> names;
    for (const fetch_step& step : steps)
        if (step.auth) names.push_back(step.auth->secret);
    return names;
}

std::vector<std::string> tables_of(const std::vector<fetch_step>& steps) {
    std::vector<std::string> names;
    for (const fetch_step& step : steps)
        for (const auto& [name, what] : step.with)
            for (std::string& table : what.tables()) names.push_back(std::move(table));
    for (const fetch_step& step : steps)
        if (step.post)
            for (std::string& table : step.post->tables()) names.push_back(std::move(table));
    return names;
}

problems check_secrets(const std::vector<fetch_step>& steps, const secret_store& secrets) {
    problems found;
    for (const fetch_step& step : steps) {
        const auto given = step.auth ? secrets.find(step.auth->secret) : secrets.end();
        if (given == secrets.end()) continue;  // said already, if it is missing
        const std::string where = "/secrets" + pointer_token(given->first);
        if (given->second.empty()) found.add(errc::missing, where, "an empty list of secrets");
        for (const std::string& secret : given->second)
            if (const char* objection = objection_to(secret, step.auth->where))
                found.add(errc::malformed, where, objection);
    }
    return found;
}

mapping::result<std::optional<fetch_request>> next_fetch(const std::vector<fetch_step>& steps,
                                                         event_kind kind, const mapping::input& in,
                                                         const secret_store& secrets,
                                                         const fetch_origins& origins) {
    const json::object* fetched = in.fetched ? in.fetched->if_object() : nullptr;
    for (const fetch_step& step : steps) {
        const bool is_there = fetched && fetched->contains(step.name);
        if (is_there || !step.kinds.contains(kind)) continue;
        const auto values = values_of(step, in);
        if (!values && step.is_optional) continue;
        if (!values) return values.error();
        const auto target = step.path.fill(*values);
        if (!target) return target.error();
        return std::optional(request_for(step, *target, in, secrets, origins));
    }
    return std::optional<fetch_request>();
}

}  // namespace providers
