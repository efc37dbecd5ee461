#include "mapping/source_compiler.hpp"

#include <algorithm>

#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

constexpr int deepest_nesting = 16;
constexpr const char* not_a_pointer = "is not a JSON Pointer";

// "customer/first": what is left of a pointer whose first slash was forgotten. A constant with a
// slash that somebody means begins otherwise: https://site.example, America/Chicago, 24/7.
bool is_pointer_without_slash(std::string_view text) {
    const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    const auto is_of_a_name = [&](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '_';
    };
    const bool begins_so = text.front() == '_' || (text.front() >= 'a' && text.front() <= 'z');
    if (!begins_so || text.back() == '/' || text.find('/') == text.npos) return false;
    return text.find("//") == text.npos && std::all_of(text.begin(), text.end(), [&](char c) {
               return c == '/' || is_of_a_name(c);
           });
}

std::string keys_of(const json::object& members) {
    std::string keys;
    for (const auto& member : members)
        append_with(keys, ", ", "`" + std::string(member.key()) + "`");
    return keys.empty() ? "an empty object" : keys;
}

}  // namespace

source::form source_compiler::compile(const json::value& config, const std::string& where) {
    made_.root = compile_any(config, where, 1, true);
    return std::move(made_);
}

// The first rule whose key is there decides: `answers` may have a member `answer`.
std::span<const source_compiler::form_rule> source_compiler::rules() {
    using self = source_compiler;
    static const form_rule all[] = {
        {"const", {"const"}, &self::compile_const},
        {"parent", {"parent"}, &self::compile_parent},
        {"root", {"root"}, &self::compile_root},
        {"fetched", {"fetched"}, &self::compile_fetched},
        {"join", {"join", "with"}, &self::compile_join},
        {"lines", {"lines"}, &self::compile_lines},
        {"template", {"template"}, &self::compile_template},
        {"answers", {"answers", "question", "answer"}, &self::compile_answers},
        {"answer", {"answer", "in", "match", "question", "value"}, &self::compile_answer},
        {"pick", {"pick", "where", "take"}, &self::compile_pick},
        {"each", {"each", "take"}, &self::compile_each},
        {"lookup", {"lookup", "in", "match", "default"}, &self::compile_lookup},
        {"match", {"match", "pattern", "group"}, &self::compile_match},
        {"header", {"header"}, &self::compile_header},
        {"query", {"query"}, &self::compile_query},
        {"path", {"path"}, &self::compile_path},
        {"result", {"result"}, &self::compile_result},
        {"last_segment", {"last_segment"}, &self::compile_last_segment},
        {"truncate", {"truncate", "to"}, &self::compile_truncate},
        {"skip", {"skip", "starting_with"}, &self::compile_skip},
        {"state", {"state"}, &self::compile_state},
        {"zip", {"zip"}, &self::compile_zip},
        {"phone", {"phone", "extension"}, &self::compile_phone},
        {"time", {"time", "zone"}, &self::compile_time},
    };
    return all;
}

forms::node_ptr source_compiler::compile_any(const json::value& config, const std::string& where,
                                             int depth, bool may_give_list) {
    if (depth > deepest_nesting) return fail(errc::too_large, where, "nested deeper than 16");
    may_give_list_ = may_give_list;
    if (const json::string* text = config.if_string()) return compile_text(*text, where);
    if (const json::array* list = config.if_array()) {
        auto members = compile_list(*list, where, depth, may_give_list);
        return std::make_unique<forms::first_of>(std::move(members));
    }
    if (config.is_object()) return compile_object(config, where, depth);
    if (config.is_null()) return fail(errc::missing, where, "a source is required");
    return std::make_unique<forms::constant>(config);
}

forms::node_ptr source_compiler::compile_text(std::string_view text, const std::string& where) {
    if (is_blank(text)) return fail(errc::missing, where, "must not be blank");
    if (is_pointer_without_slash(text))
        return fail(errc::malformed, where,
                    "is a constant, for want of a slash at its beginning: write /" +
                        std::string(text) + ", or {const: " + std::string(text) +
                        "} if it is meant so");
    if (!text.starts_with('/')) return std::make_unique<forms::constant>(json::string(text));
    if (!is_json_pointer(text)) return fail(errc::malformed, where, not_a_pointer);
    return forms::pointer_to(std::string(text));
}

