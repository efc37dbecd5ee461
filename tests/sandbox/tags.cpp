// The tags of customers and locations, one by one and in bulk.
#include <algorithm>
#include <boost/json/array.hpp>

#include "tests/sandbox/customers.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/shape.hpp"

namespace sandbox {

namespace {

struct owner_kind {
    const char *name, *member;
    table tenant_store::*owners;
};
constexpr owner_kind customers{"Customer", "customerId", &tenant_store::customers};
constexpr owner_kind locations{"Location", "locationId", &tenant_store::locations};

bool has_tag(const row& of, const json::value& tag) {
    const json::array& tags = items(of.fields, "tagTypeIds");
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

void set_tag(table& in, row& of, const json::value& tag, bool is_wanted, instant now) {
    if (has_tag(of, tag) == is_wanted) return;
    json::array tags = items(of.fields, "tagTypeIds");
    if (is_wanted)
        tags.push_back(tag);
    else
        tags.erase(std::find(tags.begin(), tags.end(), tag));
    in.change(of, {{"tagTypeIds", std::move(tags)}}, now);
}

template <const owner_kind& kind>
answer create(const call& by) {
    auto& owners = by.in.*kind.owners;
    row* const owner = owners.find(by.id());
    const auto tag = by.id("tagTypeId");
    if (!owner) return not_found(by, kind.name, by.id());
    if (!by.in.knows("tagTypes", tag)) return not_found(by, "Tag type", tag);
    if (has_tag(*owner, tag))
        return broken_rule(409, "The tag " + std::to_string(tag) + " is there already.");
    set_tag(owners, *owner, tag, true, by.now);
    json::object known = whole(*owner);
    known[kind.member] = owner->number;
    return shown(by, known);
}

template <const owner_kind& kind>
answer remove(const call& by) {
    auto& owners = by.in.*kind.owners;
    row* const owner = owners.find(by.id());
    if (!owner) return not_found(by, kind.name, by.id());
    if (!has_tag(*owner, by.id("tagTypeId"))) return not_found(by, "Tag", by.id("tagTypeId"));
    set_tag(owners, *owner, by.id("tagTypeId"), false, by.now);
    return done();
}

// Names the customers for whom the test holds; "" for none.
template <class Test>
std::string names_of(const call& by, Test is_wrong) {
    std::string names;
    for (const auto& id : items(by.body, "customerIds"))
        if (is_wrong(by.in.customers.find(id.get_int64())))
            names += (names.empty() ? "" : ", ") + std::to_string(id.get_int64());
    return names;
}

// All or nothing. A tag that is there already, or is not there to be removed, is no fault here.
answer change_all(const call& by, bool is_wanted) {
    if (const auto gone = names_of(by, [](const row* one) { return !one; }); !gone.empty())
        return broken_rule(400, "Customers with IDs " + gone + " were not found.");
    const auto inactive = names_of(by, [](const row* one) { return !is_active(*one); });
    if (!inactive.empty())
        return broken_rule(409, "Customers with IDs " + inactive + " are not active.");
    for (const auto& tag : items(by.body, "tagTypeIds"))
        if (!by.in.knows("tagTypes", tag.get_int64())) return not_found(by, "Tag type", tag);
    for (const auto& id : items(by.body, "customerIds"))
        for (const auto& tag : items(by.body, "tagTypeIds"))
            set_tag(by.in.customers, *by.in.customers.find(id.get_int64()), tag, is_wanted, by.now);
    return done();
}

answer add_to_all(const call& by) { return change_all(by, true); }
answer remove_from_all(const call& by) { return change_all(by, false); }

}  // namespace

operation_group tag_operations() {
    static constexpr operation_handler all[] = {
        {"Customers_CreateTag", create<customers>}, {"Customers_DeleteTag", remove<customers>},
        {"Locations_CreateTag", create<locations>}, {"Locations_DeleteTag", remove<locations>},
        {"BulkTags_AddTags", add_to_all},           {"BulkTags_RemoveTags", remove_from_all},
    };
    return all;
}

}  // namespace sandbox
