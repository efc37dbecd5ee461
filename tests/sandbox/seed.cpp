#include "tests/sandbox/seed.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <stdexcept>

#include "mapping/contract/api_contract.hpp"
#include "tests/sandbox/call.hpp"
#include "tests/sandbox/errors.hpp"
#include "tests/sandbox/operations.hpp"
#include "tests/sandbox/parameters.hpp"
#include "tests/sandbox/validation.hpp"

namespace sandbox {

namespace {

constexpr std::string_view catalogues[] = {"campaigns",   "businessUnits", "jobTypes",
                                           "callReasons", "tagTypes",      "technicians"};

struct field_section {
    std::string_view name;
    table tenant_store::*rows;
};
constexpr field_section field_sections[] = {{"customerFields", &tenant_store::customer_fields},
                                            {"locationFields", &tenant_store::location_fields}};

// Made by the operation, in this order: the later ones may name the earlier. What the operation has
// in its path is in the seed a member of that name, but for one that is called otherwise there.
struct entity_section {
    std::string_view name, operation;
    table tenant_store::*rows;  // that have numbers of the seed's choice; null where they have not
    std::string_view in_path{}, in_seed{};
};
constexpr entity_section entity_sections[] = {
    {"customers", "Customers_Create", &tenant_store::customers},
    {"locations", "Locations_Create", &tenant_store::locations},
    {"bookings", "Bookings_Create", &tenant_store::bookings, "booking_provider",
     "bookingProviderId"},
    {"leads", "Leads_Create", &tenant_store::leads},
    {"customerNotes", "Customers_CreateNote", nullptr, "id", "customerId"},
    {"locationNotes", "Locations_CreateNote", nullptr, "id", "locationId"},
    {"leadNotes", "Leads_CreateNote", nullptr, "id", "leadId"},
    {"contacts", "Contacts_Replace", nullptr},
    {"contactMethods", "ContactMethods_UpsertContactMethod", nullptr, "contactMethodId", "id"},
    {"relationships", "Contacts_CreateContactRelationship", nullptr}};

[[noreturn]] void fail(std::string_view where, std::string_view what) {
    throw std::runtime_error("seed: " + std::string(where) + ": " + std::string(what));
}

const json::array& section(const json::object& seed, std::string_view name) {
    static const json::array none;
    const json::value* const found = given(seed, name);
    if (found && !found->is_array()) fail(name, "must be a list");
    return found ? found->get_array() : none;
}

// Takes the member out; nothing when it is not there.
std::optional<json::value> take(json::object& from, std::string_view name) {
    const auto found = from.find(name);
    if (found == from.end()) return std::nullopt;
    json::value taken = std::move(found->value());
    from.erase(found);
    return taken;
}

std::int64_t number_of(const std::optional<json::value>& value, const std::string& where) {
    if (!value || !value->is_int64() || value->get_int64() < 1)
        fail(where, "must be a whole number, 1 or more");
    return value->get_int64();
}

void sow_catalogue(tenant_store& in, const json::object& seed, std::string_view name) {
    if (!given(seed, name)) return;
    auto& known = in.catalogues[std::string(name)];
    for (const auto& entry : section(seed, name)) {
        if (!entry.is_object()) fail(name, "must be a list of objects");
        json::object one = entry.get_object();
        const auto title = take(one, "name");
        const bool is_text = title && title->is_string();
        known[number_of(take(one, "id"), std::string(name) + "/id")] =
            is_text ? std::string(title->get_string()) : "";
    }
}

void sow_fields(tenant_store& in, const json::object& seed, const field_section& to, instant now) {
    for (const auto& entry : section(seed, to.name)) {
        if (!entry.is_object()) fail(to.name, "must be a list of objects");
        json::object one = entry.get_object();
        (in.*to.rows).give(number_of(take(one, "id"), std::string(to.name) + "/id"));
        (in.*to.rows).add(std::move(one), now);
    }
}

// What the operation has in its path, taken out of the body.
json::object take_path(const mapping::api_operation& of, const tenant_store& in, json::object& body,
                       const entity_section& to, const settings& set, const std::string& where) {
    json::object path{{"tenant", in.tenant}};
    for (const auto& one : of.path_parameters) {
        if (one.name == "tenant") continue;
        const std::string member(one.name == to.in_path ? to.in_seed : one.name);
        auto value = take(body, member);
        const bool is_number = one.schema->type == mapping::json_schema::kind::integer;
        if (is_number)
            path[one.name] = number_of(value, where + "/" + member);
        else if (value && value->is_string())
            path[one.name] = std::move(*value);
        else
            fail(where + "/" + member, "must be a text");
    }
    const auto checked = check_parameters(of, path, {}, set);
    if (!checked.errors.empty()) fail(where, invalid(checked.errors).body);
    return path;
}

// Through the operation itself, so that the seed holds what the CRM could.
void sow_entity(tenant_store& in, const settings& set, json::object body, const entity_section& to,
                const std::string& where, instant now) {
    const auto& operation = *mapping::crm_contract().find(to.operation);
    const auto id = to.rows ? take(body, "id") : std::nullopt,
               active = to.rows ? take(body, "active") : std::nullopt;
    auto path = take_path(operation, in, body, to, set, where);
    request made{.method = operation.method, .body = json::serialize(body)};
    made.headers["content-type"] = "application/json";
    auto checked = check_body(operation, made, set);
    if (!checked.good()) fail(where, checked.refusal().body);

    if (id) {
        const auto number = number_of(id, where + "/id");
        if ((in.*to.rows).find(number)) fail(where + "/id", "is taken");
        (in.*to.rows).give(number);
    }
    const answer answered = handler_of(operation.id)(
        {operation, set, in, now, {}, std::move(path), {}, std::move(checked.value)});
    if (answered.status != 200) fail(where, answered.body);
    if (active && *active == false) {
        auto& rows = in.*to.rows;
        rows.change(*(id ? rows.find(id->get_int64()) : rows.all().back()), {{"active", false}},
                    now);
    }
}

void refuse_unknown(const json::object& seed) {
    for (const auto& [name, value] : seed) {
        const auto is_this = [&name = name](const auto& known) { return known.name == name; };
        const bool is_known =
            std::find(std::begin(catalogues), std::end(catalogues), name) != std::end(catalogues) ||
            std::any_of(std::begin(field_sections), std::end(field_sections), is_this) ||
            std::any_of(std::begin(entity_sections), std::end(entity_sections), is_this);
        if (!is_known) fail(name, "is not known");
    }
}

}  // namespace

void sow(store& data, const settings& set, instant now) {
    refuse_unknown(set.seed);
    for (const auto& [tenant, in] : data.tenants()) {
        for (const auto name : catalogues) sow_catalogue(*in, set.seed, name);
        for (const auto& fields : field_sections) sow_fields(*in, set.seed, fields, now);
        for (const auto& to : entity_sections) {
            std::size_t count = 0;
            for (const auto& entry : section(set.seed, to.name)) {
                const std::string where = std::string(to.name) + "/" + std::to_string(count++);
                if (!entry.is_object()) fail(where, "must be an object");
                sow_entity(*in, set, entry.get_object(), to, where, now);
            }
        }
    }
}

}  // namespace sandbox
