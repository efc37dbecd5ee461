#pragma once

#include <string>
#include <vector>

#include "tests/sandbox/guid.hpp"
#include "tests/sandbox/people.hpp"

namespace sandbox {

struct plain_call {
    std::string method, target;  // the target below the tenant's path
    json::value body{};          // null for none
};

// Every operation at least once, one after the other, so that each finds what it is about in a
// sandbox that holds nothing else but a contact, "contacts/ID", with a method,
// "contacts/ID/contact-methods/ID".
inline std::vector<plain_call> every_call(const std::string& contact, const std::string& method) {
    const std::string preference = method + "/preferences/jobRemindersEnabled";
    const std::string other = sandbox::guid_of(77);
    const std::string location = sandbox::first_location, customer = "customers/4000000001",
                      lead = "leads/5500000001", tenant_booking = "bookings/5000000001",
                      booking = "booking-provider/5678/" + tenant_booking,
                      customer_contact = customer + "/contacts/7500000001",
                      location_contact = location + "/contacts/7500000002",
                      booking_contact = booking + "/contacts/7000000001",
                      related = contact + "/relationships/4000000001/customer",
                      tag = "booking-provider-tags/5678";
    const json::object email{{"type", "Email"}, {"value", "ada@example.test"}},
        note{{"text", "rings twice"}}, tags{{"customerIds", {4'000'000'001}}, {"tagTypeIds", {5}}},
        form{{"name", "Ada Example"}, {"phoneNumber", "9375550143"}},
        follow_up{{"followUpDate", "2026-04-01T10:00:00Z"}},
        new_location{
            {"name", "Shop"}, {"address", sandbox::elm_street()}, {"customerId", 4'000'000'001}};
    return {
        {"POST", "booking-provider-tags", {{"tagName", "Calendly"}, {"description", "calendar"}}},
        {"GET", "booking-provider-tags"},
        {"GET", tag},
        {"PATCH", tag, {{"description", "ours"}}},
        {"POST", sandbox::bookings_path, sandbox::minimal_booking()},
        {"GET", sandbox::bookings_path},
        {"GET", "bookings"},
        {"GET", booking},
        {"GET", tenant_booking},
        {"PATCH", booking, {{"name", "Ada B. Example"}}},
        {"POST", booking + "/contacts", email},
        {"GET", booking + "/contacts"},
        {"GET", tenant_booking + "/contacts"},
        {"PATCH", booking_contact, {{"memo", "work"}}},
        {"DELETE", booking_contact},
        {"POST", "customers", sandbox::customer_body()},
        {"GET", "customers"},
        {"GET", customer},
        {"PATCH", customer, {{"doNotMail", true}}},
        {"POST", customer + "/contacts", email},
        {"GET", customer + "/contacts"},
        {"GET", "customers/contacts?customerIds=4000000001"},
        {"PATCH", customer_contact, {{"memo", "work"}}},
        {"POST", customer + "/notes", note},
        {"GET", customer + "/notes"},
        {"DELETE", customer + "/notes/8000000001"},
        {"POST", customer + "/tags/3"},
        {"DELETE", customer + "/tags/3"},
        {"GET", "customers/custom-fields"},
        {"PUT", "tags", tags},
        {"DELETE", "tags", tags},
        {"POST", "locations", new_location},
        {"GET", "locations"},
        {"GET", location},
        {"PATCH", location, {{"name", "House"}}},
        {"POST", location + "/contacts", email},
        {"GET", location + "/contacts"},
        {"GET", "locations/contacts?locationIds=4500000001"},
        {"PATCH", location_contact, {{"memo", "work"}}},
        {"POST", location + "/notes", note},
        {"GET", location + "/notes"},
        {"DELETE", location + "/notes/8000000002"},
        {"POST", location + "/tags/3"},
        {"DELETE", location + "/tags/3"},
        {"GET", "locations/custom-fields"},
        {"GET", location + "/preferredtechnician"},
        {"POST", location + "/preferredtechnician/31"},
        {"POST", "leads", sandbox::lead_body()},
        {"GET", "leads"},
        {"GET", lead},
        {"PATCH", lead, {{"summary", "wants two"}}},
        {"POST", lead + "/follow-up", follow_up},
        {"POST", lead + "/notes", note},
        {"GET", lead + "/notes"},
        {"POST", lead + "/dismiss", {{"dismissingReasonId", 9}}},
        {"POST", "leads/form", form},
        {"POST", "contacts", {{"name", "Grace Example"}}},
        {"GET", "contacts"},
        {"GET", contact},
        {"PATCH", contact, {{"isArchived", false}}},
        {"PUT", contact, {{"name", "Ada"}, {"isArchived", false}}},
        {"POST", related},
        {"GET", contact + "/relationships"},
        {"GET", "contacts/relationships/4000000001"},
        {"DELETE", related},
        {"POST", contact + "/contact-methods", email},
        {"GET", contact + "/contact-methods"},
        {"GET", "contacts/contact-methods"},
        {"GET", method},
        {"PATCH", method, {{"memo", "work"}}},
        {"PUT", contact + "/contact-methods/" + other, sandbox::phone()},
        {"GET", "contacts/preferences"},
        {"GET", method + "/preferences"},
        {"GET", preference},
        {"PATCH", preference, {{"value", "false"}}},
        {"DELETE", method},
        {"DELETE", contact},
        {"POST", booking + "/dismiss", json::object()},
        {"GET", "export/bookings"},
        {"GET", "export/customers"},
        {"GET", "export/customers/contacts"},
        {"GET", "export/leads"},
        {"GET", "export/locations"},
        {"GET", "export/locations/contacts?includeRecentChanges=true"},
        {"DELETE", customer_contact},
        {"DELETE", location_contact},
    };
}

}  // namespace sandbox
