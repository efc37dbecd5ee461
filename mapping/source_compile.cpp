#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "mapping/json_reader.hpp"
#include "mapping/source_forms.hpp"
#include "mapping/transforms/address.hpp"
#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

using forms::node_ptr;

constexpr int deepest_nesting = 16;
constexpr std::size_t longest_list = 64;

// Every tilde of a JSON Pointer begins an escape.
bool is_pointer(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] == '~' && (i + 1 == text.size() || (text[i + 1] != '0' && text[i + 1] != '1')))
            return false;
    return text.empty() || text.front() == '/';
}

node_ptr pointer_to(std::string path) {
    return std::make_unique<forms::pointed>(
        forms::place{forms::place::origin::document, std::move(path)});
}

bool is_scalar(const json::value& value) { return !value.is_structured() && !value.is_null(); }

std::string last_segment(std::string uri) {
    uri.resize(std::min(uri.find_first_of("?#"), uri.size()));
    while (uri.ends_with('/')) uri.pop_back();
    return uri.substr(uri.rfind('/') + 1);
}

// Compiles a tree of forms, and goes on after a mistake to find the others.
class compiler {
public:
    explicit compiler(problems& wrong) : wrong_(wrong) {}

    source::form compile(const json::value& config, const std::string& where) {
        made_.root = compile_any(config, where, 1, true);
        return std::move(made_);
    }

private:
    // One object with its place, while its form is compiled.
    struct object_form {
        const json::value& config;
        const std::string& where;
        int depth;
        json_reader& in;
    };
    struct form_rule {
        std::string_view key;
        std::initializer_list<std::string_view> keys;
        node_ptr (compiler::*compile)(const object_form&);
    };

