#include <algorithm>

#include "mapping/source_compiler.hpp"
#include "mapping/transforms/address.hpp"
#include "mapping/transforms/pattern.hpp"
#include "mapping/transforms/text.hpp"

// Each form of a source, out of its object.
namespace mapping {
namespace {

constexpr std::size_t most_lists = 8;  // one inside the other
constexpr std::int64_t most_segments = 32;

bool is_scalar(const json::value& value) { return !value.is_structured() && !value.is_null(); }

std::string last_segment(std::string uri) {
    uri.resize(std::min(uri.find_first_of("?#"), uri.size()));
    while (uri.ends_with('/')) uri.pop_back();
    return uri.substr(uri.rfind('/') + 1);
}

// What an element must hold to be picked: at a member, or where a pointer into it leads.
forms::picked::condition condition_of(std::string_view key, const json::value& config,
                                      json_reader& in) {
    const std::string where = "/where" + pointer_token(key);
    const std::string pointer = key.starts_with('/') ? std::string(key) : pointer_token(key);
    if (!is_json_pointer(pointer)) in.fail(errc::malformed, where, "is not a JSON Pointer");
    if (config.is_object()) {
        in.object(where, {"contains"});
        return {pointer, in.text(where + "/contains"), contains_ignoring_case};
    }
    auto text = scalar_text(config);
    if (!text) in.fail(errc::wrong_type, where, "must be a text, or {contains: a text}");
    return {pointer, text.value_or(""), equals_ignoring_case};
}

// The group that is wanted: a number or a name, the first one unless it is said.
int group_of(const pattern& compiled, json_reader& in) {
    const json::value* given = in.find("/group");
    if (given && given->is_string()) {
        if (const auto group = compiled.group_named(in.text("/group"))) return *group;
        in.fail(errc::unknown, "/group", "the pattern has no group of that name");
        return 0;
    }
    const auto group = in.integer_or("/group", 1, 0);
    if (group <= compiled.groups()) return static_cast<int>(group);
    in.fail(errc::unknown, given ? "/group" : "/pattern",
            "the pattern has no such group; 0 is the whole match");
    return 0;
}

}  // namespace

forms::node_ptr source_compiler::compile_const(const object_form& form) {
    const json::value& value = form.config.at("const");
    if (!is_scalar(value))
        form.in.fail(errc::wrong_type, "/const", "must be a text, number or boolean");
    return std::make_unique<forms::constant>(value);
}

forms::node_ptr source_compiler::compile_parent(const object_form& form) {
    return std::make_unique<forms::pointed>(
        forms::place{forms::place::origin::parent, pointer_at(form, "/parent", true)});
}

forms::node_ptr source_compiler::compile_root(const object_form& form) {
    return std::make_unique<forms::pointed>(
        forms::place{forms::place::origin::root, pointer_at(form, "/root", true)});
}

forms::node_ptr source_compiler::compile_fetched(const object_form& form) {
    return std::make_unique<forms::pointed>(fetched_at(form, "/fetched"));
}

forms::node_ptr source_compiler::compile_join(const object_form& form) {
    auto separator = form.in.text_or("/with", " ");
    return std::make_unique<forms::joined>(compile_joined(form, "/join"), std::move(separator));
}

forms::node_ptr source_compiler::compile_lines(const object_form& form) {
    return std::make_unique<forms::joined>(compile_joined(form, "/lines"), "\n");
}

std::vector<forms::node_ptr> source_compiler::compile_joined(const object_form& form,
                                                             std::string_view pointer) {
    const json::value* value = form.in.find(pointer);
    if (!value->is_array()) {
        form.in.fail(errc::wrong_type, pointer, "must be a list");
        return {};
    }
    const bool gives_list = made_.gives_list;
    auto members =
        compile_list(value->get_array(), form.where + std::string(pointer), form.depth, true);
    made_.gives_list = gives_list;  // lists end here: the text of their members is joined
    return members;
}

forms::node_ptr source_compiler::compile_template(const object_form& form) {
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
        if (text[i] == '}' || !is_json_pointer(path)) {
            form.in.fail(errc::malformed, "/template",
                         "a brace must open a placeholder such as {/id}, or be doubled");
            return nullptr;
        }
        pieces.back().placeholder = forms::pointer_to(path);
        pieces.emplace_back();
        i = end;
    }
    if (pieces.size() == 1)
        form.in.fail(errc::malformed, "/template", "has no placeholder such as {/id}");
    if (pieces.size() > forms::longest_list)
        form.in.fail(errc::too_large, "/template", "has more than 63 placeholders");
    return std::make_unique<forms::filled_template>(std::move(pieces));
}

