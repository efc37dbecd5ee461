// Whose contact a contact is.
#include <algorithm>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

struct related_kind {
    const char *slug, *name;
    table tenant_store::*rows;
};
constexpr related_kind kinds[] = {{"customer", "Customer", &tenant_store::customers},
                                  {"location", "Location", &tenant_store::locations},
                                  {"booking", "Booking", &tenant_store::bookings}};

const related_kind* kind_of(const call& by) {
    const auto* const found = std::find_if(
        std::begin(kinds), std::end(kinds),
        [&](const related_kind& kind) { return same_text(kind.slug, by.word("typeSlug")); });
    return found == std::end(kinds) ? nullptr : found;
}

answer no_such_kind(const call& by) {
    return invalid(
        {{"typeSlug",
          {"The value '" + std::string(by.word("typeSlug")) + "' is not valid for TypeSlug."}}});
}

row* find_contact(const call& by) { return by.in.contacts.find("id", by.word("contactId")); }

answer no_contact(const call& by) { return not_found(by, "Contact", by.path.at("contactId")); }

row* find_relationship(const call& by, const related_kind& kind) {
    for (row* const one : by.in.relationships.all("contactId", by.path.at("contactId")))
        if (one->fields.at("relatedEntityId") == by.id("relatedEntityId") &&
            one->fields.at("typeSlug") == kind.slug)
            return one;
    return nullptr;
}

answer archived() { return broken_rule(409, "The contact is archived."); }

answer create(const call& by) {
    const related_kind* const kind = kind_of(by);
    if (!kind) return no_such_kind(by);
    const row* const contact = find_contact(by);
    if (!contact) return no_contact(by);
    if (!(by.in.*kind->rows).find(by.id("relatedEntityId")))
        return not_found(by, kind->name, by.id("relatedEntityId"));
    if (contact->fields.at("isArchived") == true) return archived();
    if (find_relationship(by, *kind)) return broken_rule(409, "The relationship is there already.");
    add_with_guid(by.in.relationships,
                  {{"contactId", by.path.at("contactId")},
                   {"relatedEntityId", by.id("relatedEntityId")},
                   {"typeSlug", kind->slug},
                   {"typeName", kind->name}},
                  by.now);
    return done();
}

answer remove(const call& by) {
    const related_kind* const kind = kind_of(by);
    if (!kind) return no_such_kind(by);
    const row* const contact = find_contact(by);
    if (!contact) return no_contact(by);
    row* const found = find_relationship(by, *kind);
    if (!found) return not_found(by, "Relationship", by.id("relatedEntityId"));
    if (contact->fields.at("isArchived") == true) return archived();
    by.in.relationships.remove(*found, by.now);
    return done();
}

answer list(const call& by) {
    if (!find_contact(by)) return no_contact(by);
    return page_of(by, by.in.relationships.all("contactId", by.path.at("contactId")));
}

// The contacts of a customer, a location or a booking: what the path calls a relationship's id is a
// number, and relationships have GUIDs.
answer list_contacts(const call& by) {
    const auto id = by.id("relationshipId");
    const bool is_known = std::any_of(
        std::begin(kinds), std::end(kinds),
        [&](const related_kind& kind) { return (by.in.*kind.rows).find(id) != nullptr; });
    if (!is_known) return not_found(by, "Relationship", id);
    std::vector<row*> contacts;
    for (const row* const one : by.in.relationships.all("relatedEntityId", id))
        contacts.push_back(by.in.contacts.find("id", one->fields.at("contactId").get_string()));
    return page_of(by, std::move(contacts));
}

}  // namespace

operation_group relationship_operations() {
    static constexpr operation_handler all[] = {
        {"Contacts_CreateContactRelationship", create},
        {"Contacts_DeleteContactRelationship", remove},
        {"Contacts_GetContactRelationshipList", list},
        {"Contacts_GetByRelationshipId", list_contacts},
    };
    return all;
}

}  // namespace sandbox
