// Contacts: the newer kind, with GUIDs for ids, which several customers, locations and bookings can
// share.
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

answer list(const call& by) { return page_of(by, listed(by, by.in.contacts.all())); }

answer get(const call& by) {
    const row* const known = by.in.contacts.find("id", by.word("id"));
    return known ? shown(by, *known) : not_found(by, "Contact", by.path.at("id"));
}

answer create(const call& by) {
    const json::value* const reference = given(by.body, "referenceId");
    if (reference && by.in.contacts.find("referenceId", reference->get_string()))
        return broken_rule(409, "A contact with this reference id exists.");
    json::object fields = by.body;
    fields["isArchived"] = false;
    return shown(by, add_with_guid(by.in.contacts, std::move(fields), by.now));
}

answer update(const call& by) {
    row* const known = by.in.contacts.find("id", by.word("id"));
    if (!known) return not_found(by, "Contact", by.path.at("id"));
    by.in.contacts.change(*known, by.body, by.now);
    return shown(by, *known);
}

// All of it: what the body does not have, the contact has no longer. No 404 is declared, so that a
// contact with that id is made where there is none.
answer replace(const call& by) {
    json::object fields{{"name", nullptr}, {"title", nullptr}, {"referenceId", nullptr}};
    for (const auto& [name, value] : by.body) fields[name] = value;
    row* const known = by.in.contacts.find("id", by.word("id"));
    if (known) {
        by.in.contacts.change(*known, fields, by.now);
        return shown(by, *known);
    }
    fields["id"] = by.word("id");
    return shown(by, by.in.contacts.add(std::move(fields), by.now));
}

answer remove(const call& by) {
    row* const known = by.in.contacts.find("id", by.word("id"));
    if (!known) return not_found(by, "Contact", by.path.at("id"));
    if (!by.in.relationships.all("contactId", by.path.at("id")).empty())
        return broken_rule(409, "The contact has relationships.");
    for (row* const method : by.in.contact_methods.all("contactId", by.path.at("id")))
        by.in.contact_methods.remove(*method, by.now);
    by.in.contacts.remove(*known, by.now);
    return done();
}

answer list_preferences(const call& by) {
    json::array types;
    for (const row* const type : by.in.preference_types.all()) types.push_back(whole(*type));
    return shown(by, types);
}

}  // namespace

operation_group contact_operations() {
    static constexpr operation_handler all[] = {
        {"Contacts_GetList", list},
        {"Contacts_Get", get},
        {"Contacts_Create", create},
        {"Contacts_Update", update},
        {"Contacts_Replace", replace},
        {"Contacts_DeleteContact", remove},
        {"Contacts_GetPreferenceMetadataList", list_preferences},
    };
    return all;
}

}  // namespace sandbox
