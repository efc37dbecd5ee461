// How a contact is reached, and what for.
#include <boost/json/array.hpp>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

const row* contact_of(const call& by) { return by.in.contacts.find("id", by.word("contactId")); }

row* find_method(const call& by) {
    row* const found = by.in.contact_methods.find("id", by.word("contactMethodId"));
    const bool is_its = found && found->fields.at("contactId") == by.path.at("contactId");
    return is_its && contact_of(by) ? found : nullptr;
}

answer no_method(const call& by) {
    return contact_of(by) ? not_found(by, "Contact method", by.path.at("contactMethodId"))
                          : not_found(by, "Contact", by.path.at("contactId"));
}

answer list(const call& by) {
    if (!contact_of(by)) return not_found(by, "Contact", by.path.at("contactId"));
    return page_of(by, by.in.contact_methods.all("contactId", by.path.at("contactId")));
}

answer search(const call& by) { return page_of(by, listed(by, by.in.contact_methods.all())); }

answer get(const call& by) {
    const row* const known = find_method(by);
    return known ? shown(by, *known) : no_method(by);
}

row& add(const call& by, json::object fields) {
    fields["contactId"] = by.word("contactId");
    return add_with_guid(by.in.contact_methods, std::move(fields), by.now);
}

answer create(const call& by) {
    if (!contact_of(by)) return not_found(by, "Contact", by.path.at("contactId"));
    return shown(by, add(by, by.body));
}

answer update(const call& by) {
    row* const known = find_method(by);
    if (!known) return no_method(by);
    by.in.contact_methods.change(*known, by.body, by.now);
    return shown(by, *known);
}

// Makes the method of that id, or puts the body in the place of what it was.
answer upsert(const call& by) {
    if (!contact_of(by)) return not_found(by, "Contact", by.path.at("contactId"));
    json::object fields{{"referenceId", nullptr}, {"memo", nullptr}};
    for (const auto& [name, value] : by.body) fields[name] = value;
    row* const known = by.in.contact_methods.find("id", by.word("contactMethodId"));
    if (!known) {
        fields["id"] = by.word("contactMethodId");
        return shown(by, add(by, std::move(fields)));
    }
    if (known->fields.at("contactId") != by.path.at("contactId")) return no_method(by);
    by.in.contact_methods.change(*known, fields, by.now);
    return shown(by, *known);
}

answer remove(const call& by) {
    row* const known = find_method(by);
    if (!known) return no_method(by);
    by.in.contact_methods.remove(*known, by.now);
    return done();
}

// Null until it was set.
json::object preference(const row& method, const row& type) {
    json::object shown = type.fields;
    const json::value* const set = given(method.fields, "preferences");
    const json::value* const value =
        set ? set->get_object().if_contains(type.fields.at("name").get_string()) : nullptr;
    shown["value"] = value ? *value : json::value();
    return shown;
}

const row* preference_type(const call& by) {
    for (const row* const type : by.in.preference_types.all())
        if (same_text(type->fields.at("name").get_string(), by.word("preferenceName"))) return type;
    return nullptr;
}

answer list_preferences(const call& by) {
    const row* const method = find_method(by);
    if (!method) return no_method(by);
    json::array all;
    for (const row* const type : by.in.preference_types.all())
        all.push_back(preference(*method, *type));
    return shown(by, all);
}

answer get_preference(const call& by) {
    const row* const method = find_method(by);
    if (!method) return no_method(by);
    const row* const type = preference_type(by);
    if (!type) return not_found(by, "Preference", by.path.at("preferenceName"));
    return shown(by, preference(*method, *type));
}

// All of them say yes or no, as texts.
answer update_preference(const call& by) {
    row* const method = find_method(by);
    if (!method) return no_method(by);
    const row* const type = preference_type(by);
    if (!type) return not_found(by, "Preference", by.path.at("preferenceName"));
    if (const json::value* const value = given(by.body, "value")) {
        const std::string word = lower_case(value->get_string());
        if (word != "true" && word != "false")
            return invalid({{"value", {"The value '" + word + "' is not valid for Boolean."}}});
        const json::value* const before = given(method->fields, "preferences");
        json::object all = before ? before->get_object() : json::object();
        all[type->fields.at("name").get_string()] = word;
        by.in.contact_methods.change(*method, {{"preferences", std::move(all)}}, by.now);
    }
    return shown(by, preference(*method, *type));
}

}  // namespace

operation_group contact_method_operations() {
    static constexpr operation_handler all[] = {
        {"ContactMethods_GetContactMethods", list},
        {"ContactMethods_CreateContactMethod", create},
        {"ContactMethods_GetContactMethod", get},
        {"ContactMethods_UpsertContactMethod", upsert},
        {"ContactMethods_UpdateContactMethod", update},
        {"ContactMethods_DeleteContactMethod", remove},
        {"Contacts_SearchContactMethods", search},
        {"ContactPreferences_GetContactMethodPreferences", list_preferences},
        {"ContactPreferences_GetContactMethodPreference", get_preference},
        {"ContactPreferences_UpdateContactMethodPreference", update_preference},
    };
    return all;
}

}  // namespace sandbox
