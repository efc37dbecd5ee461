#include "providers/webhook.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace providers {

std::optional<std::string_view> sole_header(const webhook& hook, std::string_view name) {
    const header* found = nullptr;
    for (const header& one : hook.headers) {
        if (!boost::algorithm::iequals(one.name, name, std::locale::classic())) continue;
        if (found) return std::nullopt;
        found = &one;
    }
    if (!found) return std::nullopt;
    return found->value;
}

}  // namespace providers
