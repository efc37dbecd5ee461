#pragma once

#include <boost/json/value.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/problem.hpp"

// Where a value comes from: the small forms that a definition is written in. A source is compiled
// once from configuration and then read from many documents; it is immutable and may be shared
// between threads.
namespace mapping {

namespace json = boost::json;

using lookup_table = std::map<std::string, json::value, std::less<>>;

// What sources read from. The referenced values must outlive the call.
struct input {
    const json::value& document;  // the decoded body
    const json::object& request;  // {"headers": {"lower-case name": "value"}, "query": {...},
                                  // "path": "..."}; for an answer also "result": {...}
    const std::map<std::string, lookup_table, std::less<>>& tables;  // the connection's `tables`
    // Where the document is an element of a list in a larger body: the object that the list stands
    // in, and the body. Null where the document is the body.
    const json::value* parent = nullptr;
    const json::value* root = nullptr;
    // What was fetched to complete the document: an object by the fetches' names. Null when nothing
    // was.
    const json::value* fetched = nullptr;

    const json::value& whole_body() const { return root ? *root : document; }
};

// Where a source is read, which decides what there is.
enum class source_scope {
    event,   // when the event is delivered, and everything that completes it was fetched
    door,    // while its request waits for an answer: nothing is fetched yet
    answer,  // likewise; it can also tell what became of the request
};

class source {
public:
    // What was found: null when nothing was. null, "", white space and empty lists and objects
    // count as nothing.
    struct found {
        json::value value;
        std::string from;  // the pointers that were read, separated by ", "
        // Why nothing came of what stands there: "no entry for "x" in the table job_types". It
        // quotes the document, so it is for people who may see that. "" otherwise.
        std::string why = {};
    };

    // `where` is the pointer of `config` in its file, for problems.
    static result<source> compile(const json::value& config, std::string where,
                                  source_scope scope = source_scope::event);

    // As compile, for what takes one value: a source that gives a list of them is a mistake.
    static result<source> compile_one(const json::value& config, std::string where,
                                      source_scope scope = source_scope::event);

    // Never fails: what a form cannot make sense of counts as nothing, and the target that needs a
    // value complains.
    found read(const input& in) const;

    // As text: a number keeps its digits, true is "true"; an object or a list is nothing.
    std::optional<std::string> read_text(const input& in) const;

    // True for a form that reads the header of that name, in any letter case.
    bool reads_header(std::string_view name) const;

    // True for the form that takes a list of values out of the document.
    bool gives_list() const;

    // Every table that a lookup names, so that a connection without it does not load.
    std::vector<std::string> tables() const;

    // The name of every fetch whose result it reads.
    std::vector<std::string> fetches() const;

    struct form;  // the compiled tree; defined in source_forms.hpp
    explicit source(std::shared_ptr<const form> root) : root_(std::move(root)) {}

private:
    std::shared_ptr<const form> root_;
};

}  // namespace mapping
