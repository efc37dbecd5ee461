#include "tests/sandbox/bookings.hpp"

#include <algorithm>
#include <vector>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/listing.hpp"
#include "tests/sandbox/models.hpp"

namespace sandbox {

namespace {

answer not_found(const route& at) {
    return problem(404, "Booking with id " + std::to_string(at.id) + " was not found.");
}

answer no_such_provider(const route& at) {
    return problem(404,
                   "Booking provider with id " + std::to_string(at.provider) + " was not found.");
}

void touch(booking& changed, instant now) {
    changed.modified = now;
    changed.shown["modifiedOn"] = to_text(now);
}

bool is_blank_text(const json::value& value) { return is_blank(value.get_string()); }

bool has_items(const json::value* list) {
    return list && list->is_array() && !list->get_array().empty();
}

// A BookingResponse: all members, null where nothing was sent.
json::object to_response(json::object sent, std::int64_t id, std::int64_t provider, instant now) {
    sent.erase("contacts");
    for (const auto member :
         {"address", "customerType", "campaignId", "businessUnitId", "uploadedImages",
          "isSendConfirmationEmail", "dismissingReasonId", "jobId", "priority", "jobTypeId"})
        sent.emplace(member, nullptr);
    if (!sent.contains("start") || sent.at("start").is_null()) sent["start"] = to_text(year_one);
    if (auto* const address = sent.at("address").if_object()) address->emplace("unit", nullptr);
    sent["id"] = id;
    sent["bookingProviderId"] = provider;
    sent["status"] = "New";
    sent["createdOn"] = to_text(now);
    sent["modifiedOn"] = to_text(now);
    return sent;
}

}  // namespace

const booking* bookings::find(const route& at) const {
    const auto found = bookings_.find(at.id);
    if (found == bookings_.end() || found->second.tenant != at.tenant) return nullptr;
    const bool any_provider = at.provider == 0;
    return any_provider || found->second.provider == at.provider ? &found->second : nullptr;
}

booking* bookings::find(const route& at) {
    return const_cast<booking*>(std::as_const(*this).find(at));
}

std::optional<answer> bookings::broken_rule_of(const json::object& wanted, const route& at) const {
    if (is_blank_text(wanted.at("summary")))
        return invalid({{"summary", {"The summary must not be blank."}}});
    const auto* const address = wanted.if_contains("address");
    const bool reachable =
        (address && address->is_object()) || has_items(wanted.if_contains("contacts"));
    if (settings_.require_address_or_contact && (is_blank_text(wanted.at("name")) || !reachable))
        return broken_rule(400, "A name and either an address or a contact are required.");
    if (!settings_.refuse_repeated_external_ids) return std::nullopt;
    const bool repeated = std::any_of(bookings_.begin(), bookings_.end(), [&](const auto& entry) {
        const booking& known = entry.second;
        return known.tenant == at.tenant && known.provider == at.provider &&
               known.shown.at("externalId") == wanted.at("externalId");
    });
    if (repeated) return broken_rule(409, "A booking with this external id exists.");
    return std::nullopt;
}

answer bookings::create(const route& at, const request& received, instant now) {
    const auto body =
        check_body(received, models::create_booking, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    if (!providers_.has(at.tenant, at.provider)) return no_such_provider(at);
    if (auto broken = broken_rule_of(body.value, at)) return std::move(*broken);

    const auto id = next_booking_++;
    booking& made = bookings_[id];
    made = {at.tenant, at.provider, now, now, to_response(body.value, id, at.provider, now), {}};
    if (const auto* const contacts = body.value.if_contains("contacts"); has_items(contacts))
        for (const auto& contact : contacts->get_array())
            add_contact(made, contact.get_object(), now);
    return json_answer(200, made.shown);
}

answer bookings::list(const route& at, const request& received, instant now,
                      std::chrono::milliseconds lag) const {
    if (at.provider != 0 && !providers_.has(at.tenant, at.provider)) return no_such_provider(at);
    const auto external_id = value_of(received.query, "externalid");
    std::vector<listed> candidates;
    for (const auto& [id, known] : bookings_) {
        const bool in_scope =
            known.tenant == at.tenant && (at.provider == 0 || known.provider == at.provider);
        const bool is_wanted =
            external_id.empty() || known.shown.at("externalId").get_string() == external_id;
        if (in_scope && is_wanted && known.created + lag <= now)
            candidates.push_back({id, known.created, known.modified, &known.shown});
    }
    return list_page(received, std::move(candidates));
}

answer bookings::get(const route& at) const {
    const booking* const known = find(at);
    return known ? json_answer(200, known->shown) : not_found(at);
}

answer bookings::update(const route& at, const request& received, instant now) {
    const auto body =
        check_body(received, models::update_booking, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    booking* const known = find(at);
    if (!known) return not_found(at);
    if (known->shown.at("status") == "Dismissed")
        return broken_rule(409, "The booking is dismissed.");
    const auto* const summary = body.value.if_contains("summary");
    if (summary && is_blank_text(*summary))
        return invalid({{"summary", {"The summary must not be blank."}}});

    for (const auto& [member, value] : body.value) known->shown[member] = value;
    touch(*known, now);
    return json_answer(200, known->shown);
}

// Dismissing again changes nothing: whether the original objects is not known, and no answer to
// that is declared. Neither is a 404.
answer bookings::dismiss(const route& at, const request& received, instant now) {
    const auto body =
        check_body(received, models::dismiss_booking, settings_.refuse_unknown_members);
    if (!body.good()) return body.refusal();
    booking* const known = find(at);
    if (!known)
        return broken_rule(400, "Booking with id " + std::to_string(at.id) + " was not found.");
    if (known->shown.at("status") == "Dismissed") return answer{};

    known->shown["status"] = "Dismissed";
    if (const auto* const reason = body.value.if_contains("callReasonId"))
        known->shown["dismissingReasonId"] = *reason;
    if (const auto* const memo = body.value.if_contains("dismissingMemo"); memo && !memo->is_null())
        known->dismissing_memo = memo->get_string();
    touch(*known, now);
    return answer{};
}

json::array bookings::to_json() const {
    json::array all;
    for (const auto& [id, known] : bookings_) {
        json::object shown = known.shown;
        shown["tenant"] = known.tenant;
        shown["dismissingMemo"] = known.dismissing_memo;
        auto& contacts = shown["contacts"].emplace_array();
        for (const auto& [contact_id, contact] : known.contacts) contacts.push_back(contact.shown);
        all.push_back(std::move(shown));
    }
    return all;
}

}  // namespace sandbox
