// The contacts of a booking: the part of `bookings` that is about them.
#include <vector>

#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/listing.hpp"
#include "tests/sandbox/models.hpp"

namespace sandbox {

namespace {

answer not_found(const std::string& what, std::int64_t id) {
    return problem(404, what + " with id " + std::to_string(id) + " was not found.");
}

answer not_found(const booking* known, const route& at) {
    return known ? not_found("Contact", at.contact) : not_found("Booking", at.id);
}

}  // namespace

const json::object& bookings::add_contact(booking& to, const json::object& fields, instant now) {
    const auto id = next_contact_++;
    const auto* const memo = fields.if_contains("memo");
    auto& added = to.contacts[id];
    added = {now,
             now,
             {{"id", id},
              {"type", fields.at("type")},
              {"value", fields.at("value")},
              {"memo", memo && memo->is_string() ? *memo : json::value("")},
              {"modifiedOn", to_text(now)}}};
    return added.shown;
}

answer bookings::list_contacts(const route& at, const request& received) const {
    const booking* const known = find(at);
    if (!known) return not_found(known, at);
    std::vector<listed> candidates;
    for (const auto& [id, contact] : known->contacts)
        candidates.push_back({id, contact.created, contact.modified, &contact.shown});
    return list_page(received, std::move(candidates));
}

answer bookings::create_contact(const route& at, const request& received, instant now) {
    const auto body =
        check_body(received, models::create_contact, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    booking* const known = find(at);
    if (!known) return not_found(known, at);
    return json_answer(200, add_contact(*known, body.value, now));
}

// Shows the contact without its id and time, as the definition has it.
answer bookings::update_contact(const route& at, const request& received, instant now) {
    const auto body =
        check_body(received, models::update_contact, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    booking* const known = find(at);
    if (!known || !known->contacts.contains(at.contact)) return not_found(known, at);

    auto& changed = known->contacts.at(at.contact);
    for (const auto& [member, value] : body.value) changed.shown[member] = value;
    changed.modified = now;
    changed.shown["modifiedOn"] = to_text(now);
    return json_answer(200, {{"type", changed.shown.at("type")},
                             {"value", changed.shown.at("value")},
                             {"memo", changed.shown.at("memo")}});
}

answer bookings::delete_contact(const route& at) {
    booking* const known = find(at);
    if (!known || known->contacts.erase(at.contact) == 0) return not_found(known, at);
    return answer{};
}

}  // namespace sandbox
