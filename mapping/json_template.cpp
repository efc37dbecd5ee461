#include "mapping/json_template.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "mapping/json_reader.hpp"

namespace mapping {
namespace {

constexpr std::size_t most_places = 64;
constexpr std::size_t deepest = 16;

std::string unescaped(std::string_view token) {
    std::string text;
    for (std::size_t i = 0; i < token.size(); ++i) {
        const bool is_escape = token[i] == '~';
        if (is_escape) ++i;
        text += !is_escape ? token[i] : token[i] == '0' ? '~' : '/';
    }
    return text;
}

std::vector<std::string> tokens_of(std::string_view pointer) {
    std::vector<std::string> tokens;
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const std::size_t end = std::min(pointer.find('/'), pointer.size());
        tokens.push_back(unescaped(pointer.substr(0, end)));
        pointer.remove_prefix(end);
    }
    return tokens;
}

bool is_number(const std::string& token) {
    return !token.empty() &&
           std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The place below `parent`, made if it is not there. Numbers are places in a list, in the order in
// which they come.
json::value& child(json::value& parent, const std::string& token) {
    if (!is_number(token)) {
        if (!parent.is_object()) parent.emplace_object();
        return parent.get_object()[token];
    }
    if (!parent.is_array()) parent.emplace_array();
    json::array& list = parent.get_array();
    const bool is_there = token.size() < 4 && std::stoul(token) < list.size();
    if (is_there) return list[std::stoul(token)];
    list.emplace_back(nullptr);
    return list.back();
}

// Whether one of the pointers leads through the other's place.
bool collide(std::string_view one, std::string_view other) {
    if (one.size() > other.size()) std::swap(one, other);
    return other.starts_with(one) && (one.size() == other.size() || other[one.size()] == '/');
}

}  // namespace

result<json_template> json_template::compile(const json::value& config, const std::string& where,
                                             source_scope scope) {
    problems wrong;
    const json::object* members = config.if_object();
    if (!members || members->empty())
        return problems(errc::wrong_type, where, "must be an object such as {/id: source}");
    if (members->size() > most_places)
        return problems(errc::too_large, where, "has more than 64 members");

    std::vector<place> places;
    for (const auto& [key, value] : *members) {
        const std::string at = where + pointer_token(key);
        if (!is_json_pointer(key)) {
            wrong.add(errc::malformed, at, "is not a JSON Pointer such as /booking/id");
            continue;
        }
        auto tokens = tokens_of(key);
        if (tokens.size() > deepest) wrong.add(errc::too_large, at, "is deeper than 16");
        for (const auto& [other, ignored] : *members)
            if (std::string_view(other) < std::string_view(key) && collide(other, key))
                wrong.add(errc::not_allowed, at,
                          "leads through the place of " + std::string(other));
        auto compiled = source::compile(value, at, scope);
        if (compiled)
            places.push_back({std::move(tokens), std::move(*compiled)});
        else
            wrong.add(compiled.error());
    }
    if (!wrong.empty()) return wrong;
    return json_template(std::move(places));
}

json::value json_template::fill(const input& in) const {
    json::value filled = json::object();
    for (const place& one : places_) {
        json::value found = one.from.read(in).value;
        if (found.is_null()) continue;
        json::value* at = &filled;
        for (const std::string& token : one.tokens) at = &child(*at, token);
        *at = std::move(found);
    }
    return filled;
}

std::vector<std::string> json_template::tables() const { return names(&source::tables); }

std::vector<std::string> json_template::fetches() const { return names(&source::fetches); }

std::vector<std::string> json_template::names(std::vector<std::string> (source::*of)()
                                                  const) const {
    std::vector<std::string> all;
    for (const place& one : places_)
        for (std::string& name : (one.from.*of)()) all.push_back(std::move(name));
    return all;
}

}  // namespace mapping
