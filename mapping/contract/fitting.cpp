#include "mapping/contract/fitting.hpp"

#include <algorithm>

#include "mapping/json.hpp"
#include "mapping/transforms/phone.hpp"
#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"

namespace mapping {
namespace {

using kind = json_schema::kind;

// Fits values, one after another.
struct fitting {
    const locale& where;

    json::value fit(const json_schema& schema, json::value value) const {
        if (value.is_object() && schema.type == kind::object) {
            members(schema, value.get_object());
            return value;
        }
        if (value.is_array() && schema.elements) {
            for (json::value& one : value.get_array()) one = fit(*schema.elements, std::move(one));
            return value;
        }
        const auto text = scalar_text(value);
        if (!text) return value;
        switch (schema.type) {
            case kind::text: return words(schema, *text);
            case kind::integer:
            case kind::number: return number(*text, std::move(value));
            case kind::boolean:
                if (const auto meant = parse_boolean(*text)) return *meant;
                return value;
            default: return value;
        }
    }

private:
    void members(const json_schema& schema, json::object& object) const {
        for (const json_schema::property& one : schema.properties)
            if (json::value* given = object.if_contains(one.name))
                *given = fit(*one.schema, std::move(*given));
        if (is_contact(schema)) contact(schema, object);
    }

    json::value words(const json_schema& schema, const std::string& text) const {
        for (const std::string& choice : schema.choices)
            if (equals_ignoring_case(choice, text)) return json::string(choice);
        if (schema.format == "date-time")
            if (const auto read = parse_time(text, where.time_zone))
                return json::string(to_rfc3339(read->when));
        if (schema.format == "phone")
            if (const auto read = parse_phone(text, where.region))
                return json::string(read->number);
        return json::string(text);
    }

    // A text that is a number word for word: nothing is rounded.
    static json::value number(const std::string& text, json::value given) {
        if (!given.is_string()) return given;
        auto read = parse_json(text);
        return read && read->is_number() ? std::move(*read) : std::move(given);
    }

    // Something of a type and a value, the type being one of those of contacts.
    static bool is_contact(const json_schema& schema) {
        const auto* type = schema.find("type");
        return type && schema.find("value") &&
               std::find(type->schema->choices.begin(), type->schema->choices.end(),
                         "MobilePhone") != type->schema->choices.end();
    }

    void contact(const json_schema& schema, json::object& object) const {
        const json::value *type = object.if_contains("type"), *value = object.if_contains("value");
        if (!type || !value || !type->is_string() || !value->is_string() || *type == "Email")
            return;
        const auto read = parse_phone(value->get_string(), where.region);
        if (!read) return;
        object["value"] = read->number;
        if (read->extension.empty() || !schema.find("memo")) return;
        const json::value* given = object.if_contains("memo");
        std::string memo = given ? scalar_text(*given).value_or("") : "";
        append_with(memo, ", ", "ext. " + read->extension);
        object["memo"] = memo;
    }
};

}  // namespace

json::value fitted(const json_schema& schema, json::value value, const locale& where) {
    return fitting{where}.fit(schema, std::move(value));
}

}  // namespace mapping
