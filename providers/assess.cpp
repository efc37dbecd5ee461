#include "providers/assess.hpp"

#include <map>

#include "providers/digest.hpp"
#include "providers/encodings.hpp"

namespace providers {

namespace {

std::string id_from(const std::string& fingerprint) { return "sha256:" + to_hex(fingerprint); }

// The type too, because it may stand beside the body: the same words on another path are no repeat.
std::string id_from(const std::string& fingerprint, const std::string& type) {
    return type.empty() ? id_from(fingerprint) : id_from(fingerprint) + ":" + type;
}

assessed_event whole(const webhook& hook) {
    assessed_event all;
    all.fingerprint = sha256(hook.body);
    all.identity.event_id = id_from(all.fingerprint);
    return all;
}

assessed_event unreadable(const webhook& hook, mapping::problems why) {
    assessed_event all = whole(hook);
    all.problems = std::move(why);
    return all;
}

assessed_event without_events(const webhook& hook) {
    assessed_event all = whole(hook);
    all.identity.kind = event_kind::ignore;
    all.identity.type = "no events";
    return all;
}

void identify(const connection& through, const webhook& hook, const event_part& part,
              assessed_event& event) {
    auto identity = through.identify(hook, part);
    if (!identity) {
        event.identity.event_id = id_from(event.fingerprint);
        event.problems = identity.error();
        return;
    }
    event.identity = std::move(*identity);
    if (event.identity.event_id.empty() && !through.provider().has_no_repeats)
        event.identity.event_id = id_from(event.fingerprint, event.identity.type);

    // Mapping waits until the event is delivered, except where the sender wants the verdict now and
    // the event says all that it takes.
    const definition& provider = through.provider();
    const event_kind kind = event.identity.kind;
    if (provider.reject_unmappable && needs_booking(kind) && !provider.is_partial(kind)) {
        const auto booking = through.map(hook, part, event.identity);
        if (!booking) event.problems = booking.error();
    }
    if (provider.reject_unmappable && kind == event_kind::operation) {
        const auto first = through.next_operation(hook, part);
        if (!first) event.problems = first.error();
    }
}

// A partner's id that is not one would make all but the first part look like repeats, and lose
// them.
void tell_apart(std::vector<assessed_event>& events) {
    if (events.size() < 2) return;
    std::map<std::string, std::string> seen;  // id -> fingerprint
    for (assessed_event& one : events) {
        std::string& id = one.identity.event_id;
        if (id.empty()) continue;
        const auto [first, is_new] = seen.try_emplace(id, one.fingerprint);
        if (!is_new && first->second != one.fingerprint) id += "#" + to_hex(one.fingerprint);
    }
}

}  // namespace

std::vector<assessed_event> assess(const connection& through, const webhook& hook) {
    const auto document = through.decode(hook);
    if (!document) return {unreadable(hook, document.error())};
    const auto parts = through.split(*document);
    if (!parts) return {unreadable(hook, parts.error())};
    if (parts->empty()) return {without_events(hook)};

    std::vector<assessed_event> events;
    const bool is_split = through.provider().is_split();
    for (const event_part& part : *parts) {
        assessed_event event;
        if (is_split) event.part = static_cast<int>(events.size());
        event.fingerprint = is_split ? fingerprint(part) : sha256(hook.body);
        identify(through, hook, part, event);
        events.push_back(std::move(event));
    }
    tell_apart(events);
    return events;
}

}  // namespace providers
