#include "tests/sandbox/patch.hpp"

#include <algorithm>
#include <boost/json/array.hpp>

#include "tests/sandbox/call.hpp"

namespace sandbox {

namespace {

const json::array& known_items(const row* of, std::string_view name) {
    static const json::array none;
    return of ? items(of->fields, name) : none;
}

template <class Test>
void drop(json::array& from, Test is_unwanted) {
    from.erase(std::remove_if(from.begin(), from.end(), is_unwanted), from.end());
}

// The values given take the place of those of the same type; the others stay.
json::array custom_fields(const json::array& before, const json::array& given, table& types) {
    json::array made = before;
    for (const auto& field : given) {
        const json::value& type_id = field.at("typeId");
        const row* const type = types.find(type_id.get_int64());
        drop(made, [&](const json::value& known) { return known.at("typeId") == type_id; });
        const json::value* const name = type ? type->fields.if_contains("name") : nullptr;
        made.push_back({{"typeId", type_id},
                        {"name", name ? *name : json::value()},
                        {"value", field.at("value")}});
    }
    return made;
}

// The data of one application. Replace is the default; with Merge a null takes a key away.
json::array external_data(const json::array& before, const json::object& change) {
    const json::value& application = change.at("applicationGuid");
    const json::value* const mode = given(change, "patchMode");
    const bool is_merge = mode && *mode == "Merge";
    json::array made = before;
    drop(made, [&](const json::value& known) {
        return !is_merge && known.at("applicationGuid") == application;
    });
    for (const auto& entry : items(change, "externalData")) {
        drop(made, [&](const json::value& known) {
            return known.at("applicationGuid") == application && known.at("key") == entry.at("key");
        });
        const json::value* const value = given(entry.get_object(), "value");
        if (value)
            made.push_back(
                {{"applicationGuid", application}, {"key", entry.at("key")}, {"value", *value}});
    }
    return made;
}

}  // namespace

json::object patch_of(const row& of, const json::object& body) {
    json::object changes = body;
    const json::value* const address = given(body, "address");
    const json::value* const before = given(of.fields, "address");
    if (!address || !before) return changes;
    json::object whole_address = before->get_object();
    for (const auto& [name, value] : address->get_object()) whole_address[name] = value;
    changes["address"] = std::move(whole_address);
    return changes;
}

json::object entity_fields(const row* before, const json::object& body, table& types) {
    json::object fields = before ? patch_of(*before, body) : body;
    if (given(body, "customFields"))
        fields["customFields"] =
            custom_fields(known_items(before, "customFields"), items(body, "customFields"), types);
    if (const auto* const data = given(body, "externalData"))
        fields["externalData"] =
            external_data(known_items(before, "externalData"), data->get_object());
    for (const auto* const elsewhere : {"contacts", "locations"}) fields.erase(elsewhere);
    return fields;
}

}  // namespace sandbox
