#include "providers/challenge.hpp"

#include <algorithm>
#include <utility>

#include "providers/choice.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using mapping::source;
using mapping::source_scope;
using part = challenge::keyed_digest::part;
using outcome = challenge_reply::outcome;
namespace json = boost::json;

constexpr choice<part> parts[] = {
    {"value", part::value}, {"secret", part::secret}, {"url", part::url}};

enum class request_method { get, post };
constexpr choice<request_method> methods[] = {{"GET", request_method::get},
                                              {"POST", request_method::post}};

// What is echoed must not be something that a browser would run, nor a header of its own making.
enum class echo_type { plain, json };
constexpr choice<echo_type> types[] = {{"text/plain", echo_type::plain},
                                       {"application/json", echo_type::json}};

constexpr choice<body_format> formats[] = {
    {"json", body_format::json}, {"form", body_format::form}, {"text", body_format::text}};

constexpr std::size_t longest_value = 1024;
constexpr std::size_t most_challenges = 8;
constexpr status_range success{200, 299, 200};

std::optional<source> read_source(json_reader& in, const std::string& where,
                                  source_scope scope = source_scope::door) {
    const json::value* config = in.find(where);
    if (!config) return std::nullopt;
    auto compiled = source::compile_one(*config, where, scope);
    if (compiled) return std::move(*compiled);
    in.fail(compiled.error());
    return std::nullopt;
}

std::optional<challenge::shown_token> read_token(json_reader& in, const std::string& where) {
    if (!in.object(where, {"at", "secret"})) return std::nullopt;
    auto at = read_source(in, where + "/at");
    std::string secret = in.text(where + "/secret");
    if (!in.find(where + "/at")) in.fail(errc::missing, where + "/at", "say where it stands");
    if (!at) return std::nullopt;
    return challenge::shown_token{std::move(*at), std::move(secret)};
}

std::optional<challenge::keyed_digest> read_digest_rule(json_reader& in, const std::string& where) {
    if (!in.object(where, {"digest", "secret", "encoding", "message"})) return std::nullopt;
    challenge::keyed_digest read;
    read.how = read_digest(in, where + "/digest");
    read.secret = in.text(where + "/secret");
    read.written = read_digest_encoding(in, where + "/encoding");
    const json::array* message = in.array(where + "/message");
    if (!message) read.message = {part::value};
    for (std::size_t i = 0; message && i < message->size(); ++i)
        read.message.push_back(read_choice(in, where + "/message/" + std::to_string(i), parts));

    const auto has = [&](part one) { return std::ranges::count(read.message, one) > 0; };
    if (!has(part::value))
        in.fail(errc::missing, where + "/message", "must contain the value that was sent");
    if (has(part::secret) != (read.how == digest::sha256))
        in.fail(errc::not_allowed, where + "/message",
                "contains the secret with the digest sha256, which has no key, and only then");
    return read;
}

std::vector<challenge::header_template> read_headers(json_reader& in, const std::string& where) {
    std::vector<challenge::header_template> read;
    const json::object* given = in.object(where);
    if (!given) return read;
    for (const auto& [name, config] : *given) {
        const std::string place = where + mapping::pointer_token(name);
        if (!is_header_name(name)) in.fail(errc::malformed, place, "is not the name of a header");
        auto value = read_source(in, place, source_scope::answer);
        if (value) read.push_back({std::string(name), std::move(*value)});
    }
    return read;
}

source value_itself() {
    return source::compile(json::object{{"result", "value"}}, "", source_scope::answer).value();
}

// `respond` of a challenge, without its headers.
answer_template read_respond(json_reader& in, const std::string& where, bool has_value) {
    const json::object* given = in.object(where);
    if (!given) {
        if (!has_value) in.fail(errc::missing, where, "without a `value` say what is answered");
        return answer_template::of_text(value_itself());
    }
    const bool gives_json = given->contains("json");
    read_choice(in, where + "/type", types, gives_json ? "application/json" : "text/plain");
    return answer_template::read(in, where, success, "headers");
}

std::optional<body_format> read_format(json_reader& in, const std::string& where,
                                       const std::string& method) {
    const json::value* given = in.find(where);
    if (!given || given->is_null()) return std::nullopt;
    if (method != "POST") in.fail(errc::not_allowed, where, "is for POST: a GET has no body");
    return read_choice(in, where, formats);
}

challenge read_one(json_reader& in, const std::string& where) {
    in.object(where, {"method", "format", "when", "equals", "verified", "token", "value", "digest",
                      "respond"});
    challenge read;
    read.where = where;
    read.method = read_challenge_method(in, where + "/method");
    read.format = read_format(in, where + "/format", read.method);
    read.when = read_condition(in, where);
    read.is_verified = in.boolean_or(where + "/verified", true);
    read.token = read_token(in, where + "/token");
    read.value = read_source(in, where + "/value");
    read.proof = read_digest_rule(in, where + "/digest");
    read.respond = read_respond(in, where + "/respond", read.value.has_value());
    read.headers = read_headers(in, where + "/respond/headers");
    if (read.method == "POST" && !in.find(where + "/when"))
        in.fail(errc::missing, where + "/when", "every webhook would be taken for a challenge");
    if (read.proof && !in.find(where + "/value"))
        in.fail(errc::missing, where + "/value", "say what is to be digested");
    return read;
}

