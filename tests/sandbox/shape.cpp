#include "tests/sandbox/shape.hpp"

#include <stdexcept>

namespace sandbox {

namespace {

using mapping::json_schema;
using kind = json_schema::kind;

// Who made a change: the one user that calls of the API have.
constexpr std::int64_t api_user = 2'200'000'001;

json::value nothing_of(const json_schema& schema, const std::string& name) {
    const bool is_plain = schema.format.empty() && schema.choices.empty();
    if (schema.is_nullable) return nullptr;
    if (schema.type == kind::array) return json::array();
    if (schema.type == kind::boolean) return false;
    if (schema.type == kind::number) return 0;
    if (schema.type == kind::text && is_plain) return "";
    throw std::logic_error("nothing is known for the member " + name);
}

json::object shaped_members(const json_schema& schema, const json::object& known) {
    json::object made;
    for (const auto& [name, member, is_required] : schema.properties) {
        const json::value* const value = given(known, name);
        if (value)
            made[name] = shaped(*member, *value);
        else if (is_required || member->is_nullable)
            made[name] = nothing_of(*member, name);
    }
    return made;
}

}  // namespace

json::value shaped(const json_schema& schema, const json::value& known) {
    if (known.is_object() && !schema.properties.empty())
        return shaped_members(schema, known.get_object());
    if (!known.is_array() || !schema.elements) return known;
    json::array made;
    for (const auto& one : known.get_array()) made.push_back(shaped(*schema.elements, one));
    return made;
}

json::object whole(const row& of) {
    json::object made = of.fields;
    made.emplace("id", of.number);
    made["createdOn"] = to_text(of.created);
    made["modifiedOn"] = to_text(of.modified);
    for (const auto* const by : {"createdById", "createdBy", "modifiedBy"}) made[by] = api_user;
    made.emplace("active", true);
    return made;
}

answer shown(const call& of, const row& known) { return shown(of, whole(known)); }

answer shown(const call& of, const json::value& known) {
    return json_answer(200, shaped(*of.operation.answers.at(200), known));
}

}  // namespace sandbox
