#include "gateway/delivery/preparation.hpp"

namespace gateway {

namespace {

// What the CRM was last sent of the booking that the event continues; null when nobody knows.
const boost::json::object* sent_before(const stored_event& event) {
    for (const auto* link : {&event.link, &event.previous_link})
        if (*link && !(*link)->sent.empty()) return &(*link)->sent;
    return nullptr;
}

}  // namespace

std::variant<delivery_input, burial> prepare(const stored_event& event,
                                             const providers::connection& from,
                                             std::int64_t tenant_id, const completion& completed) {
    delivery_input input;
    input.identity = event.identity;
    input.address.place = crm_place{tenant_id, from.settings().booking_provider};
    input.progress = event.progress;
    input.link = event.link;
    input.previous_link = event.previous_link;
    const bool may_have_made_one = input.progress.create_sent.has_value();
    if (!providers::needs_booking_id(event.identity.kind) && !may_have_made_one) return input;

    auto opened = from.open(event.request, event.part);
    if (!opened) return burial{death::unreadable, mapping::to_text(opened.error())};
    providers::event_part& part = opened->part;
    part.fetched = &completed.fetched;
    input.address.external_id = from.external_id(event.identity.booking_id);
    input.cancel_memo = from.cancel_memo(event.request, part);
    if (!providers::needs_booking(event.identity.kind)) return input;
    input.not_fetched = completed.dead;
    input.is_fetched = !completed.fetched.get_object().empty();
    if (completed.dead)
        input.booking = mapping::problems(mapping::errc::missing, "/fetch", completed.dead->detail);
    else
        input.booking = from.map(event.request, part, event.identity, sent_before(event));
    return input;
}

std::variant<operation_input, burial> prepare_operation(const stored_event& event,
                                                        const providers::connection& from,
                                                        std::int64_t tenant_id,
                                                        const completion& completed) {
    if (completed.dead) {
        burial dead = *completed.dead;
        if (!event.progress.calls.sent.empty())
            dead.detail +=
                " An operation was sent before, and nobody saw what became of it. A replay looks "
                "it up before it sends anything.";
        return dead;
    }
    auto opened = from.open(event.request, event.part);
    if (!opened) return burial{death::unreadable, mapping::to_text(opened.error())};
    operation_input input;
    input.tenant = tenant_id;
    input.progress = event.progress.calls;
    input.next = [&event, &from, opened = std::move(*opened),
                  fetched = completed.fetched](const boost::json::object& answers) {
        boost::json::value known = fetched;
        for (const auto& [name, answer] : answers) known.get_object()[name] = answer;
        providers::event_part part = opened.part;
        part.fetched = &known;
        return from.next_operation(event.request, part);
    };
    return input;
}

bool identify_again(stored_event& event, const providers::connection& from) {
    const auto opened = from.open(event.request, event.part);
    if (!opened) return false;
    auto identity = from.identify(event.request, opened->part);
    if (!identity) return false;
    identity->event_id = event.identity.event_id;  // it was claimed under this one
    event.identity = std::move(*identity);
    return true;
}

}  // namespace gateway