// Nobody must get something signed that could pass for a body, nor for a part of one with a time
// before it.
bool is_plain_word(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
}

bool shows(const std::string& sent, const std::vector<std::string>& secrets) {
    bool is_one = false;
    for (const std::string& secret : secrets)  // all of them, so that none takes longer
        is_one |= equal_in_constant_time(sha256(sent), sha256(secret));
    return is_one;
}

const std::vector<std::string>& values_of(const secret_store& secrets, const std::string& name) {
    static const std::vector<std::string> none;
    const auto found = secrets.find(name);
    return found == secrets.end() ? none : found->second;
}

// With the current secret.
std::string digest_of(const challenge::keyed_digest& how, const std::string& value,
                      const secret_store& secrets, const std::string& public_url) {
    const auto& values = values_of(secrets, how.secret);
    if (values.empty()) return {};
    std::string message;
    for (const part one : how.message)
        message += one == part::value ? value : one == part::secret ? values.front() : public_url;
    return to_text(how.written, compute(how.how, values.front(), message));
}

challenge_reply refused(challenge_reply reply, outcome why, unsigned status) {
    reply.what = why;
    reply.reply.status = status;
    return reply;
}

void fill(challenge_reply& reply, const challenge& one, const mapping::input& with_result) {
    reply.reply = one.respond.fill(with_result);
    reply.reply.headers.push_back({"X-Content-Type-Options", "nosniff"});
    for (const auto& header : one.headers) {
        const std::string value = header.value.read_text(with_result).value_or("");
        if (!value.empty() && is_printable(value))
            reply.reply.headers.push_back({header.name, value});
    }
}

}  // namespace

std::string_view to_string(challenge_reply::outcome what) noexcept {
    switch (what) {
        case challenge_reply::outcome::answered: return "answered";
        case challenge_reply::outcome::wrong_token: return "wrong_token";
        case challenge_reply::outcome::unusable: return "unusable";
    }
    return "unusable";
}

std::string read_challenge_method(json_reader& in, const std::string& where) {
    const auto method = read_choice(in, where, methods, "GET");
    return method == request_method::get ? "GET" : "POST";
}

std::vector<challenge> read_challenges(json_reader& in) {
    const json::value* config = in.find("/challenge");
    if (!config || config->is_null()) return {};
    if (config->is_object()) {
        std::vector<challenge> one;
        one.push_back(read_one(in, "/challenge"));
        return one;
    }
    std::vector<challenge> read;
    const json::array* list = in.array("/challenge");
    if (list && list->size() > most_challenges)
        in.fail(errc::too_large, "/challenge", "has more than 8 entries");
    for (std::size_t i = 0; list && i < std::min(list->size(), most_challenges); ++i) {
        const std::string where = "/challenge/" + std::to_string(i);
        if ((*list)[i].is_null()) in.fail(errc::missing, where, "a challenge is required");
        if (in.object(where)) read.push_back(read_one(in, where));
    }
    return read;
}

std::vector<std::string> secrets_of(const std::vector<challenge>& all) {
    std::vector<std::string> names;
    for (const challenge& one : all) {
        if (one.token) names.push_back(one.token->secret);
        if (one.proof) names.push_back(one.proof->secret);
    }
    return names;
}

std::vector<std::string> tables_of(const std::vector<challenge>& all) {
    std::vector<std::string> names;
    const auto add = [&](const std::vector<std::string>& more) {
        names.insert(names.end(), more.begin(), more.end());
    };
    for (const challenge& one : all) {
        if (one.when) add(one.when->what.tables());
        if (one.token) add(one.token->at.tables());
        if (one.value) add(one.value->tables());
        add(one.respond.tables());
        for (const auto& header : one.headers) add(header.value.tables());
    }
    return names;
}

challenge_reply reply_to(const challenge& one, const mapping::input& in,
                         const secret_store& secrets, const std::string& public_url,
                         absent_secret without) {
    challenge_reply reply;
    reply.where = one.where;
    if (one.token) {
        const std::string sent = one.token->at.read_text(in).value_or("");
        const auto& known = values_of(secrets, one.token->secret);
        if (without == absent_secret::passes && known.empty() && !sent.empty())
            reply.token_lacks = one.token->secret;
        else if (!shows(sent, known))
            return refused(std::move(reply), outcome::wrong_token, 403);
    }

    json::object result;
    if (one.value) {
        const std::string value = one.value->read_text(in).value_or("");
        const bool is_usable =
            !value.empty() && value.size() <= longest_value &&
            (one.proof && !one.is_verified ? is_plain_word(value) : is_printable(value));
        if (!is_usable) return refused(std::move(reply), outcome::unusable, 400);
        result["value"] = value;
        if (one.proof) {
            result["digest"] = digest_of(*one.proof, value, secrets, public_url);
            if (values_of(secrets, one.proof->secret).empty())
                reply.digest_lacks = one.proof->secret;
        }
    }
    json::object request = in.request;
    request["result"] = std::move(result);
    fill(reply, one, {in.document, request, in.tables, in.parent, in.root});
    return reply;
}

}  // namespace providers
