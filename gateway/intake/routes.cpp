#include "gateway/intake/routes.hpp"

namespace gateway {

route find_route(std::string_view path) noexcept {
    constexpr std::string_view hooks = "/hooks/";
    constexpr std::string_view receipts = "/receipts/";

    route found;
    if (path.starts_with(hooks)) {
        path.remove_prefix(hooks.size());
        const auto slash = path.find('/');
        found.connection = path.substr(0, slash);
        if (slash != path.npos) found.rest = path.substr(slash);
        if (!found.connection.empty()) found.what = route::place::hook;
    } else if (path.starts_with(receipts)) {
        found.receipt = path.substr(receipts.size());
        if (!found.receipt.empty()) found.what = route::place::receipt;
    }
    return found;
}

std::string_view to_string(route::place place) noexcept {
    switch (place) {
        case route::place::hook: return "hooks";
        case route::place::receipt: return "receipts";
        case route::place::none: return "none";
    }
    return "none";
}

}  // namespace gateway
