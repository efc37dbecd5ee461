#include "tests/sandbox/crm.hpp"

#include <algorithm>

#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/parameters.hpp"
#include "tests/sandbox/seed.hpp"
#include "tests/sandbox/validation.hpp"

namespace sandbox {

namespace {

// The key may stand in the query too; the definition declares it so.
std::string_view app_key_of(const request& received) {
    const auto in_header = value_of(received.headers, "st-app-key");
    return in_header.empty() ? value_of(received.query, "servicetitanapplicationkey") : in_header;
}

bool is_granted(const account& to, const std::string& scope) {
    const auto& granted = to.scopes;
    return granted.empty() || std::find(granted.begin(), granted.end(), scope) != granted.end();
}

bool concerns_bookings(const mapping::api_operation& of) {
    return of.scope.starts_with("tn.crm.bookings:");
}

answer out_of_scope(const mapping::api_operation& of) {
    return problem(403, "Scope validation failed for " + of.method + " " + of.path);
}

}  // namespace

crm::crm(settings settings, instant now)
    : settings_(std::move(settings)), tokens_(settings_), limits_(settings_) {
    reset(now);
}

void crm::reset(instant now) {
    tokens_.clear();
    limits_.clear();
    faults_.clear();
    calls_.clear();
    data_.reset(settings_, now);
    sow(data_, settings_, now);
}

std::int64_t crm::calls(const std::string& operation, int status) const {
    const auto found = calls_.find({operation, status});
    return found == calls_.end() ? 0 : found->second;
}

answer crm::handle(const request& received, instant now) {
    if (received.path == "/" || received.path == "/livez" || received.path.starts_with("/sandbox/"))
        return control(received, now);
    const bool is_token = received.method == "POST" && received.path == "/connect/token";
    const auto matched = mapping::crm_contract().match(received.method, received.path);
    const auto path = matched ? path_parameters(*matched) : json::object();
    if (!is_token && (!matched || !path)) return no_such_operation();
    auto answered = answer_to(is_token ? nullptr : matched->operation, *path, received, now);
    const auto name = is_token ? std::string(token_operation) : matched->operation->id;
    ++calls_[{name, answered.status}];
    return answered;
}

answer crm::answer_to(const mapping::api_operation* of, const json::object& path,
                      const request& received, instant now) {
    if (of)
        if (auto refused = refusal(*of, path, received, now)) return std::move(*refused);
    const std::string_view name = of ? std::string_view(of->id) : token_operation;
    if (const auto striking = faults_.before(name)) {
        if (striking->what == fault::expired_token)
            tokens_.revoke(value_of(received.headers, "authorization"));
        return faulty_answer(*striking, settings_);
    }
    auto done = of ? perform(*of, path, received, now) : tokens_.issue(received, now);
    if (done.status != 200) return done;
    const auto striking = faults_.after(name);
    return striking ? spoilt(std::move(done), *striking, settings_) : done;
}

std::optional<answer> crm::refusal(const mapping::api_operation& of, const json::object& path,
                                   const request& received, instant now) {
    const account* const owner = tokens_.owner_of(value_of(received.headers, "authorization"), now);
    if (!owner) return unauthorized(settings_, "Unauthorized");
    if (app_key_of(received) != settings_.app_key) {
        const std::string text = "The application key is missing or invalid.";
        return settings_.app_key_status == 404   ? no_such_operation()
               : settings_.app_key_status == 401 ? unauthorized(settings_, text)
                                                 : problem(settings_.app_key_status, text);
    }
    const auto tenant = path.at("tenant").get_int64();
    if (owner->tenant != tenant) return problem(403, "The token is not valid for this tenant.");
    if (!is_granted(*owner, of.scope)) return out_of_scope(of);
    if (settings_.restricted_to && concerns_bookings(of) &&
        provider_of(path) != *settings_.restricted_to)
        return out_of_scope(of);
    if (const auto wait = limits_.take(tenant, now))
        return throttled(settings_, std::chrono::ceil<std::chrono::seconds>(*wait));
    return std::nullopt;
}

answer crm::perform(const mapping::api_operation& of, const json::object& path,
                    const request& received, instant now) {
    auto parameters = check_parameters(of, path, received.query, settings_);
    if (!parameters.errors.empty()) return invalid(parameters.errors);
    auto body = check_body(of, received, settings_);
    if (!body.good()) return body.refusal();
    return handler_of(of.id)({of, settings_, *data_.find(path.at("tenant").get_int64()), now,
                              faults_.list_lag(), path, std::move(parameters.values),
                              std::move(body.value)});
}

json::object crm::calls_to_json() const {
    json::object shown;
    for (const auto& [key, count] : calls_) {
        auto& by_status = shown[key.first];
        if (!by_status.is_object()) by_status.emplace_object();
        by_status.get_object()[std::to_string(key.second)] = count;
    }
    return shown;
}

}  // namespace sandbox
