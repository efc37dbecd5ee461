#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "mapping/problem.hpp"

namespace mapping {

namespace json = boost::json;

// A schema of the API's definition, as much of OpenAPI 3.0's as that uses. References are resolved:
// the pointers are to schemas that live as long as the contract.
struct json_schema {
    enum class kind { any, object, array, text, integer, number, boolean };
    struct property {
        std::string name;
        const json_schema* schema;
        bool is_required;
    };

    std::string name;  // of the definition's components; "" for one that stands in its place
    kind type = kind::any;
    bool is_nullable = false;
    std::string format;  // "int32", "int64", "date-time", "guid", "decimal", ...; "" for none
    std::vector<std::string> choices;       // of a text; none for any
    std::vector<property> properties;       // of an object, in the definition's order
    const json_schema* others = nullptr;    // of an object: what all other members are; null: none
    const json_schema* elements = nullptr;  // of an array

    // The property of that name; null when there is none.
    const property* find(std::string_view property_name) const noexcept;
};

// Whether the value is of that type; null is of none but `any`.
bool has_type(const json::value& value, json_schema::kind type) noexcept;

// Everything by which the value differs from the schema, each at its pointer after `where`.
// Types are taken exactly: the text "7" is no number. A member that the schema does not know is a
// problem too.
problems differences_from(const json_schema& schema, const json::value& value,
                          const std::string& where = {});

}  // namespace mapping
