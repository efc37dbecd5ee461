#include "gateway/crm/request.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <boost/url/encode.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <string_view>

#include "mapping/json.hpp"
#include "mapping/json_reader.hpp"

namespace gateway {
namespace {

using mapping::api_operation;
using mapping::api_parameter;
using mapping::errc;
using mapping::problems;

// Reads one code point of UTF-8 and moves `at` behind it; U+FFFD for a byte that is not UTF-8.
char32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto lead = static_cast<unsigned char>(text[at++]);
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    if (more == 0 || at + more > text.size()) return 0xFFFD;
    char32_t point = lead & (0x3Fu >> more);
    for (std::size_t i = 0; i < more; ++i) {
        const auto next = static_cast<unsigned char>(text[at + i]);
        if ((next & 0xC0u) != 0x80u) return 0xFFFD;
        point = point << 6 | (next & 0x3Fu);
    }
    at += more;
    return point;
}

void append_escape(std::string& to, char32_t unit) {
    static constexpr char digits[] = "0123456789abcdef";
    to += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) to += digits[unit >> shift & 0xFu];
}

// The same JSON with every character beyond ASCII escaped. The CRM has been seen to garble names
// that were sent as plain UTF-8; escapes leave it no encoding to guess.
std::string ascii_json(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (static_cast<unsigned char>(text[at]) < 0x80) {
            out += text[at++];
            continue;
        }
        const char32_t point = next_code_point(text, at);
        if (point < 0x10000) {
            append_escape(out, point);
        } else {
            append_escape(out, 0xD800 + ((point - 0x10000) >> 10));
            append_escape(out, 0xDC00 + ((point - 0x10000) & 0x3FFu));
        }
    }
    return out;
}

std::string encoded(std::string_view text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

// A parameter's text as the value that its schema describes; the text itself where it is not one.
boost::json::value value_of(const std::string& text, const mapping::json_schema& schema) {
    using kind = mapping::json_schema::kind;
    const bool is_numeric = schema.type == kind::integer || schema.type == kind::number;
    auto read = is_numeric ? mapping::parse_json(text) : problems();
    if (read && read->is_number()) return std::move(*read);
    if (schema.type == kind::boolean && (text == "true" || text == "false")) return text == "true";
    return boost::json::string(text);
}

void check(const api_parameter& expected, const std::string& text, const std::string& where,
           problems& wrong) {
    if (text.empty()) {
        wrong.add(errc::missing, where, "must not be empty");
        return;
    }
    wrong.add(differences_from(*expected.schema, value_of(text, *expected.schema), where));
    const auto items = static_cast<std::size_t>(std::count(text.begin(), text.end(), ',')) + 1;
    if (expected.most_items > 0 && items > expected.most_items)
        wrong.add(errc::out_of_range, where,
                  "must not list more than " + std::to_string(expected.most_items));
}

// "+Id", "-ModifiedOn": the sign belongs to it.
bool is_order(const std::string& text, const std::vector<std::string>& fields) {
    const bool has_sign = text.starts_with('+') || text.starts_with('-');
    return has_sign && std::find(fields.begin(), fields.end(), text.substr(1)) != fields.end();
}

// Builds the request and gathers what is wrong with it.
struct request_builder {
    const api_operation& operation;
    problems wrong;

    std::string path(const std::map<std::string, std::string>& given, std::int64_t tenant) {
        std::string made = operation.path;
        for (const api_parameter& one : operation.path_parameters) {
            const auto found = given.find(one.name);
            const std::string text = one.name == "tenant"   ? std::to_string(tenant)
                                     : found != given.end() ? found->second
                                                            : "";
            const std::string where = "/path" + mapping::pointer_token(one.name);
            check(one, text, where, wrong);
            if (text == "." || text == "..")
                wrong.add(errc::not_allowed, where, "would be no part of the path");
            if (one.schema->type == mapping::json_schema::kind::integer &&
                (text.starts_with('-') || text == "0"))
                wrong.add(errc::out_of_range, where, "must be positive");
            const std::string place = "{" + one.name + "}";
            made.replace(made.find(place), place.size(), encoded(text));
        }
        for (const auto& [name, text] : given)
            if (operation.path.find("{" + name + "}") == std::string::npos)
                wrong.add(errc::unknown, "/path" + mapping::pointer_token(name),
                          "the operation has no such parameter");
        return made;
    }

    std::string query(const std::map<std::string, std::string>& given) {
        std::string made;
        for (const auto& [name, text] : given) {
            const std::string where = "/query" + mapping::pointer_token(name);
            if (const api_parameter* expected = operation.query_parameter(name))
                check(*expected, text, where, wrong);
            else
                wrong.add(errc::unknown, where, "the operation has no such parameter");
            const bool is_sorted = name == "sort" && !operation.sort_fields.empty();
            if (is_sorted && !is_order(text, operation.sort_fields))
                wrong.add(errc::not_allowed, where, "must be + or -, and a field to sort by");
            made += (made.empty() ? '?' : '&') + encoded(name) + "=" + encoded(text);
        }
        return made;
    }

    std::string body(const boost::json::value& given) {
        if (!operation.body && !given.is_null())
            wrong.add(errc::not_allowed, "/body", "the operation takes none");
        if (!operation.body || !wrong.empty()) return {};
        wrong.add(differences_from(*operation.body, given, "/body"));
        return ascii_json(boost::json::serialize(given));
    }
};

}  // namespace

mapping::result<crm_request> to_request(const crm_call& call, std::int64_t tenant) {
    const api_operation* operation = mapping::crm_contract().find(call.operation);
    if (!operation)
        return problems(errc::unknown, "/operation",
                        "the CRM has none of the name " + call.operation);
    request_builder builder{*operation, {}};
    std::string target = builder.path(call.path, tenant);
    target += builder.query(call.query);
    std::string body = builder.body(call.body);
    if (!builder.wrong.empty()) return std::move(builder.wrong);
    return crm_request{operation, std::move(target), std::move(body)};
}

}  // namespace gateway
