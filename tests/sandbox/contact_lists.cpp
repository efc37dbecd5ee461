// The contacts that belong to one customer or one location: the older kind, with numbers for ids.
#include <algorithm>

#include "tests/sandbox/customers.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

// Whose contacts an operation is about.
struct owner_kind {
    const char *name, *member;
    table tenant_store::*owners;
    table tenant_store::*contacts;
};
constexpr owner_kind customers{"Customer", "customerId", &tenant_store::customers,
                               &tenant_store::customer_contacts};
constexpr owner_kind locations{"Location", "locationId", &tenant_store::locations,
                               &tenant_store::location_contacts};

std::optional<answer> wrong_owner(const call& by, const owner_kind& kind) {
    const row* const owner = (by.in.*kind.owners).find(by.id());
    if (!owner) return not_found(by, kind.name, by.id());
    if (!is_active(*owner)) return not_active(kind.name, by.id());
    return std::nullopt;
}

row* find_contact(const call& by, const owner_kind& kind) {
    row* const found = (by.in.*kind.contacts).find(by.id("contactId"));
    return found && found->fields.at(kind.member) == by.id() ? found : nullptr;
}

// The older member says both at once; the newer ones, where they are given, say it for each.
json::object preferences_of(json::object wanted) {
    const bool both = wanted.at("invoiceStatementNotification").get_bool();
    for (const auto* const name : {"invoiceNotification", "statementNotification"})
        wanted.emplace(name, both);
    wanted["invoiceStatementNotification"] = wanted.at("invoiceNotification").get_bool() &&
                                             wanted.at("statementNotification").get_bool();
    return wanted;
}

json::object phone_settings(const json::object& contact) {
    std::string digits;
    for (const char c : contact.at("value").get_string())
        if (c >= '0' && c <= '9' && contact.at("type") != "Email") digits += c;
    return {{"phoneNumber", digits}, {"doNotText", false}};
}

void change_contact(table& of, row& contact, const json::object& body, instant now) {
    json::object changes = body;
    if (auto* const preferences = changes.if_contains("preferences"))
        *preferences = preferences_of(preferences->get_object());
    of.change(contact, changes, now);
    of.change(contact, {{"phoneSettings", phone_settings(contact.fields)}}, now);
}

template <const owner_kind& kind>
answer list(const call& by) {
    if (auto refused = wrong_owner(by, kind)) return std::move(*refused);
    return page_of(by, (by.in.*kind.contacts).all(kind.member, by.id()));
}

template <const owner_kind& kind>
answer create(const call& by) {
    if (auto refused = wrong_owner(by, kind)) return std::move(*refused);
    return shown(by, add_contact(by.in.*kind.contacts, kind.member, by.id(), by.body, by.now));
}

template <const owner_kind& kind>
answer update(const call& by) {
    if (auto refused = wrong_owner(by, kind)) return std::move(*refused);
    row* const contact = find_contact(by, kind);
    if (!contact) return not_found(by, "Contact", by.id("contactId"));
    change_contact(by.in.*kind.contacts, *contact, by.body, by.now);
    return shown(by, *contact);
}

template <const owner_kind& kind>
answer remove(const call& by) {
    if (auto refused = wrong_owner(by, kind)) return std::move(*refused);
    row* const contact = find_contact(by, kind);
    if (!contact) return not_found(by, "Contact", by.id("contactId"));
    (by.in.*kind.contacts).remove(*contact, by.now);
    return done();
}

// The contacts of all owners, by at least one of the filters.
answer list_all(const call& by, table& contacts, std::initializer_list<const char*> filters) {
    const bool has_filter = std::any_of(filters.begin(), filters.end(),
                                        [&](const char* one) { return by.query.contains(one); });
    if (has_filter) return page_of(by, listed(by, contacts.all()));
    std::string names;
    for (const auto* const one : filters) names += std::string(names.empty() ? "" : ", ") + one;
    return broken_rule(400, "At least one of " + names + " is required.");
}

answer list_of_customers(const call& by) {
    return list_all(by, by.in.customer_contacts,
                    {"customerIds", "modifiedBefore", "modifiedOnOrAfter"});
}

answer list_of_locations(const call& by) {
    return list_all(by, by.in.location_contacts,
                    {"locationIds", "modifiedBefore", "modifiedOnOrAfter", "createdBefore",
                     "createdOnOrAfter"});
}

}  // namespace

row& add_contact(table& to, std::string_view owner, std::int64_t number, const json::object& body,
                 instant now) {
    json::object fields = body;
    fields[owner] = number;
    fields["phoneSettings"] = phone_settings(body);
    fields["preferences"] = preferences_of({{"jobRemindersEnabled", true},
                                            {"marketingUpdatesEnabled", true},
                                            {"invoiceStatementNotification", true}});
    return to.add(std::move(fields), now);
}

operation_group contact_list_operations() {
    static constexpr operation_handler all[] = {
        {"Customers_GetContactList", list<customers>},
        {"Customers_CreateContact", create<customers>},
        {"Customers_UpdateContact", update<customers>},
        {"Customers_DeleteContact", remove<customers>},
        {"Customers_GetModifiedContactsList", list_of_customers},
        {"Locations_GetContactList", list<locations>},
        {"Locations_CreateContact", create<locations>},
        {"Locations_UpdateContact", update<locations>},
        {"Locations_DeleteContact", remove<locations>},
        {"Locations_GetLocationsContactsList", list_of_locations},
    };
    return all;
}

}  // namespace sandbox
