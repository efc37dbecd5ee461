#pragma once

#include <string>
#include <utility>
#include <vector>

#include "mapping/source.hpp"

namespace mapping {

// A JSON object with places to fill in, as a definition writes it: {"/booking/id": source, ...}.
// Each key is a pointer to a place in the object, a token of digits is a place in a list.
// Immutable.
class json_template {
public:
    // Problems have pointers that start with `where`.
    static result<json_template> compile(const json::value& config, const std::string& where,
                                         source_scope scope);

    // A place whose source finds nothing is left out; the places of a list close up.
    json::value fill(const input& in) const;

    // Every table that a lookup names.
    std::vector<std::string> tables() const;
    // The name of every fetch whose result a source reads.
    std::vector<std::string> fetches() const;

private:
    struct place {
        std::vector<std::string> tokens;  // of its pointer, never empty
        source from;
    };
    explicit json_template(std::vector<place> places) : places_(std::move(places)) {}
    std::vector<std::string> names(std::vector<std::string> (source::*of)() const) const;

    std::vector<place> places_;
};

}  // namespace mapping
