#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/json_template.hpp"
#include "mapping/source.hpp"
#include "providers/webhook.hpp"

namespace providers {

// What the door says to a sender.
struct answer {
    unsigned status = 200;
    std::string content_type;     // "" for none
    std::vector<header> headers;  // besides Content-Type
    std::string body;
};

// Which statuses an answer may have, both ends included, and the one that it has unless given.
struct status_range {
    unsigned least, most, usual;
};

// An answer as a definition writes it: {status, type, and one of body: source, json: {/place:
// source}}. Immutable.
class answer_template {
public:
    // Reads the object at the pointer; the status is never a redirect. Mistakes stay in `in`. A
    // member of the name `besides` is for the caller to read.
    static answer_template read(mapping::json_reader& in, const std::string& where,
                                status_range allowed, std::string_view besides = {});

    // A text/plain answer of one source's text.
    static answer_template of_text(mapping::source text);

    answer fill(const mapping::input& in) const;
    // True when it needs nothing to be filled: a status alone.
    bool is_empty() const noexcept { return !body_ && !json_; }

    // Every table that a lookup names.
    std::vector<std::string> tables() const;

private:
    unsigned status_ = 200;
    std::string content_type_;
    std::optional<mapping::source> body_;
    std::optional<mapping::json_template> json_;
};

}  // namespace providers
