// The notes of customers, locations and leads.
#include "tests/sandbox/notes.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

struct owner_kind {
    const char *name, *member;
    table tenant_store::*owners;
    table tenant_store::*notes;
};
constexpr owner_kind customers{"Customer", "customerId", &tenant_store::customers,
                               &tenant_store::customer_notes};
constexpr owner_kind locations{"Location", "locationId", &tenant_store::locations,
                               &tenant_store::location_notes};
constexpr owner_kind leads{"Lead", "leadId", &tenant_store::leads, &tenant_store::lead_notes};

bool is_true(const json::object& body, std::string_view name) {
    const json::value* const found = given(body, name);
    return found && found->get_bool();
}

template <const owner_kind& kind>
answer list(const call& by) {
    if (!(by.in.*kind.owners).find(by.id())) return not_found(by, kind.name, by.id());
    return page_of(by, (by.in.*kind.notes).all(kind.member, by.id()));
}

template <const owner_kind& kind>
answer create(const call& by) {
    const row* const owner = (by.in.*kind.owners).find(by.id());
    if (!owner) return not_found(by, kind.name, by.id());
    const row& made = add_note(by.in.*kind.notes, kind.member, by.id(), by.body, by.now);
    if (is_true(by.body, "addToLocations"))
        for (const row* const location : by.in.locations.all("customerId", by.id()))
            add_note(by.in.location_notes, "locationId", location->number, by.body, by.now);
    if (is_true(by.body, "addToCustomer"))
        add_note(by.in.customer_notes, "customerId", owner->fields.at("customerId").get_int64(),
                 by.body, by.now);
    return shown(by, made);
}

template <const owner_kind& kind>
answer remove(const call& by) {
    if (!(by.in.*kind.owners).find(by.id())) return not_found(by, kind.name, by.id());
    auto& notes = by.in.*kind.notes;
    row* const note = notes.find(by.id("noteId"));
    if (!note || note->fields.at(kind.member) != by.id())
        return not_found(by, "Note", by.id("noteId"));
    notes.remove(*note, by.now);
    return done();
}

}  // namespace

row& add_note(table& to, std::string_view owner, std::int64_t number, const json::object& body,
              instant now) {
    return to.add(
        {{"text", body.at("text")}, {"isPinned", is_true(body, "pinToTop")}, {owner, number}}, now);
}

operation_group note_operations() {
    static constexpr operation_handler all[] = {
        {"Customers_GetNotes", list<customers>},
        {"Customers_CreateNote", create<customers>},
        {"Customers_DeleteNote", remove<customers>},
        {"Locations_GetNotes", list<locations>},
        {"Locations_CreateNote", create<locations>},
        {"Locations_DeleteNote", remove<locations>},
        {"Leads_GetNotes", list<leads>},
        {"Leads_CreateNote", create<leads>},
    };
    return all;
}

}  // namespace sandbox
