#include "providers/jws.hpp"

#include "providers/encodings.hpp"

namespace providers {
namespace {

constexpr std::size_t largest_token = 1024 * 1024;
// A header names an algorithm and a key; nobody's is a tenth of this.
constexpr std::size_t largest_header = 8 * 1024;

mapping::problems malformed_at(std::size_t offset, std::string what) {
    return {mapping::errc::malformed, "byte " + std::to_string(offset), std::move(what)};
}

mapping::problems too_large_at(std::size_t offset, std::string what) {
    return {mapping::errc::too_large, "byte " + std::to_string(offset), std::move(what)};
}

}  // namespace

mapping::result<compact_jws> split_jws(std::string_view text) {
    const std::string_view token = trimmed(text);
    if (token.size() > largest_token) return too_large_at(0, "a token of more than a megabyte");
    const std::size_t first = token.find('.');
    const std::size_t last = token.rfind('.');
    if (first == last) return malformed_at(0, "a token is three parts with dots between them");
    if (first > largest_header) return too_large_at(0, "a token's header of more than 8 KiB");

    compact_jws parts;
    parts.signing_input = std::string(token.substr(0, last));
    const struct {
        std::string& bytes;
        std::size_t start, end;
    } places[] = {{parts.header, 0, first},
                  {parts.payload, first + 1, last},
                  {parts.signature, last + 1, token.size()}};
    for (const auto& one : places) {
        auto bytes = from_base64url(token.substr(one.start, one.end - one.start));
        if (!bytes || bytes->empty())
            return malformed_at(one.start, "this part of the token is not base64url");
        one.bytes = std::move(*bytes);
    }
    return parts;
}

}  // namespace providers