forms::node_ptr source_compiler::compile_answers(const object_form& form) {
    answer_members members;
    members.question = names_at(form, "/question", std::move(members.question));
    members.answer = names_at(form, "/answer", std::move(members.answer));
    return std::make_unique<forms::all_answers>(place_at(form, "/answers"), std::move(members));
}

forms::node_ptr source_compiler::compile_answer(const object_form& form) {
    const std::string match = form.in.text_or("/match", "contains");
    if (match != "contains" && match != "equals")
        form.in.fail(errc::not_allowed, "/match", "must be contains or equals");
    auto list = place_at(form, "/in");
    answer_members members;
    members.question = names_at(form, "/question", std::move(members.question));
    members.answer = names_at(form, "/value", std::move(members.answer));
    return std::make_unique<forms::one_answer>(
        std::move(list), std::move(members), std::string(trim(form.in.text("/answer"))),
        match == "equals" ? equals_ignoring_case : contains_ignoring_case);
}

forms::node_ptr source_compiler::compile_pick(const object_form& form) {
    std::vector<forms::picked::condition> conditions;
    const json::object* wanted = form.in.object("/where");
    if (!wanted || wanted->empty())
        form.in.fail(errc::missing, "/where", "at least one member is required");
    else
        for (const auto& member : *wanted)
            conditions.push_back(condition_of(member.key(), member.value(), form.in));
    auto list = place_at(form, "/pick");
    return std::make_unique<forms::picked>(std::move(list), std::move(conditions),
                                           pointer_at(form, "/take", true));
}

forms::node_ptr source_compiler::compile_each(const object_form& form) {
    if (!may_give_list_)
        form.in.fail(errc::not_allowed, "/each", "a list of values cannot stand inside this form");
    made_.gives_list = true;
    auto outer = place_at(form, "/each");
    std::vector<std::string> inner;
    std::string at = "/take";
    for (const json::value* take = form.in.find(at);
         take && take->is_object() && inner.size() < most_lists; take = form.in.find(at)) {
        form.in.object(at, {"each", "take"});
        inner.push_back(pointer_at(form, at + "/each", true));
        at += "/take";
    }
    return std::make_unique<forms::each_of>(std::move(outer), std::move(inner),
                                            pointer_at(form, at, false));
}

forms::node_ptr source_compiler::compile_lookup(const object_form& form) {
    const json::value* otherwise = form.in.find("/default");
    if (otherwise && !is_scalar(*otherwise))
        form.in.fail(errc::wrong_type, "/default", "must be a text, number or boolean");
    const json::value* how = form.in.find("/match");
    const std::string match = form.in.text_or("/match", "");
    if (how && how->is_string() && match != "words")
        form.in.fail(errc::not_allowed, "/match", "must be words");
    auto from = table_at(form);
    return std::make_unique<forms::looked_up>(
        compile_member(form, "lookup"), std::move(from),
        match.empty() ? forms::entry_equal_to : forms::entry_within,
        otherwise ? *otherwise : json::value());
}

