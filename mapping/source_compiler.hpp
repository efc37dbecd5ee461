#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/source_forms.hpp"

// Makes the forms of a source out of configuration: internal to the source. What all forms share
// stands in source_compiler.cpp, each form by itself in source_compiler_forms.cpp.
namespace mapping {

// Compiles a tree of forms, and goes on after a mistake to find the others.
class source_compiler {
public:
    source_compiler(problems& wrong, source_scope scope) : wrong_(wrong), scope_(scope) {}

    source::form compile(const json::value& config, const std::string& where);

private:
    using node_ptr = forms::node_ptr;

    // One object with its place, while its form is compiled.
    struct object_form {
        const json::value& config;
        const std::string& where;
        int depth;
        json_reader& in;
    };
    // The key that names a form, and all its keys.
    struct form_rule {
        std::string_view key;
        std::initializer_list<std::string_view> keys;
        node_ptr (source_compiler::*compile)(const object_form&);
    };
    static std::span<const form_rule> rules();

    node_ptr compile_any(const json::value& config, const std::string& where, int depth,
                         bool may_give_list = false);
    node_ptr compile_text(std::string_view text, const std::string& where);
    std::vector<node_ptr> compile_list(const json::array& list, const std::string& where, int depth,
                                       bool may_give_list = false);
    node_ptr compile_object(const json::value& config, const std::string& where, int depth);
    node_ptr fail(errc code, const std::string& where, std::string what);

    // Members of an object that are sources or pointers.
    node_ptr compile_member(const object_form& form, std::string_view key);
    node_ptr compile_optional(const object_form& form, std::string_view key);
    // The name of a member, or several of which the first that is there counts.
    static std::vector<std::string> names_at(const object_form& form, const std::string& key,
                                             std::vector<std::string> otherwise);
    // A pointer into the document, or into an element; "" is the whole of it.
    std::string pointer_at(const object_form& form, std::string_view key, bool is_required);
    // A pointer, or one into what surrounds or completes the document: {parent: /a}, {root: /a},
    // {fetched: /a}.
    forms::place place_at(const object_form& form, const std::string& key);
    // A pointer that begins with the name of a fetch.
    forms::place fetched_at(const object_form& form, const std::string& key);

    node_ptr compile_const(const object_form& form);
    node_ptr compile_parent(const object_form& form);
    node_ptr compile_root(const object_form& form);
    node_ptr compile_fetched(const object_form& form);
    node_ptr compile_join(const object_form& form);
    node_ptr compile_lines(const object_form& form);
    std::vector<node_ptr> compile_joined(const object_form& form, std::string_view pointer);
    node_ptr compile_template(const object_form& form);
    node_ptr compile_answers(const object_form& form);
    node_ptr compile_answer(const object_form& form);
    node_ptr compile_pick(const object_form& form);
    node_ptr compile_each(const object_form& form);
    node_ptr compile_lookup(const object_form& form);
    forms::looked_up::table table_at(const object_form& form);
    node_ptr compile_match(const object_form& form);
    node_ptr compile_header(const object_form& form);
    node_ptr compile_query(const object_form& form);
    node_ptr compile_path(const object_form& form);
    node_ptr compile_result(const object_form& form);
    node_ptr compile_last_segment(const object_form& form);
    node_ptr compile_truncate(const object_form& form);
    node_ptr compile_skip(const object_form& form);
    node_ptr compile_state(const object_form& form);
    node_ptr compile_zip(const object_form& form);
    node_ptr compile_phone(const object_form& form);
    node_ptr compile_time(const object_form& form);

    problems& wrong_;
    const source_scope scope_;
    source::form made_;
    bool may_give_list_ = false;  // where a list of values has a meaning
};

}  // namespace mapping
