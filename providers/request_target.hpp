#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"

// Where a request of ours goes, as a definition writes it: the host by name, and what may vary
// behind it only. So no event can lead a request, and the credentials on it, to another host.
namespace providers {

// "https://host" or "https://host:port", and nothing behind that; http to loopback only.
bool is_origin(std::string_view text);
inline constexpr const char* not_an_origin =
    "must be https://host or https://host:port without a path (http to loopback only)";

// A path, and perhaps a query, with {placeholders}; `{{` and `}}` stand for braces.
class path_template {
public:
    // Problems have `where`.
    static mapping::result<path_template> compile(std::string_view text, std::string where);

    // Of the placeholders, in order; one that is used twice comes twice.
    std::vector<std::string> names() const;

    // With each placeholder's value percent-encoded, so that it stays within the segment or
    // parameter that it stands in; a problem for one that would still lead elsewhere, such as "..".
    mapping::result<std::string> fill(
        const std::map<std::string, std::string, std::less<>>& values) const;

private:
    struct piece {
        std::string literal;
        std::string name;  // of the placeholder behind the literal; "" after the last one
    };
    path_template(std::string where, std::vector<piece> pieces)
        : where_(std::move(where)), pieces_(std::move(pieces)) {}

    std::string where_;
    std::vector<piece> pieces_;
};

}  // namespace providers
