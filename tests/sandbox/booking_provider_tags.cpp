// The booking provider tags: whose bookings are whose.
#include <algorithm>

#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/paging.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

bool is_taken(const call& by, const json::value& name, std::int64_t but_for) {
    const auto same = by.in.tags.all("tagName", name);
    return std::any_of(same.begin(), same.end(),
                       [&](const row* known) { return known->number != but_for; });
}

answer name_taken() { return broken_rule(409, "A booking provider tag of this name exists."); }

answer list(const call& by) {
    const json::value* const name = by.query.if_contains("name");
    return page_of(by, listed(by, name ? by.in.tags.all("tagName", *name) : by.in.tags.all()));
}

answer get(const call& by) {
    const row* const known = by.in.tags.find(by.id());
    return known ? shown(by, *known) : not_found(by, "Booking provider tag", by.id());
}

answer create(const call& by) {
    if (is_taken(by, by.body.at("tagName"), 0)) return name_taken();
    json::object fields = by.body;
    fields["type"] = "V2Api";
    return shown(by, by.in.tags.add(std::move(fields), by.now));
}

answer update(const call& by) {
    row* const known = by.in.tags.find(by.id());
    if (!known) return not_found(by, "Booking provider tag", by.id());
    const auto* const name = given(by.body, "tagName");
    if (name && is_taken(by, *name, by.id()))
        return broken_rule(400, "A booking provider tag of this name exists.");
    by.in.tags.change(*known, by.body, by.now);
    return shown(by, *known);
}

}  // namespace

operation_group booking_provider_tag_operations() {
    static constexpr operation_handler all[] = {
        {"BookingProviderTags_Create", create},
        {"BookingProviderTags_GetList", list},
        {"BookingProviderTags_Get", get},
        {"BookingProviderTags_Update", update},
    };
    return all;
}

}  // namespace sandbox
