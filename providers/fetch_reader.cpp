#include <algorithm>

#include "mapping/transforms/text.hpp"
#include "providers/credentials.hpp"
#include "providers/encodings.hpp"
#include "providers/fetch.hpp"
#include "providers/step_list.hpp"

// Reads `fetch:` of a definition.
namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using mapping::pointer_token;
using place = token_settings::place;

constexpr std::size_t most_steps = 4;

bool is_one_of(std::string_view name, std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const char* one) { return mapping::equals_ignoring_case(one, name); });
}

// One reading of `fetch:`.
class step_reader {
public:
    explicit step_reader(json_reader& in) : in_(in) {}

    void read(const std::string& where) {
        in_.object(where, {"name", "from", "path", "with", "auth", "headers", "post", "for",
                           "optional", "expect"});
        std::string name = read_step_name(in_, where + "/name", earlier_);
        std::string origin = in_.text(where + "/from");
        if (!origin.empty() && !is_origin(origin))
            in_.fail(errc::malformed, where + "/from", not_an_origin);
        auto path = read_path(where + "/path");
        auto with = read_with(where + "/with");
        if (path) suit(*path, with, where);
        auto auth = read_auth(where + "/auth");
        auto headers = read_headers(where + "/headers", auth);
        auto post = read_post(where + "/post");
        auto kinds = read_kinds(where + "/for");
        const bool is_optional = in_.boolean_or(where + "/optional", false);
        std::string expect = in_.text_or(where + "/expect", "");
        if (!expect.empty() && !mapping::is_json_pointer(expect))
            in_.fail(errc::malformed, where + "/expect", "is not a JSON Pointer");
        if (path)
            steps.push_back({where, name, std::move(origin), std::move(*path), std::move(with),
                             std::move(auth), std::move(headers), std::move(post), std::move(kinds),
                             is_optional, std::move(expect)});
        earlier_.insert(std::move(name));
    }

    std::vector<fetch_step> steps;

private:
    std::optional<path_template> read_path(const std::string& where) {
        const std::string text = in_.text(where);
        if (text.empty()) return std::nullopt;
        auto compiled = path_template::compile(text, where);
        if (compiled) return std::move(*compiled);
        in_.fail(compiled.error());
        return std::nullopt;
    }

    std::map<std::string, mapping::source, std::less<>> read_with(const std::string& where) {
        std::map<std::string, mapping::source, std::less<>> with;
        const auto* given = in_.object(where);
        if (!given) return with;
        for (const auto& [name, config] : *given) {
            const std::string at = where + pointer_token(name);
            auto compiled = mapping::source::compile_one(config, at);
            if (!compiled) {
                in_.fail(compiled.error());
                continue;
            }
            check_fetched(compiled->fetches(), at);
            with.emplace(name, std::move(*compiled));
        }
        return with;
    }

    void check_fetched(const std::vector<std::string>& names, const std::string& where) {
        for (const std::string& name : names)
            if (!earlier_.contains(name))
                in_.fail(errc::unknown, where, "no earlier fetch has the name " + name);
    }

    // Each placeholder has its value, and each value its placeholder.
    void suit(const path_template& path,
              const std::map<std::string, mapping::source, std::less<>>& with,
              const std::string& where) {
        const auto names = path.names();
        for (const std::string& name : names)
            if (!in_.find(where + "/with" + pointer_token(name)))
                in_.fail(errc::missing, where + "/with" + pointer_token(name),
                         "the path has the placeholder {" + name + "}");
        for (const auto& [name, what] : with)
            if (std::find(names.begin(), names.end(), name) == names.end())
                in_.fail(errc::unknown, where + "/with" + pointer_token(name),
                         "the path has no placeholder {" + name + "}");
    }

    std::optional<token_settings> read_auth(const std::string& where) {
        const auto* given = in_.object(where);
        if (!given) return std::nullopt;
        std::vector<place> found;
        for (const place one : {place::basic, place::bearer, place::header, place::query})
            if (given->contains(to_string(one))) found.push_back(one);
        if (found.size() != 1) {
            in_.fail(errc::not_allowed, where,
                     "must be one of {basic: secret}, {bearer: secret}, {header: Name, secret: "
                     "secret} and {query: name, secret: secret}");
            return std::nullopt;
        }
        json_reader auth(*in_.find(where), where);
        auto settings = read_token_settings(auth, found.front());
        if (settings.where == place::header) check_header_name(settings.name, where + "/header");
        if (const auto read = std::move(auth).finish(true); !read) in_.fail(read.error());
        return settings;
    }

    std::vector<header> read_headers(const std::string& where,
                                     const std::optional<token_settings>& auth) {
        std::vector<header> headers;
        const auto* given = in_.object(where);
        if (!given) return headers;
        for (const auto& [name, ignored] : *given) {
            const std::string at = where + pointer_token(name);
            std::string value = in_.text(at);
            if (!is_header_name(name)) in_.fail(errc::malformed, at, "is not the name of a header");
            check_header_name(name, at);
            const bool is_secret = is_one_of(name, {"Authorization"}) ||
                                   (auth && auth->where == place::header &&
                                    mapping::equals_ignoring_case(auth->name, name));
            if (is_secret) in_.fail(errc::not_allowed, at, "is for `auth` to set");
            if (!is_printable(value)) in_.fail(errc::malformed, at, "must be printable ASCII");
            headers.push_back({std::string(name), std::move(value)});
        }
        return headers;
    }

    std::optional<mapping::json_template> read_post(const std::string& where) {
        if (!in_.object(where, {"json"})) return std::nullopt;
        const json::value* config = in_.find(where + "/json");
        if (!config) {
            in_.fail(errc::missing, where + "/json", "say what is posted");
            return std::nullopt;
        }
        auto compiled =
            mapping::json_template::compile(*config, where + "/json", mapping::source_scope::event);
        if (!compiled) {
            in_.fail(compiled.error());
            return std::nullopt;
        }
        check_fetched(compiled->fetches(), where + "/json");
        return std::move(*compiled);
    }

    void check_header_name(std::string_view name, const std::string& where) {
        if (is_one_of(name, {"Host", "Connection", "Content-Length", "Transfer-Encoding",
                             "User-Agent", "Accept-Encoding"}))
            in_.fail(errc::not_allowed, where, "is the gateway's own to set");
    }

    std::set<event_kind> read_kinds(const std::string& where) {
        const auto* list = in_.array(where);
        if (!list)
            return {event_kind::create, event_kind::update, event_kind::reschedule,
                    event_kind::operation};
        if (list->empty()) in_.fail(errc::missing, where, "an empty list of kinds");
        std::set<event_kind> kinds;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string at = where + "/" + std::to_string(i);
            const std::string word = in_.text(at);
            const auto kind = event_kind_from(word);
            if (kind && (needs_booking_id(*kind) || kind == event_kind::operation))
                kinds.insert(*kind);
            else if (!word.empty())
                in_.fail(errc::not_allowed, at,
                         "must be create, update, reschedule, cancel or operation");
        }
        return kinds;
    }

    json_reader& in_;
    step_names earlier_;
};

}  // namespace

std::vector<fetch_step> read_fetch_steps(json_reader& in) {
    step_reader reader(in);
    read_steps(in, "/fetch", most_steps, [&](const std::string& where) { reader.read(where); });
    return std::move(reader.steps);
}

}  // namespace providers