    node_ptr compile_any(const json::value& config, const std::string& where, int depth,
                         bool may_give_list = false) {
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

    node_ptr compile_text(std::string_view text, const std::string& where) {
        if (is_blank(text)) return fail(errc::missing, where, "must not be blank");
        if (!text.starts_with('/')) return std::make_unique<forms::constant>(json::string(text));
        if (!is_pointer(text)) return fail(errc::malformed, where, not_a_pointer);
        return pointer_to(std::string(text));
    }

    std::vector<node_ptr> compile_list(const json::array& list, const std::string& where, int depth,
                                       bool may_give_list = false) {
        if (list.empty()) fail(errc::missing, where, "the list is empty");
        if (list.size() > longest_list)
            fail(errc::too_large, where, "the list has more than 64 members");
        std::vector<node_ptr> members;
        for (std::size_t i = 0; i < std::min(list.size(), longest_list); ++i)
            members.push_back(
                compile_any(list[i], where + "/" + std::to_string(i), depth + 1, may_give_list));
        return members;
    }

    node_ptr compile_object(const json::value& config, const std::string& where, int depth);

    node_ptr compile_member(const object_form& form, std::string_view key) {
        return compile_any(form.config.at(std::string(key)), form.where + pointer_token(key),
                           form.depth + 1);
    }
    node_ptr compile_optional(const object_form& form, std::string_view key) {
        return form.config.get_object().contains(key) ? compile_member(form, key) : nullptr;
    }
    std::vector<node_ptr> compile_members(const object_form& form, std::string_view pointer) {
        const json::value* value = form.in.find(pointer);
        if (value->is_array())
            return compile_list(value->get_array(), form.where + std::string(pointer), form.depth);
        form.in.fail(errc::wrong_type, pointer, "must be a list");
        return {};
    }
    // A pointer into the document, or into an element; "" is the whole of it.
    std::string pointer_at(const object_form& form, std::string_view key, bool is_required) {
        const json::value* given = form.in.find(key);
        if (is_required && (!given || given->is_null())) {
            form.in.fail(errc::missing, key, "a JSON Pointer is required");
            return {};
        }
        std::string path = form.in.text_or(key, "");
        if (!is_pointer(path)) form.in.fail(errc::malformed, key, not_a_pointer);
        return path;
    }

    // A pointer, or a pointer into what surrounds the document: {parent: /a}, {root: /a}.
    forms::place place_at(const object_form& form, const std::string& key) {
        using enum forms::place::origin;
        const json::value* value = form.in.find(key);
        if (!value || !value->is_object()) return {document, pointer_at(form, key, true)};
        form.in.object(key, {"parent", "root"});
        const bool is_parent = value->get_object().contains("parent");
        if (is_parent && value->get_object().contains("root"))
            form.in.fail(errc::not_allowed, key, "is either `parent` or `root`");
        return is_parent ? forms::place{parent, pointer_at(form, key + "/parent", true)}
                         : forms::place{root, pointer_at(form, key + "/root", true)};
    }

    node_ptr compile_const(const object_form& form);
    node_ptr compile_parent(const object_form& form);
    node_ptr compile_root(const object_form& form);
    node_ptr compile_join(const object_form& form);
    node_ptr compile_lines(const object_form& form);
    node_ptr compile_template(const object_form& form);
    node_ptr compile_answers(const object_form& form);
    node_ptr compile_answer(const object_form& form);
    node_ptr compile_pick(const object_form& form);
    node_ptr compile_each(const object_form& form);
    node_ptr compile_lookup(const object_form& form);
    node_ptr compile_header(const object_form& form);
    node_ptr compile_query(const object_form& form);
    node_ptr compile_last_segment(const object_form& form);
    node_ptr compile_truncate(const object_form& form);
    node_ptr compile_skip(const object_form& form);
    node_ptr compile_state(const object_form& form);
    node_ptr compile_zip(const object_form& form);
    node_ptr compile_phone(const object_form& form);
    node_ptr compile_time(const object_form& form);

    node_ptr fail(errc code, const std::string& where, std::string what) {
        wrong_.add(code, where, std::move(what));
        return nullptr;
    }

    static constexpr const char* not_a_pointer = "is not a JSON Pointer";
    problems& wrong_;
    source::form made_;
    bool may_give_list_ = false;  // where a list of values has a meaning
};

node_ptr compiler::compile_object(const json::value& config, const std::string& where, int depth) {
    // The key that names a form, and all its keys. The first that is there decides: `answers` may
    // have a member `answer`.
    static const form_rule rules[] = {
        {"const", {"const"}, &compiler::compile_const},
        {"parent", {"parent"}, &compiler::compile_parent},
        {"root", {"root"}, &compiler::compile_root},
        {"join", {"join", "with"}, &compiler::compile_join},
        {"lines", {"lines"}, &compiler::compile_lines},
        {"template", {"template"}, &compiler::compile_template},
        {"answers", {"answers", "question", "answer"}, &compiler::compile_answers},
        {"answer", {"answer", "in", "match"}, &compiler::compile_answer},
        {"pick", {"pick", "where", "take"}, &compiler::compile_pick},
        {"each", {"each", "take"}, &compiler::compile_each},
        {"lookup", {"lookup", "in", "default"}, &compiler::compile_lookup},
        {"header", {"header"}, &compiler::compile_header},
        {"query", {"query"}, &compiler::compile_query},
        {"last_segment", {"last_segment"}, &compiler::compile_last_segment},
        {"truncate", {"truncate", "to"}, &compiler::compile_truncate},
        {"skip", {"skip", "starting_with"}, &compiler::compile_skip},
        {"state", {"state"}, &compiler::compile_state},
        {"zip", {"zip"}, &compiler::compile_zip},
        {"phone", {"phone", "extension"}, &compiler::compile_phone},
        {"time", {"time", "zone"}, &compiler::compile_time},
    };
    for (const form_rule& rule : rules) {
        if (!config.get_object().contains(rule.key)) continue;
        json_reader in(config, where);
        in.object("", rule.keys);
        node_ptr made = (this->*rule.compile)({config, where, depth, in});
        if (const auto read = std::move(in).finish(true); read.has_error())
            wrong_.add(read.error());
        return made;
    }
    return fail(errc::unknown, where, "is none of the forms of a source");
}

node_ptr compiler::compile_const(const object_form& form) {
    const json::value& value = form.config.at("const");
    if (!is_scalar(value))
        form.in.fail(errc::wrong_type, "/const", "must be a text, number or boolean");
    return std::make_unique<forms::constant>(value);
}

node_ptr compiler::compile_parent(const object_form& form) {
    return std::make_unique<forms::pointed>(
        forms::place{forms::place::origin::parent, pointer_at(form, "/parent", true)});
}

node_ptr compiler::compile_root(const object_form& form) {
    return std::make_unique<forms::pointed>(
        forms::place{forms::place::origin::root, pointer_at(form, "/root", true)});
}

node_ptr compiler::compile_join(const object_form& form) {
    auto separator = form.in.text_or("/with", " ");
    return std::make_unique<forms::joined>(compile_members(form, "/join"), std::move(separator));
}

node_ptr compiler::compile_lines(const object_form& form) {
    return std::make_unique<forms::joined>(compile_members(form, "/lines"), "\n");
}

node_ptr compiler::compile_template(const object_form& form) {
    const std::string text = form.in.text("/template");
    std::vector<forms::filled_template::piece> pieces(1);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_brace = text[i] == '{' || text[i] == '}';
        const bool is_doubled = is_brace && i + 1 < text.size() && text[i + 1] == text[i];
        if (is_doubled) ++i;
        if (!is_brace || is_doubled) {
            pieces.back().literal += text[i];
            continue;
        }
        const auto end = text.find('}', i);
        const std::string path = end == text.npos ? "" : text.substr(i + 1, end - i - 1);
        if (text[i] == '}' || path.empty() || !is_pointer(path)) {
            form.in.fail(errc::malformed, "/template",
                         "a brace must open a placeholder such as {/id}, or be doubled");
            return nullptr;
        }
        pieces.back().placeholder = pointer_to(path);
        pieces.emplace_back();
        i = end;
    }
    if (pieces.size() == 1)
        form.in.fail(errc::malformed, "/template", "has no placeholder such as {/id}");
    if (pieces.size() > longest_list)
        form.in.fail(errc::too_large, "/template", "has more than 63 placeholders");
    return std::make_unique<forms::filled_template>(std::move(pieces));
}

