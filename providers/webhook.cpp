#include "providers/webhook.hpp"

#include "mapping/transforms/text.hpp"

namespace providers {

std::optional<std::string_view> sole_header(const webhook& hook, std::string_view name) {
    const header* found = nullptr;
    for (const header& one : hook.headers) {
        if (!mapping::equals_ignoring_case(one.name, name)) continue;
        if (found) return std::nullopt;
        found = &one;
    }
    if (!found) return std::nullopt;
    return found->value;
}

}  // namespace providers
