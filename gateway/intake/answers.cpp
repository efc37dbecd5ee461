#include "gateway/intake/answers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace gateway {

namespace json = boost::json;

namespace {

// The registered names (RFC 9110, 15) of the statuses we answer.
std::string_view title_of(unsigned status) {
    switch (status) {
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 413: return "Content Too Large";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Content";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 503: return "Service Unavailable";
        default: return "Error";
    }
}

http::response problem_response(unsigned status, json::object body) {
    http::response answer;
    answer.status = status;
    answer.headers.push_back({"Content-Type", "application/problem+json"});
    answer.body = json::serialize(body);
    return answer;
}

json::object problem_body(unsigned status, std::string_view detail) {
    return {{"type", "about:blank"},
            {"title", title_of(status)},
            {"status", status},
            {"detail", detail}};
}

http::response come_again_answer(unsigned status, std::chrono::seconds retry_after,
                                 std::string_view detail) {
    http::response answer = problem_response(status, problem_body(status, detail));
    answer.headers.push_back({"Retry-After", std::to_string(retry_after.count())});
    return answer;
}

json::object status_of(const receipt_status& event) {
    json::object body{{"receipt", event.receipt},
                      {"status", to_string(event.state)},
                      {"received_at", mapping::to_rfc3339(event.received_at)}};
    if (event.settled_at) body["settled_at"] = mapping::to_rfc3339(*event.settled_at);
    if (!event.reason.empty()) body["reason"] = event.reason;
    return body;
}

}  // namespace

http::response media_type_answer() {
    return problem_answer(415, "This connection does not take bodies of that media type.");
}

http::response problem_answer(unsigned status, std::string_view detail) {
    return problem_response(status, problem_body(status, detail));
}

http::response unmappable_answer(const mapping::problems& violations) {
    json::array errors;
    for (const mapping::problem& one : violations) {
        json::object error{
            {"field", one.where}, {"code", to_string(one.code)}, {"detail", one.what}};
        if (!one.from.empty()) error["pointer"] = one.from;
        errors.push_back(std::move(error));
    }
    json::object body =
        problem_body(422, "The request is authentic, but no booking can be made of it.");
    body["errors"] = std::move(errors);
    return problem_response(422, std::move(body));
}

http::response unavailable_answer(std::chrono::seconds retry_after, std::string_view detail) {
    return come_again_answer(503, retry_after, detail);
}

http::response too_many_answer(std::chrono::seconds retry_after) {
    return come_again_answer(429, retry_after, "This connection sends more webhooks than it may.");
}

stored_answer accepted_answer(const std::string& receipt) {
    const json::object body{{"receipt", receipt}, {"status", "accepted"}};
    return stored_answer{202, "application/json", json::serialize(body)};
}

http::response to_response(const stored_answer& answer, const std::string& receipt, bool repeat) {
    http::response out;
    out.status = answer.status;
    if (!answer.content_type.empty()) out.headers.push_back({"Content-Type", answer.content_type});
    out.headers.push_back({"Webhook-Receipt", receipt});
    if (repeat) out.headers.push_back({"Idempotent-Replayed", "true"});
    out.body = answer.body;
    return out;
}

http::response receipt_answer(const std::string& receipt,
                              const std::vector<receipt_status>& events) {
    json::object body;
    if (events.size() == 1 && events.front().receipt == receipt) {
        body = status_of(events.front());
    } else {
        json::array each;
        for (const receipt_status& one : events) each.push_back(status_of(one));
        body = {{"receipt", receipt}, {"events", std::move(each)}};
    }

    http::response out;
    out.headers.push_back({"Content-Type", "application/json"});
    out.headers.push_back({"Cache-Control", "no-store"});
    out.body = json::serialize(body);
    return out;
}

}  // namespace gateway
