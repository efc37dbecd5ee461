#include "tests/sandbox/state.hpp"

#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

constexpr std::size_t most_shown = 100;

struct kind {
    const char* name;
    table tenant_store::*rows;
};
constexpr kind kinds[] = {{"bookings", &tenant_store::bookings},
                          {"leads", &tenant_store::leads},
                          {"customers", &tenant_store::customers},
                          {"customer contacts", &tenant_store::customer_contacts},
                          {"locations", &tenant_store::locations},
                          {"location contacts", &tenant_store::location_contacts},
                          {"contacts", &tenant_store::contacts},
                          {"contact methods", &tenant_store::contact_methods},
                          {"relationships", &tenant_store::relationships},
                          {"customer notes", &tenant_store::customer_notes},
                          {"location notes", &tenant_store::location_notes},
                          {"lead notes", &tenant_store::lead_notes},
                          {"booking provider tags", &tenant_store::tags}};

json::object shown(tenant_store& in, const kind& of) {
    const auto rows = (in.*of.rows).all();
    const bool is_booking = of.rows == &tenant_store::bookings;
    json::array newest;
    for (auto at = rows.rbegin(); at != rows.rend() && newest.size() < most_shown; ++at)
        newest.push_back(is_booking ? booking_with_contacts(in, **at) : whole(**at));
    return {{"name", of.name}, {"count", rows.size()}, {"newest", std::move(newest)}};
}

}  // namespace

json::array state_of(store& data) {
    json::array tenants;
    for (const auto& [id, tenant] : data.tenants()) {
        json::array shown_kinds;
        for (const kind& one : kinds) shown_kinds.push_back(shown(*tenant, one));
        tenants.push_back({{"tenant", id}, {"kinds", std::move(shown_kinds)}});
    }
    return tenants;
}

}  // namespace sandbox
