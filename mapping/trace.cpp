#include "mapping/trace.hpp"

#include "mapping/draft_fields.hpp"

namespace mapping {
namespace {

using origin = traced_field::origin;

origin origin_of(const drafted& one) {
    if (one.value.is_null()) return origin::nowhere;
    if (one.by == drafted::giver::connection) return origin::connection_default;
    if (one.by == drafted::giver::crm) return origin::sent_before;
    return one.from.empty() ? origin::constant : origin::document;
}

// A field that nobody maps was neither found nor looked for.
void add(std::vector<traced_field>& all, std::string field, const drafted& one) {
    if (one.value.is_null() && one.from.empty()) return;
    all.push_back({std::move(field), one.value, origin_of(one), one.from, one.why});
}

}  // namespace

std::string_view to_string(origin what) noexcept {
    switch (what) {
        case origin::document: return "document";
        case origin::constant: return "constant";
        case origin::connection_default: return "default of the connection";
        case origin::sent_before: return "as sent before";
        case origin::nowhere: return "not there";
    }
    return "unknown";
}

std::vector<traced_field> trace(const booking_draft& draft) {
    std::vector<traced_field> all;
    add(all, "/externalId", draft.externalId);
    for (const scalar_field& field : booking_fields)
        add(all, "/" + std::string(field.name), draft.*field.draft);
    for (const scalar_field& field : address_fields)
        add(all, "/address/" + std::string(field.name), draft.*field.draft);
    for (std::size_t i = 0; i < draft.uploadedImages.size(); ++i)
        add(all, "/uploadedImages/" + std::to_string(i), draft.uploadedImages[i]);
    for (const drafted_contact& contact : draft.contacts) {
        add(all, contact.where + "/type", contact.type);
        add(all, contact.where + "/value", contact.value);
        add(all, contact.where + "/memo", contact.memo);
    }
    return all;
}

}  // namespace mapping
