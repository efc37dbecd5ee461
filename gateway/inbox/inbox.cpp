#include "gateway/inbox/inbox.hpp"

namespace gateway {

std::string_view to_string(event_state state) noexcept {
    switch (state) {
        case event_state::accepted: return "accepted";
        case event_state::delivering: return "delivering";
        case event_state::waiting: return "waiting";
        case event_state::unknown: return "unknown";
        case event_state::delivered: return "delivered";
        case event_state::ignored: return "ignored";
        case event_state::dead: return "dead";
        case event_state::discarded: return "discarded";
    }
    return "";
}

std::optional<event_state> event_state_from(std::string_view text) noexcept {
    constexpr event_state all[] = {event_state::accepted,  event_state::delivering,
                                   event_state::waiting,   event_state::unknown,
                                   event_state::delivered, event_state::ignored,
                                   event_state::dead,      event_state::discarded};
    for (const event_state state : all)
        if (to_string(state) == text) return state;
    return std::nullopt;
}

bool is_settled(event_state state) noexcept {
    switch (state) {
        case event_state::delivered:
        case event_state::ignored:
        case event_state::dead:
        case event_state::discarded: return true;
        case event_state::accepted:
        case event_state::delivering:
        case event_state::waiting:
        case event_state::unknown: return false;
    }
    return false;
}

std::string_view to_string(death reason) noexcept {
    switch (reason) {
        case death::unreadable: return "unreadable";
        case death::unmappable: return "unmappable";
        case death::not_fetched: return "not_fetched";
        case death::refused_by_crm: return "refused_by_crm";
        case death::ambiguous: return "ambiguous";
        case death::expired: return "expired";
        case death::unknown_connection: return "unknown_connection";
        case death::moved: return "moved";
    }
    return "";
}

std::string receipt_of_part(const std::string& of_request, int part) {
    return of_request + "-" + std::to_string(part + 1);
}

}  // namespace gateway
