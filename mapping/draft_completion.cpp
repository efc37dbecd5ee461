#include "mapping/draft_completion.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "mapping/draft_fields.hpp"

namespace mapping {
namespace {

void complete(drafted& one, const json::object& sent, std::string_view name) {
    const json::value* value = sent.if_contains(name);
    if (one.value.is_null() && value) one = {*value, "", drafted::giver::crm};
}

// A country alone is mostly a constant of the definition's.
bool has_address(const booking_draft& draft) {
    const auto is_given = [&](const scalar_field& part) {
        return part.draft != &booking_draft::country && !(draft.*part.draft).value.is_null();
    };
    return std::any_of(std::begin(address_fields), std::end(address_fields), is_given);
}

void complete_address(booking_draft& draft, const json::object& sent) {
    const json::value* address = sent.if_contains("address");
    if (!address || !address->is_object() || has_address(draft)) return;
    draft.has_address = true;
    draft.country = {};
    for (const scalar_field& part : address_fields)
        complete(draft.*part.draft, address->get_object(), part.name);
}

void complete_contacts(booking_draft& draft, const json::object& sent) {
    const bool has_some = std::any_of(draft.contacts.begin(), draft.contacts.end(),
                                      [](const auto& one) { return !one.value.value.is_null(); });
    const json::value* contacts = sent.if_contains("contacts");
    if (has_some || !contacts || !contacts->is_array()) return;
    draft.contacts.clear();
    for (const json::value& one : contacts->get_array()) {
        drafted_contact kept;
        kept.where = "/contacts/" + std::to_string(draft.contacts.size());
        if (!one.is_object()) continue;
        complete(kept.type, one.get_object(), "type");
        complete(kept.value, one.get_object(), "value");
        complete(kept.memo, one.get_object(), "memo");
        draft.contacts.push_back(std::move(kept));
    }
}

}  // namespace

void complete(booking_draft& draft, const json::object& sent) {
    for (const scalar_field& one : booking_fields) complete(draft.*one.draft, sent, one.name);
    complete_address(draft, sent);
    complete_contacts(draft, sent);
    const json::value* images = sent.if_contains("uploadedImages");
    if (draft.uploadedImages.empty() && images && images->is_array())
        for (const json::value& one : images->get_array())
            draft.uploadedImages.push_back({one, "", drafted::giver::crm});
}

}  // namespace mapping
