#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "tests/sandbox/settings.hpp"
#include "tests/sandbox/table.hpp"

namespace sandbox {

// Where the numbers of each kind start: beyond 2^31, where a client that counts in 32 bits is
// found out. All tenants draw from them, so that no number means something to two of them.
struct numbers {
    std::int64_t tags = 3'100'000'001, bookings = 5'000'000'001, booking_contacts = 7'000'000'001,
                 customers = 4'000'000'001, locations = 4'500'000'001, leads = 5'500'000'001,
                 contacts = 7'500'000'001, notes = 8'000'000'001, fields = 8'500'000'001, guids = 1;
};

// All that one tenant's CRM holds. Rows that belong to another have its number or GUID under the
// name by which their tables are indexed.
struct tenant_store {
    tenant_store(std::int64_t id, numbers& next);

    // What the CRM knows but has no operations for: "campaigns", "businessUnits", "jobTypes",
    // "callReasons", "tagTypes", "technicians", by id. Where a seed lists none, any id is taken.
    bool knows(const std::string& catalogue, std::int64_t wanted) const;

    const std::int64_t tenant;
    std::map<std::string, std::map<std::int64_t, std::string>> catalogues;

    table tags;  // of booking providers
    table bookings, booking_contacts;
    table customers, customer_contacts, customer_notes, customer_fields;
    table locations, location_contacts, location_notes, location_fields;
    table leads, lead_notes;
    table contacts, contact_methods, relationships, preference_types;  // with GUIDs for ids
};

class store {
public:
    // Null when there is no such tenant.
    tenant_store* find(std::int64_t tenant);
    // Forgets all; every account's tenant has the booking providers and the kinds of preferences.
    void reset(const settings& set, instant now);
    const std::map<std::int64_t, std::unique_ptr<tenant_store>>& tenants() const noexcept {
        return tenants_;
    }

private:
    numbers next_;
    std::map<std::int64_t, std::unique_ptr<tenant_store>> tenants_;
};

// Always the same for a number: another run of the same calls gives the same ids.
std::string guid_of(std::int64_t number);
// Gives a row of a table with GUIDs an id.
row& add_with_guid(table& to, json::object fields, instant now);

}  // namespace sandbox
