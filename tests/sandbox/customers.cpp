// Customers. Creating one makes its locations as well.
#include "tests/sandbox/customers.hpp"

#include <algorithm>

#include "tests/sandbox/catalogues.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/patch.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

std::string digits_of(std::string_view text) {
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits += c;
    return digits;
}

void keep_phone(const call& by, std::vector<row*>& customers) {
    const json::value* const phone = by.query.if_contains("phone");
    if (!phone) return;
    const std::string wanted = digits_of(phone->get_string());
    std::erase_if(customers, [&](const row* customer) {
        const auto contacts = by.in.customer_contacts.all("customerId", customer->number);
        return std::none_of(contacts.begin(), contacts.end(), [&](const row* contact) {
            return contact->fields.at("type") != "Email" &&
                   digits_of(contact->fields.at("value").get_string()) == wanted;
        });
    });
}

answer list(const call& by) {
    auto customers = listed(by, by.in.customers.all());
    keep_phone(by, customers);
    keep_external_data(by.query, customers);
    return page_of(by, std::move(customers));
}

answer get(const call& by) {
    const row* const known = by.in.customers.find(by.id());
    return known ? shown(by, *known) : not_found(by, "Customer", by.id());
}

answer create(const call& by) {
    if (items(by.body, "locations").empty())
        return invalid({{"locations", {"At least one location is required."}}});
    if (auto refused = unknown_references(by)) return std::move(*refused);
    json::object fields = entity_fields(nullptr, by.body, by.in.customer_fields);
    fields["active"] = true;
    if (!given(fields, "type")) fields["type"] = "Residential";
    const row& made = by.in.customers.add(std::move(fields), by.now);

    json::object answered = whole(made);
    auto& contacts = answered["contacts"].emplace_array();
    for (const auto& contact : items(by.body, "contacts"))
        contacts.push_back(whole(add_contact(by.in.customer_contacts, "customerId", made.number,
                                             contact.get_object(), by.now)));
    auto& locations = answered["locations"].emplace_array();
    for (const auto& location : items(by.body, "locations"))
        locations.push_back(
            location_with_contacts(by.in, add_location(by, location.get_object(), made.number)));
    return shown(by, answered);
}

answer update(const call& by) {
    row* const known = by.in.customers.find(by.id());
    if (!known) return not_found(by, "Customer", by.id());
    if (auto refused = unknown_references(by)) return std::move(*refused);
    by.in.customers.change(*known, entity_fields(known, by.body, by.in.customer_fields), by.now);
    return shown(by, *known);
}

std::string_view text_at(const json::object& of, std::string_view name) {
    const json::value* const found = of.if_contains(name);
    return found && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

}  // namespace

bool is_active(const row& of) { return of.fields.at("active").get_bool(); }

void keep_external_data(const json::object& query, std::vector<row*>& rows) {
    const auto application = text_at(query, "externalDataApplicationGuid"),
               key = text_at(query, "externalDataKey");
    const json::array& values = items(query, "externalDataValues");
    if (application.empty() && key.empty() && values.empty()) return;
    const auto fits = [&](const json::value& known) {
        const bool is_value = values.empty() || std::find(values.begin(), values.end(),
                                                          known.at("value")) != values.end();
        return is_value && (key.empty() || known.at("key") == json::string(key)) &&
               (application.empty() || known.at("applicationGuid") == json::string(application));
    };
    std::erase_if(rows, [&](const row* one) {
        const json::array& data = items(one->fields, "externalData");
        return std::none_of(data.begin(), data.end(), fits);
    });
}

operation_group customer_operations() {
    static constexpr operation_handler all[] = {
        {"Customers_GetList", list},
        {"Customers_Get", get},
        {"Customers_Create", create},
        {"Customers_Update", update},
    };
    return all;
}

}  // namespace sandbox