std::vector<forms::node_ptr> source_compiler::compile_list(const json::array& list,
                                                           const std::string& where, int depth,
                                                           bool may_give_list) {
    if (list.empty()) fail(errc::missing, where, "the list is empty");
    if (list.size() > forms::longest_list)
        fail(errc::too_large, where, "the list has more than 64 members");
    std::vector<node_ptr> members;
    for (std::size_t i = 0; i < std::min(list.size(), forms::longest_list); ++i)
        members.push_back(
            compile_any(list[i], where + "/" + std::to_string(i), depth + 1, may_give_list));
    return members;
}

forms::node_ptr source_compiler::compile_object(const json::value& config, const std::string& where,
                                                int depth) {
    std::string known;
    for (const form_rule& rule : rules()) {
        append_with(known, ", ", rule.key);
        if (!config.get_object().contains(rule.key)) continue;
        json_reader in(config, where);
        in.object("", rule.keys);
        node_ptr made = (this->*rule.compile)({config, where, depth, in});
        if (const auto read = std::move(in).finish(true); read.has_error())
            wrong_.add(read.error());
        return made;
    }
    return fail(errc::unknown, where,
                keys_of(config.get_object()) + " is none of the forms of a source: " + known);
}

forms::node_ptr source_compiler::fail(errc code, const std::string& where, std::string what) {
    wrong_.add(code, where, std::move(what));
    return nullptr;
}

forms::node_ptr source_compiler::compile_member(const object_form& form, std::string_view key) {
    return compile_any(form.config.at(std::string(key)), form.where + pointer_token(key),
                       form.depth + 1);
}

forms::node_ptr source_compiler::compile_optional(const object_form& form, std::string_view key) {
    return form.config.get_object().contains(key) ? compile_member(form, key) : nullptr;
}

std::string source_compiler::pointer_at(const object_form& form, std::string_view key,
                                        bool is_required) {
    const json::value* given = form.in.find(key);
    if (is_required && (!given || given->is_null())) {
        form.in.fail(errc::missing, key, "a JSON Pointer is required");
        return {};
    }
    std::string path = form.in.text_or(key, "");
    if (!path.empty() && !is_json_pointer(path)) form.in.fail(errc::malformed, key, not_a_pointer);
    return path;
}

std::vector<std::string> source_compiler::names_at(const object_form& form, const std::string& key,
                                                   std::vector<std::string> otherwise) {
    const json::value* given = form.in.find(key);
    if (!given || given->is_null()) return otherwise;
    const json::array* several = given->if_array();
    if (!several) return {form.in.text(key)};
    if (several->empty()) form.in.fail(errc::missing, key, "the list is empty");
    if (several->size() > forms::longest_list)
        form.in.fail(errc::too_large, key, "the list has more than 64 members");
    std::vector<std::string> names;
    for (std::size_t i = 0; i < std::min(several->size(), forms::longest_list); ++i)
        names.push_back(form.in.text(key + "/" + std::to_string(i)));
    return names;
}

forms::place source_compiler::place_at(const object_form& form, const std::string& key) {
    using enum forms::place::origin;
    const json::value* value = form.in.find(key);
    if (!value || !value->is_object()) return {document, pointer_at(form, key, true)};
    form.in.object(key, {"parent", "root", "fetched"});
    const json::object& given = value->get_object();
    if (given.size() > 1)
        form.in.fail(errc::not_allowed, key, "is one of `parent`, `root` and `fetched`");
    if (given.contains("parent")) return {parent, pointer_at(form, key + "/parent", true)};
    if (given.contains("fetched")) return fetched_at(form, key + "/fetched");
    return {root, pointer_at(form, key + "/root", true)};
}

forms::place source_compiler::fetched_at(const object_form& form, const std::string& key) {
    std::string pointer = form.in.text(key);
    if (scope_ != source_scope::event)
        form.in.fail(errc::not_allowed, key, "is read at the door, where nothing is fetched yet");
    if (is_json_pointer(pointer))
        made_.fetches.push_back(pointer.substr(1, pointer.find('/', 1) - 1));
    else if (!pointer.empty())
        form.in.fail(errc::malformed, key, not_a_pointer);
    return {forms::place::origin::fetched, std::move(pointer)};
}

}  // namespace mapping
