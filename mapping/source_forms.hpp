#pragma once

#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "mapping/source.hpp"
#include "mapping/transforms/answers.hpp"

// The forms of a source, compiled: internal to the source's two halves, source_compiler.hpp, which
// makes them, and source_forms.cpp, which reads documents with them.
namespace mapping::forms {

inline constexpr std::size_t longest_text = 16 * 1024;  // bytes; no field of a booking needs more
inline constexpr std::size_t longest_list = 64;         // members, in configuration

// One form. A tree of them is a source.
class node {
public:
    virtual ~node() = default;
    // What is found, cut to the longest text; a blank text and an empty list or object are nothing.
    source::found read(const input& in) const;

private:
    virtual source::found find(const input& in) const = 0;
};
using node_ptr = std::unique_ptr<const node>;

// X, {const: X}
class constant final : public node {
public:
    explicit constant(json::value value) : value_(std::move(value)) {}

private:
    source::found find(const input& in) const override;
    json::value value_;
};

// Where a form looks: a JSON Pointer, and what it starts from.
struct place {
    enum class origin { document, parent, root, fetched };
    origin from = origin::document;
    std::string pointer;

    // Null when nothing is there.
    const json::value* find(const input& in) const;
    // "/a/b", "parent /a/b", "root /a/b", "fetched /a/b"
    std::string name() const;
};

// /a/b, {parent: /a/b}, {root: /a/b}, {fetched: /a/b}
class pointed final : public node {
public:
    explicit pointed(place at) : at_(std::move(at)) {}

private:
    source::found find(const input& in) const override;
    place at_;
};

node_ptr pointer_to(std::string path);

// [s, ...]
class first_of final : public node {
public:
    explicit first_of(std::vector<node_ptr> members) : members_(std::move(members)) {}

private:
    source::found find(const input& in) const override;
    std::vector<node_ptr> members_;
};

// {join: [s, ...], with: ", "}, {lines: [s, ...]}
class joined final : public node {
public:
    joined(std::vector<node_ptr> members, std::string separator)
        : members_(std::move(members)), separator_(std::move(separator)) {}

private:
    source::found find(const input& in) const override;
    // A scalar, or those of a list.
    std::string text_of(const json::value& value) const;
    std::vector<node_ptr> members_;
    std::string separator_;
};

// {template: "Lead {/leadOid}"}
class filled_template final : public node {
public:
    struct piece {
        std::string literal;
        node_ptr placeholder;  // follows the literal; null after the last one
    };
    explicit filled_template(std::vector<piece> pieces) : pieces_(std::move(pieces)) {}

private:
    source::found find(const input& in) const override;
    std::vector<piece> pieces_;
};

// {answers: /list, question: q, answer: a}
class all_answers final : public node {
public:
    all_answers(place list, answer_members members)
        : list_(std::move(list)), members_(std::move(members)) {}

private:
    source::found find(const input& in) const override;
    place list_;
    answer_members members_;
};

// How a text is compared with one of the definition's.
using matcher = bool (*)(std::string_view text, std::string_view wanted);

// {answer: "zip code", in: /list, match: contains, question: q, value: a}
class one_answer final : public node {
public:
    one_answer(place list, answer_members members, std::string wanted, matcher matches)
        : list_(std::move(list)),
          members_(std::move(members)),
          wanted_(std::move(wanted)),
          matches_(matches) {}

private:
    source::found find(const input& in) const override;
    place list_;
    answer_members members_;
    std::string wanted_;
    matcher matches_;
};

// {pick: /list, where: {member: text, /a/b: {contains: text}}, take: /member}
class picked final : public node {
public:
    struct condition {
        std::string pointer, wanted;
        matcher matches;
    };
    picked(place list, std::vector<condition> conditions, std::string take)
        : list_(std::move(list)), conditions_(std::move(conditions)), take_(std::move(take)) {}

private:
    source::found find(const input& in) const override;
    bool holds_for(const json::value& element) const;
    std::string wanted() const;  // the conditions, for people
    place list_;
    std::vector<condition> conditions_;
    std::string take_;
};

// {each: /list, take: /member}, {each: /list, take: {each: /list, take: /member}}
class each_of final : public node {
public:
    // `inner` are pointers from the elements of a list to the list inside of each.
    each_of(place outer, std::vector<std::string> inner, std::string take)
        : outer_(std::move(outer)), inner_(std::move(inner)), take_(std::move(take)) {}

private:
    source::found find(const input& in) const override;
    // Adds what is found in the elements of a list that lies so many lists deep.
    void add(const json::value* list, std::size_t depth, json::array& all) const;
    place outer_;
    std::vector<std::string> inner_;
    std::string take_;
};

// {lookup: s, in: table, match: words, default: X}
class looked_up final : public node {
public:
    struct table {
        std::string name;  // of the connection's; "" for one of the definition's own
        lookup_table own;
    };
    using finder = const json::value* (*)(const lookup_table& table, std::string_view text);
    looked_up(node_ptr key, table from, finder entry_for, json::value otherwise)
        : key_(std::move(key)),
          table_(std::move(from)),
          entry_for_(entry_for),
          otherwise_(std::move(otherwise)) {}

private:
    source::found find(const input& in) const override;
    node_ptr key_;
    table table_;
    finder entry_for_;
    json::value otherwise_;  // null for none
};

// The entry of that text; of the entries whose words stand in the text, that with the longest. Null
// when there is none.
const json::value* entry_equal_to(const lookup_table& table, std::string_view text);
const json::value* entry_within(const lookup_table& table, std::string_view text);

// {header: Name}, {query: name}, {result: name}
class of_request final : public node {
public:
    of_request(std::string section, std::string name)
        : section_(std::move(section)), name_(std::move(name)) {}

private:
    source::found find(const input& in) const override;
    std::string section_, name_;
};

// {path: 2}, {path: -1}
class path_segment final : public node {
public:
    // From 1; from the end when negative.
    explicit path_segment(int number) : number_(number) {}

private:
    source::found find(const input& in) const override;
    int number_;
};

// {last_segment: s}, {match: s, pattern: p, group: g}, {truncate: s, to: N},
// {skip: s, starting_with: t}, {state: s}, {zip: s}
class rewritten final : public node {
public:
    using rewrite = std::function<std::string(std::string)>;
    rewritten(node_ptr of, rewrite how) : of_(std::move(of)), how_(std::move(how)) {}

private:
    source::found find(const input& in) const override;
    node_ptr of_;
    rewrite how_;
};

// {phone: s, extension: s} -> "N ext. E"; {time: s, zone: s} -> "T[Z]". The target of a phone
// number or a time reads both of these.
class with_addition final : public node {
public:
    with_addition(node_ptr of, node_ptr addition, std::string before, std::string after)
        : of_(std::move(of)),
          addition_(std::move(addition)),
          before_(std::move(before)),
          after_(std::move(after)) {}

private:
    source::found find(const input& in) const override;
    node_ptr of_, addition_;
    std::string before_, after_;
};

}  // namespace mapping::forms

namespace mapping {

struct source::form {
    forms::node_ptr root;
    std::vector<std::string> headers;  // in lower case
    std::vector<std::string> tables;
    std::vector<std::string> fetches;
    bool gives_list = false;
};

}  // namespace mapping
