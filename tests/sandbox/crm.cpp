#include "tests/sandbox/crm.hpp"

#include <boost/json/parse.hpp>

#include "tests/sandbox/errors.hpp"

namespace sandbox {

namespace {

// The key may stand in the query too; the definition declares it so.
std::string_view app_key_of(const request& received) {
    const auto in_header = value_of(received.headers, "st-app-key");
    return in_header.empty() ? value_of(received.query, "servicetitanapplicationkey") : in_header;
}

answer throttled(ticks wait) {
    auto refused = problem(429, "Rate limit is exceeded. Try again later.");
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait);
    refused.headers["Retry-After"] = std::to_string(seconds.count());
    return refused;
}

bool concerns_bookings(operation what) {
    switch (what) {
        case operation::create_tag:
        case operation::list_tags:
        case operation::get_tag:
        case operation::update_tag: return false;
        default: return true;
    }
}

answer control_answer(int status, std::string_view text) {
    return json_answer(status, {{"status", text}});
}

}  // namespace

crm::crm(settings settings, instant now)
    : settings_(std::move(settings)),
      tokens_(settings_),
      limits_(settings_.calls_per_second),
      tags_(settings_),
      bookings_(settings_, tags_) {
    tags_.reset(now);
}

void crm::reset(instant now) {
    tokens_.clear();
    limits_.clear();
    faults_.clear();
    tags_.reset(now);
    bookings_.clear();
    calls_.clear();
}

std::int64_t crm::calls(operation what, int status) const {
    const auto found = calls_.find({what, status});
    return found == calls_.end() ? 0 : found->second;
}

answer crm::handle(const request& received, instant now) {
    if (received.path == "/livez" || received.path.starts_with("/sandbox/"))
        return control(received, now);
    const auto at = find_route(received.method, received.path);
    if (!at) return no_such_operation();
    auto answered = call(*at, received, now);
    ++calls_[{at->what, answered.status}];
    return answered;
}

answer crm::call(const route& at, const request& received, instant now) {
    if (auto refused = refusal(at, received, now)) return std::move(*refused);
    if (const auto striking = faults_.before(at.what)) {
        if (striking->what == fault::expired_token)
            tokens_.revoke(value_of(received.headers, "authorization"));
        return faulty_answer(*striking);
    }
    auto done = perform(at, received, now);
    if (done.status != 200) return done;
    const auto striking = faults_.after(at.what);
    return striking ? spoilt(std::move(done), *striking) : done;
}

std::optional<answer> crm::refusal(const route& at, const request& received, instant now) {
    if (at.what == operation::issue_token) return std::nullopt;
    const auto tenant = tokens_.tenant_of(value_of(received.headers, "authorization"), now);
    if (!tenant) return problem(401, "Unauthorized");
    if (app_key_of(received) != settings_.app_key)
        return problem(401, "The application key is missing or invalid.");
    if (*tenant != at.tenant) return problem(403, "The token is not valid for this tenant.");

    if (concerns_bookings(at.what) && settings_.restricted_to &&
        at.provider != *settings_.restricted_to)
        return problem(403, "Scope validation failed: " + received.method + " " + received.path);
    if (const auto wait = limits_.take(at.tenant, now)) return throttled(*wait);
    return std::nullopt;
}

answer crm::perform(const route& at, const request& received, instant now) {
    switch (at.what) {
        case operation::issue_token: return tokens_.issue(received, now);
        case operation::create_booking: return bookings_.create(at, received, now);
        case operation::find_bookings:
        case operation::find_tenant_bookings:
            return bookings_.list(at, received, now, faults_.list_lag());
        case operation::get_booking:
        case operation::get_tenant_booking: return bookings_.get(at);
        case operation::update_booking: return bookings_.update(at, received, now);
        case operation::dismiss_booking: return bookings_.dismiss(at, received, now);
        case operation::list_contacts:
        case operation::list_tenant_contacts: return bookings_.list_contacts(at, received);
        case operation::create_contact: return bookings_.create_contact(at, received, now);
        case operation::update_contact: return bookings_.update_contact(at, received, now);
        case operation::delete_contact: return bookings_.delete_contact(at);
        case operation::create_tag: return tags_.create(at, received, now);
        case operation::list_tags: return tags_.list(at, received);
        case operation::get_tag: return tags_.get(at);
        case operation::update_tag: return tags_.update(at, received, now);
    }
    return no_such_operation();
}

json::object crm::calls_to_json() const {
    json::object shown;
    for (const auto& [key, count] : calls_) {
        auto& by_status = shown[to_string(key.first)];
        if (!by_status.is_object()) by_status.emplace_object();
        by_status.get_object()[std::to_string(key.second)] = count;
    }
    return shown;
}

answer crm::control(const request& received, instant now) {
    const auto is = [&](std::string_view method, std::string_view path) {
        return received.method == method && received.path == path;
    };
    if (is("GET", "/livez")) return control_answer(200, "alive");
    if (is("GET", "/sandbox/bookings")) return json_answer(200, bookings_.to_json());
    if (is("GET", "/sandbox/calls")) return json_answer(200, calls_to_json());
    if (is("GET", "/sandbox/faults")) return json_answer(200, faults_.to_json());
    if (is("POST", "/sandbox/faults")) {
        boost::system::error_code broken;
        const auto wrong = faults_.add(json::parse(received.body, broken));
        return wrong.empty() ? control_answer(200, "switched on") : control_answer(400, wrong);
    }
    if (is("DELETE", "/sandbox/faults")) {
        faults_.clear();
        return control_answer(200, "switched off");
    }
    if (is("POST", "/sandbox/reset")) {
        reset(now);
        return control_answer(200, "reset");
    }
    return control_answer(404, "not found");
}

}  // namespace sandbox
