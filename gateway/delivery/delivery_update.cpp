// The steps of delivery_fsm that bring a booking and its contacts up to date.
#include <algorithm>

#include "gateway/crm/crm_answers.hpp"
#include "gateway/crm/paging.hpp"
#include "gateway/delivery/delivery_steps.hpp"

namespace gateway {

namespace json = boost::json;
using outcome = crm_result::outcome;

delivery_action delivery_fsm::state::update(const booking_link& existing) {
    if (existing.place != input.address.place) return bury_moved(existing);
    if (!*input.booking) return bury_unmappable();
    base = existing;
    target = existing.crm_booking;
    if (!existing.sent.empty()) sent = mapping::booking::from_json(existing.sent);

    const mapping::booking& now = **input.booking;
    json::object patch = mapping::patch_between(sent ? &*sent : nullptr, now);
    if (patch.empty()) return list_contacts();
    return call(booking_operation::update_booking, std::move(patch));
}

delivery_action delivery_fsm::state::updated(const crm_result& result) {
    if (result.what != outcome::ok) return failed(result, true);
    return list_contacts();
}

// Asked for each time: after an attempt of unknown outcome, and because people edit contacts too.
delivery_action delivery_fsm::state::list_contacts() {
    return call(booking_operation::list_contacts);
}

delivery_action delivery_fsm::state::listed_page(const crm_result& result) {
    auto contacts =
        result.what == outcome::ok ? contacts_in(result.body) : std::optional<contacts_page>();
    if (!contacts || page >= most_pages) return failed(result, false);

    listed.insert(listed.end(), contacts->contacts.begin(), contacts->contacts.end());
    if (contacts->has_more) {
        ++page;
        return list_contacts();
    }
    const auto were_sent = sent ? sent->contacts() : std::vector<mapping::contact>();
    changes = mapping::contact_changes(listed, were_sent, (*input.booking)->contacts());
    std::reverse(changes.begin(), changes.end());
    return change_contact();
}

delivery_action delivery_fsm::state::change_contact() {
    if (changes.empty()) return conclude_updated();
    const mapping::contact_change next = std::move(changes.back());
    changes.pop_back();

    using action = mapping::contact_change::action;
    if (next.what == action::remove)
        return call(booking_operation::delete_contact, nullptr, next.id);
    json::object body{{"type", mapping::to_string(next.now.type)}, {"value", next.now.value}};
    // A change sends an empty memo as well, or it would keep the old one.
    if (next.what == action::change || !next.now.memo.empty()) body["memo"] = next.now.memo;
    return next.what == action::add
               ? call(booking_operation::create_contact, std::move(body))
               : call(booking_operation::update_contact, std::move(body), next.id);
}

delivery_action delivery_fsm::state::changed_contact(const crm_result& result) {
    const bool gone_already = pending == booking_operation::delete_contact &&
                              result.what == outcome::refused && result.status == 404;
    if (result.what != outcome::ok && !gone_already) return failed(result, true);
    return change_contact();
}

delivery_action delivery_fsm::state::conclude_updated() {
    finish end{event_state::delivered, "updated", std::nullopt, {}};
    json::object was_sent = (*input.booking)->to_json();
    // A booking keeps the externalId that it was made with, or found under.
    const json::value* first = base.sent.if_contains("externalId");
    was_sent["externalId"] = first ? *first : json::value(sought);
    end.links = link_to(target, std::move(was_sent), newest(base));
    return retire_previous(std::move(end));
}

}  // namespace gateway
