#include "providers/event.hpp"

#include <array>

namespace providers {
namespace {

struct kind_name {
    event_kind kind;
    std::string_view name;
};

constexpr std::array names = {
    kind_name{event_kind::create, "create"},         kind_name{event_kind::update, "update"},
    kind_name{event_kind::reschedule, "reschedule"}, kind_name{event_kind::cancel, "cancel"},
    kind_name{event_kind::operation, "operation"},   kind_name{event_kind::test, "test"},
    kind_name{event_kind::ignore, "ignore"},
};

}  // namespace

std::string_view to_string(event_kind kind) noexcept {
    for (const kind_name& one : names)
        if (one.kind == kind) return one.name;
    return "unknown";
}

std::optional<event_kind> event_kind_from(std::string_view text) noexcept {
    for (const kind_name& one : names)
        if (one.name == text) return one.kind;
    return std::nullopt;
}

bool is_for_nobody(event_kind kind) noexcept {
    return kind == event_kind::test || kind == event_kind::ignore;
}

bool needs_booking(event_kind kind) noexcept {
    return kind == event_kind::create || kind == event_kind::update ||
           kind == event_kind::reschedule;
}

bool needs_booking_id(event_kind kind) noexcept {
    return needs_booking(kind) || kind == event_kind::cancel;
}

}  // namespace providers
