#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gateway {

// Where a request at the door wants to go.
struct route {
    enum class place {
        hook,     // POST /hooks/{connection}[/rest]
        receipt,  // GET /receipts/{receipt}
        none,     // 404
    } what = place::none;
    std::string_view connection;  // of a hook; only plain characters, see is_plain_name
    std::string_view rest;        // of a hook: "" or what follows the connection, slash included
    std::string_view receipt;     // of a receipt
};

// `path` is still percent-encoded; the views point into it. Neither connections nor receipts need
// encoding, so an encoded one is simply unknown.
route find_route(std::string_view path) noexcept;

// "hooks", "receipts" or "none", for metrics.
std::string_view to_string(route::place place) noexcept;

}  // namespace gateway
