#include "gateway/crm/answer.hpp"

#include <boost/json/object.hpp>
#include <string_view>

#include "gateway/crm/retry_after.hpp"
#include "mapping/json.hpp"

namespace gateway {
namespace {

namespace json = boost::json;
using outcome = crm_result::outcome;

constexpr std::string_view white_space = " \t\r\n";
constexpr std::size_t longest_error = 500;

bool is_blank(std::string_view text) { return text.find_first_not_of(white_space) == text.npos; }

bool is_html(std::string_view body) {
    const auto first = body.find_first_not_of(white_space);
    return first != body.npos && body[first] == '<';
}

// On one line, and short; a character of several bytes is not cut in two.
std::string tidy(std::string text) {
    for (char& c : text)
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
    if (text.size() <= longest_error) return text;
    std::size_t end = longest_error;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0u) == 0x80u) --end;
    text.resize(end);
    return text;
}

void add(std::string& to, std::string_view text) {
    if (is_blank(text) || to.find(text) != to.npos) return;  // title and errors often say the same
    if (!to.empty()) to += "; ";
    to += text;
}

void add_member(std::string& to, const json::object& body, std::string_view name) {
    if (const auto* found = body.if_contains(name); found && found->is_string())
        add(to, found->as_string());
}

// {"field": ["text", ...], ...}
void add_errors(std::string& to, const json::object& body) {
    const auto* errors = body.if_contains("errors");
    if (!errors || !errors->is_object()) return;
    for (const auto& [field, texts] : errors->as_object()) {
        if (!texts.is_array()) continue;
        for (const auto& text : texts.as_array()) {
            if (!text.is_string() || to.find(text.as_string()) != to.npos) continue;
            const std::string place = field.empty() ? std::string() : std::string(field) + ": ";
            add(to, place + std::string(text.as_string()));
        }
    }
}

// An answer of the API gateway in front of the CRM, which knows no such path. Our paths are right,
// so the base URL, the tenant or the app key is not: nothing that an event is to blame for.
bool knows_no_such_path(const crm_result& result) {
    return result.status == 404 &&
           result.error.find("Unable to match incoming request") != std::string::npos;
}

outcome meaning_of(int status) {
    if (status == 401) return outcome::unauthorized;
    if (status == 403) return outcome::forbidden;
    if (status == 408) return outcome::unknown;
    if (status == 429) return outcome::throttled;
    if (status >= 400 && status < 500) return outcome::refused;
    return outcome::server_error;  // a redirect too: it is never followed
}

void read_success(crm_result& result, const mapping::api_operation& operation,
                  const http::response& answer) {
    result.what = outcome::ok;
    const auto success = operation.answers.find(200);
    const mapping::json_schema* expected =
        success == operation.answers.end() ? nullptr : success->second;
    if (is_blank(answer.body) && !expected) return;
    auto parsed = mapping::parse_json(answer.body);
    const bool is_what_is_due =
        parsed && (!expected || mapping::has_type(*parsed, expected->type) ||
                   (parsed->is_null() && expected->is_nullable));
    if (is_what_is_due) {
        result.body = std::move(*parsed);
    } else {
        result.what = outcome::server_error;
        result.error = "a success with " + error_text(answer);
    }
}

void read_failure(crm_result& result, const http::response& answer, mapping::timestamp now) {
    result.error = error_text(answer);
    result.what = knows_no_such_path(result) ? outcome::unauthorized : meaning_of(result.status);
    if (const auto asked = http::find(answer.headers, "Retry-After"))
        result.retry_after = parse_retry_after(*asked, now);
}

}  // namespace

std::string error_text(const http::response& answer) {
    if (is_blank(answer.body)) return "an empty body";
    if (is_html(answer.body)) return "an HTML page";
    const auto parsed = mapping::parse_json(answer.body);
    if (!parsed || !parsed->is_object()) return "a body that is not a JSON object";

    const json::object& body = parsed->as_object();
    std::string text;
    add_member(text, body, "title");
    add_member(text, body, "message");  // of the API gateway
    add_errors(text, body);
    return text.empty() ? "a body without a title" : tidy(std::move(text));
}

crm_result to_result(const mapping::api_operation& operation, const http::exchange& reply,
                     mapping::timestamp now) {
    crm_result result;
    if (reply.what == http::fate::answered) {
        result.status = static_cast<int>(reply.answer.status);
        if (result.status >= 200 && result.status < 300)
            read_success(result, operation, reply.answer);
        else
            read_failure(result, reply.answer, now);
    } else {
        const bool sent = reply.what == http::fate::unknown;
        result.what = sent ? outcome::unknown : outcome::not_sent;
        result.error = reply.error;
    }
    return result;
}

}  // namespace gateway
