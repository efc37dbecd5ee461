// Locations, and the technician that one would rather have.
#include "tests/sandbox/catalogues.hpp"
#include "tests/sandbox/customers.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/patch.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

// A location belongs to a customer who is there and active.
std::optional<answer> wrong_customer(const call& by) {
    const json::value* const id = given(by.body, "customerId");
    if (!id) return std::nullopt;
    const row* const customer = by.in.customers.find(id->get_int64());
    if (!customer)
        return invalid(
            {{"customerId", {"There is none with id " + std::to_string(id->get_int64()) + "."}}});
    if (!is_active(*customer)) return not_active("Customer", customer->number);
    return std::nullopt;
}

answer list(const call& by) {
    auto locations = listed(by, by.in.locations.all());
    keep_external_data(by.query, locations);
    return page_of(by, std::move(locations));
}

answer get(const call& by) {
    const row* const known = by.in.locations.find(by.id());
    return known ? shown(by, *known) : not_found(by, "Location", by.id());
}

answer create(const call& by) {
    if (auto refused = unknown_references(by)) return std::move(*refused);
    if (auto refused = wrong_customer(by)) return std::move(*refused);
    const row& made = add_location(by, by.body, by.body.at("customerId").get_int64());
    return shown(by, location_with_contacts(by.in, made));
}

answer update(const call& by) {
    row* const known = by.in.locations.find(by.id());
    if (!known) return not_found(by, "Location", by.id());
    if (auto refused = unknown_references(by)) return std::move(*refused);
    if (auto refused = wrong_customer(by)) return std::move(*refused);
    by.in.locations.change(*known, entity_fields(known, by.body, by.in.location_fields), by.now);
    return shown(by, *known);
}

// The answer is the bare number, or null.
answer get_technician(const call& by) {
    const row* const known = by.in.locations.find(by.id());
    if (!known) return not_found(by, "Location", by.id());
    const json::value* const technician = given(known->fields, "preferredTechnicianId");
    return shown(by, technician ? *technician : json::value());
}

answer set_technician(const call& by) {
    row* const known = by.in.locations.find(by.id());
    if (!known) return not_found(by, "Location", by.id());
    const auto technician = by.id("preferredTechnicianId");
    if (!by.in.knows("technicians", technician)) return not_found(by, "Technician", technician);
    by.in.locations.change(*known, {{"preferredTechnicianId", technician}}, by.now);
    return done();
}

}  // namespace

row& add_location(const call& by, const json::object& body, std::int64_t customer) {
    json::object fields = entity_fields(nullptr, body, by.in.location_fields);
    fields["customerId"] = customer;
    fields["active"] = true;
    row& made = by.in.locations.add(std::move(fields), by.now);
    for (const auto& contact : items(body, "contacts"))
        add_contact(by.in.location_contacts, "locationId", made.number, contact.get_object(),
                    by.now);
    return made;
}

json::object location_with_contacts(tenant_store& in, const row& location) {
    json::object made = whole(location);
    auto& contacts = made["contacts"].emplace_array();
    for (const row* const contact : in.location_contacts.all("locationId", location.number))
        contacts.push_back(whole(*contact));
    return made;
}

operation_group location_operations() {
    static constexpr operation_handler all[] = {
        {"Locations_GetList", list},
        {"Locations_Get", get},
        {"Locations_Create", create},
        {"Locations_Update", update},
        {"Locations_GetPreferredTechnician", get_technician},
        {"Locations_UpdatePreferredTechnician", set_technician},
    };
    return all;
}

}  // namespace sandbox