// The name of a table of the connection's, or the table itself.
forms::looked_up::table source_compiler::table_at(const object_form& form) {
    const json::value* given = form.in.find("/in");
    if (!given || !given->is_object()) {
        made_.tables.push_back(form.in.text("/in"));
        return {made_.tables.back(), {}};
    }
    const json::object& entries = given->get_object();
    if (entries.empty()) form.in.fail(errc::missing, "/in", "the table is empty");
    if (entries.size() > forms::longest_list)
        form.in.fail(errc::too_large, "/in", "the table has more than 64 entries");
    forms::looked_up::table table;
    for (const auto& [text, value] : entries) {
        if (!is_scalar(value))
            form.in.fail(errc::wrong_type, "/in" + pointer_token(text),
                         "must be a text, number or boolean");
        if (form.in.find("/match") && words_of(text).empty())
            form.in.fail(errc::malformed, "/in" + pointer_token(text), "has no letter or digit");
        table.own.emplace(text, value);
    }
    return table;
}

forms::node_ptr source_compiler::compile_match(const object_form& form) {
    auto of = compile_member(form, "match");
    const std::string expression = form.in.text("/pattern");
    if (expression.empty()) return nullptr;
    const auto compiled = pattern::compile(expression, form.where + "/pattern");
    if (!compiled) {
        form.in.fail(compiled.error());
        return nullptr;
    }
    return std::make_unique<forms::rewritten>(
        std::move(of),
        [wanted = *compiled, group = group_of(*compiled, form.in)](const std::string& text) {
            return wanted.find(text, group).value_or("");
        });
}

forms::node_ptr source_compiler::compile_header(const object_form& form) {
    made_.headers.push_back(to_lower(form.in.text("/header")));
    return std::make_unique<forms::of_request>("headers", made_.headers.back());
}

forms::node_ptr source_compiler::compile_query(const object_form& form) {
    return std::make_unique<forms::of_request>("query", form.in.text("/query"));
}

forms::node_ptr source_compiler::compile_path(const object_form& form) {
    const auto number = form.in.integer("/path", -most_segments, most_segments);
    if (number == 0)
        form.in.fail(errc::out_of_range, "/path", "segments count from 1, or from -1 at the end");
    return std::make_unique<forms::path_segment>(static_cast<int>(number));
}

forms::node_ptr source_compiler::compile_result(const object_form& form) {
    if (scope_ != source_scope::answer)
        form.in.fail(errc::not_allowed, "/result", "is known to answers only");
    return std::make_unique<forms::of_request>("result", form.in.text("/result"));
}

forms::node_ptr source_compiler::compile_last_segment(const object_form& form) {
    return std::make_unique<forms::rewritten>(compile_member(form, "last_segment"), last_segment);
}

forms::node_ptr source_compiler::compile_truncate(const object_form& form) {
    const auto limit = static_cast<std::size_t>(
        form.in.integer("/to", 1, static_cast<std::int64_t>(forms::longest_text)));
    return std::make_unique<forms::rewritten>(
        compile_member(form, "truncate"),
        [limit](const std::string& text) { return std::string(first_code_points(text, limit)); });
}

forms::node_ptr source_compiler::compile_skip(const object_form& form) {
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
forms::node_ptr source_compiler::compile_state(const object_form& form) {
    return std::make_unique<forms::rewritten>(
        compile_member(form, "state"),
        [](const std::string& text) { return us_state_code(text).value_or(text); });
}

forms::node_ptr source_compiler::compile_zip(const object_form& form) {
    return std::make_unique<forms::rewritten>(
        compile_member(form, "zip"),
        [](const std::string& text) { return us_zip(text).value_or(text); });
}

forms::node_ptr source_compiler::compile_phone(const object_form& form) {
    auto number = compile_member(form, "phone");
    return std::make_unique<forms::with_addition>(
        std::move(number), compile_optional(form, "extension"), " ext. ", "");
}

forms::node_ptr source_compiler::compile_time(const object_form& form) {
    auto time = compile_member(form, "time");
    return std::make_unique<forms::with_addition>(std::move(time), compile_optional(form, "zone"),
                                                  "[", "]");
}

}  // namespace mapping
