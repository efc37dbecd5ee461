// The contacts of a booking, one by one.
#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

struct found_contact {
    row* contact = nullptr;
    answer refusal{};
};

found_contact find_contact(const call& by) {
    auto found = find_booking(by);
    if (!found.booking) return {nullptr, std::move(found.refusal)};
    row* const contact = by.in.booking_contacts.find(by.id("contactId"));
    if (contact && contact->fields.at("bookingId") == found.booking->number) return {contact};
    return {nullptr, not_found(by, "Contact", by.id("contactId"))};
}

answer list(const call& by) {
    auto found = find_booking(by);
    if (!found.booking) return std::move(found.refusal);
    return page_of(by, by.in.booking_contacts.all("bookingId", found.booking->number));
}

answer create(const call& by) {
    auto found = find_booking(by);
    if (!found.booking) return std::move(found.refusal);
    return shown(by, add_booking_contact(by.in, *found.booking, by.body, by.now));
}

// Shows the contact without its id and time, as the definition has it.
answer update(const call& by) {
    auto found = find_contact(by);
    if (!found.contact) return std::move(found.refusal);
    by.in.booking_contacts.change(*found.contact, by.body, by.now);
    return shown(by, *found.contact);
}

answer remove(const call& by) {
    auto found = find_contact(by);
    if (!found.contact) return std::move(found.refusal);
    by.in.booking_contacts.remove(*found.contact, by.now);
    return done();
}

}  // namespace

row& add_booking_contact(tenant_store& to, const row& booking, const json::object& fields,
                         instant now) {
    json::object contact = fields;
    contact["bookingId"] = booking.number;
    contact.emplace("memo", "");
    if (contact["memo"].is_null()) contact["memo"] = "";
    return to.booking_contacts.add(std::move(contact), now);
}

operation_group booking_contact_operations() {
    static constexpr operation_handler all[] = {
        {"Bookings_GetContactList", list},  {"Bookings_GetContactList2", list},
        {"Bookings_CreateContact", create}, {"Bookings_UpdateBookingContact", update},
        {"Bookings_DeleteContact", remove},
    };
    return all;
}

}  // namespace sandbox
