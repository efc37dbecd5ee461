#include "mapping/draft_completion.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

namespace mapping {
namespace {

struct field {
    std::string_view name;  // of the CRM
    drafted booking_draft::*draft;
};

constexpr field scalars[] = {
    {"source", &booking_draft::source},
    {"name", &booking_draft::name},
    {"summary", &booking_draft::summary},
    {"isFirstTimeClient", &booking_draft::isFirstTimeClient},
    {"customerType", &booking_draft::customerType},
    {"start", &booking_draft::start},
    {"campaignId", &booking_draft::campaignId},
    {"businessUnitId", &booking_draft::businessUnitId},
    {"jobTypeId", &booking_draft::jobTypeId},
    {"priority", &booking_draft::priority},
    {"isSendConfirmationEmail", &booking_draft::isSendConfirmationEmail},
};

constexpr field address_parts[] = {
    {"street", &booking_draft::street}, {"unit", &booking_draft::unit},
    {"city", &booking_draft::city},     {"state", &booking_draft::state},
    {"zip", &booking_draft::zip},       {"country", &booking_draft::country},
};

void complete(drafted& one, const json::object& sent, std::string_view name) {
    const json::value* value = sent.if_contains(name);
    if (one.value.is_null() && value) one = {*value, ""};
}

// A country alone is mostly a constant of the definition's.
bool has_address(const booking_draft& draft) {
    const auto is_given = [&](const field& part) {
        return part.draft != &booking_draft::country && !(draft.*part.draft).value.is_null();
    };
    return !draft.one_line_address.value.is_null() ||
           std::any_of(std::begin(address_parts), std::end(address_parts), is_given);
}

void complete_address(booking_draft& draft, const json::object& sent) {
    const json::value* address = sent.if_contains("address");
    if (!address || !address->is_object() || has_address(draft)) return;
    draft.has_address = true;
    draft.country = {};
    for (const field& part : address_parts)
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
    for (const field& one : scalars) complete(draft.*one.draft, sent, one.name);
    complete_address(draft, sent);
    complete_contacts(draft, sent);
    const json::value* images = sent.if_contains("uploadedImages");
    if (draft.uploadedImages.empty() && images && images->is_array())
        for (const json::value& one : images->get_array())
            draft.uploadedImages.push_back({one, ""});
}

}  // namespace mapping
