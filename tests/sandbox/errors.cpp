#include "tests/sandbox/errors.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>
#include <cstdio>
#include <random>

namespace sandbox {

namespace {

std::string new_trace_id() {
    thread_local std::mt19937_64 source{std::random_device{}()};
    const auto next = [] { return static_cast<unsigned long long>(source()); };
    char text[64];
    std::snprintf(text, sizeof text, "00-%016llx%016llx-%016llx-00", next(), next(), next());
    return text;
}

std::string_view type_of(int status) {
    switch (status) {
        case 400: return "https://tools.ietf.org/html/rfc7231#section-6.5.1";
        case 401: return "https://tools.ietf.org/html/rfc7235#section-3.1";
        case 403: return "https://tools.ietf.org/html/rfc7231#section-6.5.3";
        case 404: return "https://tools.ietf.org/html/rfc7231#section-6.5.4";
        case 409: return "https://tools.ietf.org/html/rfc7231#section-6.5.8";
        case 415: return "https://tools.ietf.org/html/rfc7231#section-6.5.13";
        case 429: return "https://tools.ietf.org/html/rfc6585#section-4";
        default: return "https://tools.ietf.org/html/rfc7231#section-6.6.1";
    }
}

// By the CRM or by the API gateway before it.
answer worded(const settings& set, int status, std::string_view message) {
    return set.api_error_responses ? problem(status, message) : gateway_answer(status, message);
}

}  // namespace

answer problem(int status, std::string_view title, const field_errors& errors) {
    return json_answer(status, {{"type", type_of(status)},
                                {"title", title},
                                {"status", status},
                                {"traceId", new_trace_id()},
                                {"errors", json::value_from(errors).as_object()},
                                {"data", json::object()}});
}

answer invalid(const field_errors& errors) {
    return problem(400, "One or more validation errors occurred.", errors);
}

answer broken_rule(int status, std::string_view text) {
    return problem(status, text, {{"", {std::string(text)}}});
}

answer not_found(const call& by, std::string_view what, const json::value& id) {
    const std::string text = id.is_string() ? std::string(id.get_string()) : json::serialize(id);
    const std::string title = std::string(what) + " with id " + text + " was not found.";
    const bool is_declared = by.operation.answers.contains(404);
    return is_declared ? problem(404, title) : broken_rule(400, title);
}

answer not_active(std::string_view what, std::int64_t id) {
    return broken_rule(409, std::string(what) + " ID = " + std::to_string(id) + " is not active");
}

answer gateway_answer(int status, std::string_view message) {
    return json_answer(status, {{"statusCode", status}, {"message", message}});
}

answer no_such_operation() {
    return gateway_answer(404, "Unable to match incoming request to an operation");
}

answer unauthorized(const settings& set, std::string_view message) {
    return worded(set, 401, message);
}

answer throttled(const settings& set, std::chrono::seconds wait) {
    const std::string seconds = std::to_string(wait.count());
    const std::string text = "Rate limit is exceeded. Try again in " + seconds + " seconds.";
    auto refused = worded(set, 429, text);
    if (set.retry_after) refused.headers["Retry-After"] = seconds;
    return refused;
}

answer failed(const settings& set) {
    return worded(set, 500, "An error occurred while processing your request.");
}

}  // namespace sandbox