node_ptr compiler::compile_answers(const object_form& form) {
    answer_members members;
    members.question = form.in.text_or("/question", members.question);
    members.answer = form.in.text_or("/answer", members.answer);
    return std::make_unique<forms::all_answers>(place_at(form, "/answers"), std::move(members));
}

node_ptr compiler::compile_answer(const object_form& form) {
    const std::string match = form.in.text_or("/match", "contains");
    if (match != "contains" && match != "equals")
        form.in.fail(errc::not_allowed, "/match", "must be contains or equals");
    auto list = place_at(form, "/in");
    return std::make_unique<forms::one_answer>(
        std::move(list), std::string(trim(form.in.text("/answer"))),
        match == "equals" ? equals_ignoring_case : contains_ignoring_case);
}

node_ptr compiler::compile_pick(const object_form& form) {
    std::vector<forms::picked::condition> conditions;
    const json::object* wanted = form.in.object("/where");
    if (!wanted || wanted->empty())
        form.in.fail(errc::missing, "/where", "at least one member is required");
    else
        for (const auto& [member, value] : *wanted) {
            if (auto text = scalar_text(value))
                conditions.push_back({std::string(member), std::move(*text)});
            else
                form.in.fail(errc::wrong_type, "/where" + pointer_token(member), "must be a text");
        }
    auto list = place_at(form, "/pick");
    return std::make_unique<forms::picked>(std::move(list), std::move(conditions),
                                           pointer_at(form, "/take", true));
}

