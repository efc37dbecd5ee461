#include "tests/sandbox/parameters.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <charconv>
#include <limits>

#include "tests/sandbox/guid.hpp"
#include "tests/sandbox/instant.hpp"

namespace sandbox {

namespace {

using mapping::api_operation;
using mapping::api_parameter;
using mapping::json_schema;
using kind = json_schema::kind;

template <class Number>
std::optional<Number> to_number(std::string_view text) {
    Number number = 0;
    const char* const end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, number);
    if (error != std::errc() || stopped != end) return std::nullopt;
    return number;
}

template <class Number>
json::value number_or_null(std::string_view text) {
    const auto number = to_number<Number>(text);
    return number ? json::value(*number) : json::value();
}

bool is_list(const api_parameter& one) {
    return one.name == "ids" || one.name.ends_with("Ids") || one.name.ends_with("Values");
}

// The items of a list with commas; null when one is no number but should be.
json::value list_of(std::string_view text, bool of_numbers) {
    json::array items;
    for (bool is_last = false; !is_last;) {
        const auto item = text.substr(0, text.find(','));
        is_last = item.size() == text.size();
        text.remove_prefix(is_last ? item.size() : item.size() + 1);
        items.push_back(of_numbers ? number_or_null<std::int64_t>(item) : json::value(item));
        if (items.back().is_null()) return nullptr;
    }
    return items;
}

// A parameter named like a member that has one of several values is one of them, whatever its case.
json::value one_of(const json_schema* listed, const std::string& name, std::string_view text) {
    const auto* const member = listed ? listed->find(name) : nullptr;
    std::vector<std::string> choices;
    if (member && member->schema->type == kind::boolean)
        choices = {"True", "False", "Any"};
    else if (member)
        choices = member->schema->choices;
    if (choices.empty()) return json::string(text);
    for (const auto& choice : choices)
        if (lower_case(choice) == lower_case(text)) return json::string(choice);
    return nullptr;
}

// "+Id", "-ModifiedOn": the sign is a part of it, and has to be sent as %2B.
json::value sort_order(const api_operation& of, std::string_view text) {
    const auto& fields = of.sort_fields;
    const bool has_sign = text.starts_with('+') || text.starts_with('-');
    const bool is_known =
        has_sign && std::find(fields.begin(), fields.end(), text.substr(1)) != fields.end();
    return is_known ? json::value(text) : json::value();
}

// The value that the text stands for; null when it stands for none.
json::value read(const api_operation& of, const api_parameter& one, std::string_view text) {
    const json_schema& schema = *one.schema;
    switch (schema.type) {
        case kind::integer:
            return schema.format == "int32" ? number_or_null<std::int32_t>(text)
                                            : number_or_null<std::int64_t>(text);
        case kind::number: return number_or_null<double>(text);
        case kind::boolean: {
            const auto word = lower_case(text);
            return word == "true" || word == "false" ? json::value(word == "true") : json::value();
        }
        default: break;
    }
    if (schema.format == "guid") return is_guid(text) ? json::value(lower_case(text)) : nullptr;
    if (schema.format == "date-time") {
        const auto when = parse_day_or_instant(text);
        return when ? json::value(to_text(*when)) : json::value();
    }
    if (one.name == "sort") return sort_order(of, text);
    if (is_list(one)) return list_of(text, one.name.ends_with("ds"));
    return one_of(listed_by(of), one.name, text);
}

bool is_in_range(const api_parameter& one, const json::value& value, const settings& set) {
    if (one.name == "page") return value.get_int64() >= 1;
    if (one.name == "pageSize")
        return value.get_int64() >= 1 && value.get_int64() <= set.most_page_size;
    const json::array* const items = value.if_array();
    return !items || one.most_items == 0 || items->size() <= one.most_items;
}

std::vector<std::string> not_valid(const std::string& name, std::string_view text) {
    std::string title = name;
    title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return {"The value '" + std::string(text) + "' is not valid for " + title + "."};
}

}  // namespace

const json_schema* listed_by(const api_operation& of) {
    const auto success = of.answers.find(200);
    if (success == of.answers.end() || !success->second) return nullptr;
    const auto* const data = success->second->find("data");
    return data ? data->schema->elements : nullptr;
}

std::optional<instant> parse_day_or_instant(std::string_view text) {
    constexpr std::size_t day = std::string_view("2020-01-01").size();
    return parse_instant(std::string(text) + (text.size() == day ? "T00:00:00Z" : ""));
}

std::optional<json::object> path_parameters(const mapping::api_match& matched) {
    json::object values;
    for (const auto& one : matched.operation->path_parameters) {
        const std::string text = percent_decoded(matched.path.at(one.name), false);
        if (one.schema->type == kind::integer) {
            const auto number = to_number<std::int64_t>(text);
            if (!number) return std::nullopt;
            values[one.name] = *number;
        } else {
            values[one.name] = text;
        }
    }
    return values;
}

checked_parameters check_parameters(const api_operation& of, const json::object& path,
                                    const texts_by_name& query, const settings& set) {
    checked_parameters checked;
    for (const auto& one : of.path_parameters) {
        const json::value& value = path.at(one.name);
        if (const auto* const number = value.if_int64(); number && *number < 1)
            checked.errors[one.name] = not_valid(one.name, std::to_string(*number));
        if (one.schema->format == "guid" && !is_guid(value.get_string()))
            checked.errors[one.name] = not_valid(one.name, value.get_string());
    }
    for (const auto& one : of.query_parameters) {
        const auto text = value_of(query, lower_case(one.name));
        if (text.empty()) continue;
        json::value value = read(of, one, text);
        if (value.is_null() || !is_in_range(one, value, set))
            checked.errors[one.name] = not_valid(one.name, text);
        else
            checked.values[one.name] = std::move(value);
    }
    return checked;
}

}  // namespace sandbox
