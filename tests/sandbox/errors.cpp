#include "tests/sandbox/errors.hpp"

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

answer no_such_operation() {
    return json_answer(404, {{"statusCode", 404},
                             {"message", "Unable to match incoming request to an operation"}});
}

}  // namespace sandbox