node_ptr compiler::compile_each(const object_form& form) {
    if (!may_give_list_)
        form.in.fail(errc::not_allowed, "/each", "a list of values cannot stand inside this form");
    made_.gives_list = true;
    auto list = place_at(form, "/each");
    return std::make_unique<forms::each_of>(std::move(list), pointer_at(form, "/take", false));
}

node_ptr compiler::compile_lookup(const object_form& form) {
    const json::value* otherwise = form.in.find("/default");
    if (otherwise && !is_scalar(*otherwise))
        form.in.fail(errc::wrong_type, "/default", "must be a text, number or boolean");
    std::string table = form.in.text("/in");
    made_.tables.push_back(table);
    return std::make_unique<forms::looked_up>(compile_member(form, "lookup"), std::move(table),
                                              otherwise ? *otherwise : json::value());
}

node_ptr compiler::compile_header(const object_form& form) {
    made_.headers.push_back(to_lower(form.in.text("/header")));
    return std::make_unique<forms::of_request>("headers", made_.headers.back());
}

node_ptr compiler::compile_query(const object_form& form) {
    return std::make_unique<forms::of_request>("query", form.in.text("/query"));
}

node_ptr compiler::compile_last_segment(const object_form& form) {
    return std::make_unique<forms::rewritten>(compile_member(form, "last_segment"), last_segment);
}

node_ptr compiler::compile_truncate(const object_form& form) {
    const auto limit = static_cast<std::size_t>(
        form.in.integer("/to", 1, static_cast<std::int64_t>(forms::longest_text)));
    return std::make_unique<forms::rewritten>(
        compile_member(form, "truncate"),
        [limit](const std::string& text) { return std::string(first_code_points(text, limit)); });
}

node_ptr compiler::compile_skip(const object_form& form) {
    std::vector<std::string> beginnings;
    const json::value* given = form.in.find("/starting_with");
    if (given && given->is_array() && !given->get_array().empty()) {
        for (std::size_t i = 0; i < given->get_array().size(); ++i)
            beginnings.push_back(form.in.text("/starting_with/" + std::to_string(i)));
    } else {
        beginnings.push_back(form.in.text("/starting_with"));
    }
    return std::make_unique<forms::rewritten>(
        compile_member(form, "skip"), [beginnings](std::string text) {
            const bool is_skipped = std::any_of(beginnings.begin(), beginnings.end(),
                                                [&](auto& one) { return text.starts_with(one); });
            return is_skipped ? std::string() : text;
        });
}

// What is no state or ZIP code of the United States stays as it is: it may belong elsewhere, and
// the address complains if not.
node_ptr compiler::compile_state(const object_form& form) {
    return std::make_unique<forms::rewritten>(
        compile_member(form, "state"),
        [](const std::string& text) { return us_state_code(text).value_or(text); });
}

node_ptr compiler::compile_zip(const object_form& form) {
    return std::make_unique<forms::rewritten>(
        compile_member(form, "zip"),
        [](const std::string& text) { return us_zip(text).value_or(text); });
}

node_ptr compiler::compile_phone(const object_form& form) {
    auto number = compile_member(form, "phone");
    return std::make_unique<forms::with_addition>(
        std::move(number), compile_optional(form, "extension"), " ext. ", "");
}

node_ptr compiler::compile_time(const object_form& form) {
    auto time = compile_member(form, "time");
    return std::make_unique<forms::with_addition>(std::move(time), compile_optional(form, "zone"),
                                                  "[", "]");
}

}  // namespace

result<source> source::compile(const json::value& config, std::string where) {
    problems wrong;
    auto root = std::make_shared<const form>(compiler(wrong).compile(config, where));
    if (!wrong.empty()) return wrong;
    return source(std::move(root));
}

}  // namespace mapping
