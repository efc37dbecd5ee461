#include "mapping/contract/json_schema.hpp"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "mapping/json_reader.hpp"
#include "mapping/transforms/time.hpp"

namespace mapping {
namespace {

using kind = json_schema::kind;

std::string_view noun_of(kind type) {
    switch (type) {
        case kind::object: return "an object";
        case kind::array: return "a list";
        case kind::text: return "a text";
        case kind::integer: return "a whole number";
        case kind::number: return "a number";
        case kind::boolean: return "true or false";
        case kind::any: break;
    }
    return "a value";
}

bool is_guid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_dash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool is_hex = std::string_view("0123456789abcdefABCDEF").find(text[i]) != text.npos;
        if (is_dash ? text[i] != '-' : !is_hex) return false;
    }
    return true;
}

// "2026-11-01T05:30:00Z": none of the other notations that are understood from partners.
bool is_date_time(std::string_view text) {
    return text.size() >= 20 && text[4] == '-' && text[7] == '-' && text[10] == 'T' &&
           !text.ends_with(']') && parse_time(text, "").has_value();
}

// Walks a value along its schema.
class comparison {
public:
    void compare(const json_schema& schema, const json::value& value, const std::string& where) {
        if (value.is_null()) {
            if (!schema.is_nullable && schema.type != kind::any)
                found.add(errc::missing, where, "must not be null");
            return;
        }
        if (!has_type(value, schema.type)) {
            found.add(errc::wrong_type, where, "must be " + std::string(noun_of(schema.type)));
            return;
        }
        if (value.is_object() && schema.type == kind::object) members(schema, value, where);
        if (value.is_array() && schema.elements) elements(schema, value.get_array(), where);
        if (const json::string* text = value.if_string()) words(schema, *text, where);
        if (schema.format == "int32") small_number(value, where);
        if (value.is_uint64() && schema.type == kind::integer)
            found.add(errc::out_of_range, where, "is more than 64 bits hold");
    }

    problems found;

private:
    void members(const json_schema& schema, const json::value& value, const std::string& where) {
        const json::object& object = value.get_object();
        for (const json_schema::property& one : schema.properties) {
            const json::value* given = object.if_contains(one.name);
            const std::string place = where + pointer_token(one.name);
            if (given)
                compare(*one.schema, *given, place);
            else if (one.is_required)
                found.add(errc::missing, place, "is required");
        }
        for (const auto& [name, given] : object) {
            if (schema.find(name)) continue;
            if (schema.others)
                compare(*schema.others, given, where + pointer_token(name));
            else
                found.add(errc::unknown, where + pointer_token(name),
                          "the CRM has no member of that name here");
        }
    }

    void elements(const json_schema& schema, const json::array& list, const std::string& where) {
        for (std::size_t i = 0; i < list.size(); ++i)
            compare(*schema.elements, list[i], where + "/" + std::to_string(i));
    }

    void words(const json_schema& schema, std::string_view text, const std::string& where) {
        if (!schema.choices.empty() &&
            std::find(schema.choices.begin(), schema.choices.end(), text) == schema.choices.end()) {
            std::string known;
            for (const std::string& choice : schema.choices)
                known += (known.empty() ? "" : ", ") + choice;
            found.add(errc::not_allowed, where, "must be one of " + known);
        }
        if (schema.format == "date-time" && !is_date_time(text))
            found.add(errc::malformed, where, "is not a time with an offset (RFC 3339)");
        if (schema.format == "guid" && !is_guid(text))
            found.add(errc::malformed, where, "is not a GUID");
    }

    void small_number(const json::value& value, const std::string& where) {
        const std::int64_t* number = value.if_int64();
        if (!number || *number < std::numeric_limits<std::int32_t>::min() ||
            *number > std::numeric_limits<std::int32_t>::max())
            found.add(errc::out_of_range, where, "is more than 32 bits hold");
    }
};

}  // namespace

bool has_type(const json::value& value, json_schema::kind type) noexcept {
    switch (type) {
        case kind::object: return value.is_object();
        case kind::array: return value.is_array();
        case kind::text: return value.is_string();
        case kind::integer: return value.is_int64() || value.is_uint64();
        case kind::number: return value.is_number();
        case kind::boolean: return value.is_bool();
        case kind::any: break;
    }
    return true;
}

const json_schema::property* json_schema::find(std::string_view property_name) const noexcept {
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const property& one) { return one.name == property_name; });
    return found == properties.end() ? nullptr : &*found;
}

problems differences_from(const json_schema& schema, const json::value& value,
                          const std::string& where) {
    comparison comparing;
    comparing.compare(schema, value, where);
    return std::move(comparing.found);
}

}  // namespace mapping
