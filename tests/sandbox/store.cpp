#include "tests/sandbox/store.hpp"

#include <cstdio>

namespace sandbox {

namespace {

// splitmix64: every number gives another one, and none looks like its neighbour.
std::uint64_t scattered(std::uint64_t number) {
    number += 0x9e3779b97f4a7c15U;
    number = (number ^ number >> 30) * 0xbf58476d1ce4e5b9U;
    number = (number ^ number >> 27) * 0x94d049bb133111ebU;
    return number ^ number >> 31;
}

struct preference {
    const char *name, *description;
};
constexpr preference preferences[] = {{"jobRemindersEnabled", "Reminders of jobs"},
                                      {"marketingUpdatesEnabled", "Marketing"},
                                      {"invoiceNotification", "Invoices"},
                                      {"statementNotification", "Statements"}};

}  // namespace

tenant_store::tenant_store(std::int64_t id, numbers& next)
    : tenant(id),
      tags(next.tags, {"tagName"}),
      bookings(next.bookings, {"externalId"}),
      booking_contacts(next.booking_contacts, {"bookingId"}),
      customers(next.customers),
      customer_contacts(next.contacts, {"customerId"}),
      customer_notes(next.notes, {"customerId"}),
      customer_fields(next.fields),
      locations(next.locations, {"customerId"}),
      location_contacts(next.contacts, {"locationId"}),
      location_notes(next.notes, {"locationId"}),
      location_fields(next.fields),
      leads(next.leads),
      lead_notes(next.notes, {"leadId"}),
      contacts(next.guids, {"id", "referenceId"}),
      contact_methods(next.guids, {"id", "contactId"}),
      relationships(next.guids, {"contactId", "relatedEntityId"}),
      preference_types(next.guids) {}

bool tenant_store::knows(const std::string& catalogue, std::int64_t wanted) const {
    const auto found = catalogues.find(catalogue);
    return found == catalogues.end() || found->second.contains(wanted);
}

tenant_store* store::find(std::int64_t tenant) {
    const auto found = tenants_.find(tenant);
    return found == tenants_.end() ? nullptr : found->second.get();
}

void store::reset(const settings& set, instant now) {
    tenants_.clear();
    next_ = numbers();
    for (const auto& account : set.accounts) {
        auto& made = tenants_[account.tenant];
        if (made) continue;  // two accounts of one tenant
        made = std::make_unique<tenant_store>(account.tenant, next_);
        for (const auto& provider : set.booking_providers) {
            made->tags.give(provider.id);
            made->tags.add({{"tagName", provider.name},
                            {"description", "made with the sandbox"},
                            {"type", "V2Api"},
                            {"active", true}},
                           now);
        }
        for (const auto& [name, description] : preferences)
            add_with_guid(made->preference_types,
                          {{"name", name}, {"description", description}, {"dataType", "Boolean"}},
                          now);
    }
}

std::string guid_of(std::int64_t number) {
    const std::uint64_t high = scattered(static_cast<std::uint64_t>(number));
    const std::uint64_t low = scattered(high);
    const auto part = [](std::uint64_t of, int shift) {
        return static_cast<unsigned>(of >> shift & 0xffff);
    };
    char text[40];  // of version 4, variant 1
    std::snprintf(text, sizeof text, "%04x%04x-%04x-4%03x-%04x-%04x%04x%04x", part(high, 48),
                  part(high, 32), part(high, 16), part(high, 0) & 0xfff,
                  (part(low, 48) & 0x3fff) | 0x8000, part(low, 32), part(low, 16), part(low, 0));
    return text;
}

row& add_with_guid(table& to, json::object fields, instant now) {
    row& added = to.add(std::move(fields), now);
    if (!added.fields.contains("id")) to.change(added, {{"id", guid_of(added.number)}}, now);
    return added;
}

}  // namespace sandbox
