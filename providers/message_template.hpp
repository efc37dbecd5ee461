#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/credentials.hpp"
#include "providers/webhook.hpp"

namespace providers {

// The text that a partner signs, written as a template: "{timestamp}.{body}". `{{` and `}}` stand
// for braces.
class message_template {
public:
    enum class part {
        literal,
        body,
        url,  // as registered with the partner, not as a server behind a proxy sees it
        method,
        timestamp,
        id,
        secret,
        header,       // {header:X}
        query,        // {query:X}, decoded
        sorted_form,  // the fields of a form body by name: name, value, name, value, ...
    };

    struct piece {
        part what;
        std::string text;  // the literal, or the name of the header or query parameter; else ""
    };

    // What does not stand in the request at a place of its own.
    struct values {
        std::string_view url, timestamp, id, secret;
    };

    // Problems have `where`.
    static mapping::result<message_template> compile(std::string_view text,
                                                     const std::string& where);

    // An empty message.
    message_template() = default;
    explicit message_template(std::vector<piece> pieces) : pieces_(std::move(pieces)) {}

    bool uses(part what) const noexcept;

    // The text that was signed, if the sender knows the secret; a rejection when a part of it was
    // not sent or cannot be read.
    sent<std::string> render(const webhook& hook, const values& given) const;

private:
    std::vector<piece> pieces_;
};

}  // namespace providers
