#include "tests/sandbox/validation.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <limits>

#include "tests/sandbox/guid.hpp"
#include "tests/sandbox/instant.hpp"

namespace sandbox {

namespace {

using mapping::json_schema;
using kind = json_schema::kind;

// "BookingContactModel" of "Crm.V2.BookingContactModel".
std::string short_name(const json_schema& of) { return of.name.substr(of.name.rfind('.') + 1); }

std::string type_name(const json_schema& wanted) {
    switch (wanted.type) {
        case kind::boolean: return "System.Boolean";
        case kind::integer: return wanted.format == "int32" ? "System.Int32" : "System.Int64";
        case kind::number: return wanted.format == "decimal" ? "System.Decimal" : "System.Double";
        case kind::object: return short_name(wanted);
        case kind::array: {
            const std::string element = type_name(*wanted.elements);
            return element.starts_with("System.") ? element + "[]" : element;
        }
        default: break;
    }
    if (wanted.format == "date-time") return "System.DateTime";
    return wanted.format == "guid" ? "System.Guid" : "System.String";
}

bool is_one_of(const std::vector<std::string>& choices, std::string_view text) {
    return choices.empty() || std::find(choices.begin(), choices.end(), text) != choices.end();
}

// The member of an answer's schema with that name; null when there is none.
const json_schema* member_of(const json_schema* answer, std::string_view name) {
    const auto* const found = answer ? answer->find(name) : nullptr;
    return found ? found->schema : nullptr;
}

// In code points: each byte of UTF-8 begins one, but for those that go on with one.
std::size_t characters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

// Walks a body along its schema. `path` is written as Newtonsoft does: "contacts[0].value".
class checker {
public:
    checker(std::size_t body_size, const settings& set)
        : position_(std::to_string(body_size)), set_(set) {}

    // Where a body has a plain text for what the answer shows as one of several words, it is one of
    // those words.
    json::object object(const json::object& given, const json_schema& expected,
                        const std::string& path, const json_schema* answer = nullptr) {
        json::object kept;
        for (const auto& [name, schema, is_required] : expected.properties) {
            const auto* const value = given.if_contains(name);
            const std::string inner = (path.empty() ? "" : path + ".") + name;
            if (!value)
                missing(name, is_required && !is_optional_here(expected), path, inner);
            else if (value->is_null())
                null(name, *schema, is_required, member_of(answer, name), path, inner, kept);
            else
                kept[name] = checked(*value, *schema, inner);
            const auto* const shown = member_of(answer, name);
            if (value && value->is_string() && shown &&
                !is_one_of(shown->choices, value->get_string()))
                wrong(*value, *schema, inner);
        }
        if (set_.refuse_unknown_members) refuse_unknown(given, expected, path);
        return kept;
    }

    field_errors take_errors() { return std::move(errors_); }

private:
    void fail(const std::string& key, const std::string& text, const std::string& path) {
        auto& texts = errors_[key];
        if (texts.empty())
            texts.push_back(text + " Path '" + path + "', line 1, position " + position_ + ".");
    }

    bool is_optional_here(const json_schema& expected) const {
        const std::string name = short_name(expected);
        return set_.accept_partial_addresses && name.find("Address") != name.npos;
    }

    void missing(const std::string& name, bool is_required, const std::string& path,
                 const std::string& inner) {
        if (is_required) fail(inner, "Required property '" + name + "' not found in JSON.", path);
    }

    void null(const std::string& name, const json_schema& schema, bool is_required,
              const json_schema* shown, const std::string& path, const std::string& inner,
              json::object& kept) {
        const std::string start = "Required property '" + name + "' expects a ";
        const bool clears = set_.null_clears && shown && shown->is_nullable;
        if (schema.is_nullable || clears)
            kept[name] = nullptr;
        else if (is_required)
            fail(inner, start + "value but got null.", path);
        else
            fail(inner, start + "non-null value.", path);
    }

    void refuse_unknown(const json::object& given, const json_schema& expected,
                        const std::string& path) {
        for (const auto& [name, value] : given) {
            if (expected.find(name)) continue;
            const std::string inner = (path.empty() ? "" : path + ".") + std::string(name);
            fail(inner,
                 "Could not find member '" + std::string(name) + "' on object of type '" +
                     short_name(expected) + "'.",
                 inner);
        }
    }

    json::value wrong(const json::value& given, const json_schema& wanted,
                      const std::string& path) {
        fail(path,
             "Error converting value " + json::serialize(given) + " to type '" + type_name(wanted) +
                 "'.",
             path);
        return nullptr;
    }

    json::value checked(const json::value& given, const json_schema& wanted,
                        const std::string& path) {
        switch (wanted.type) {
            case kind::boolean: return given.is_bool() ? given : wrong(given, wanted, path);
            case kind::integer: return integer(given, wanted, path);
            case kind::number: return given.is_number() ? given : wrong(given, wanted, path);
            case kind::object:
                return given.is_object() ? json::value(object(given.get_object(), wanted, path))
                                         : wrong(given, wanted, path);
            case kind::array: return list(given, wanted, path);
            case kind::text: return text(given, wanted, path);
            case kind::any: break;
        }
        return given;
    }

    json::value integer(const json::value& given, const json_schema& wanted,
                        const std::string& path) {
        using small = std::numeric_limits<std::int32_t>;
        const std::int64_t* const number = given.if_int64();
        const bool fits = number && (wanted.format != "int32" ||
                                     (*number >= small::min() && *number <= small::max()));
        return fits ? given : wrong(given, wanted, path);
    }

    json::value text(const json::value& given, const json_schema& wanted, const std::string& path) {
        if (!given.is_string()) return wrong(given, wanted, path);
        const std::string words(given.get_string());
        if (wanted.format == "date-time") return time(words, path);
        if (wanted.format == "guid")
            return is_guid(words) ? json::value(lower_case(words)) : wrong(given, wanted, path);
        if (!is_one_of(wanted.choices, words)) return wrong(given, wanted, path);
        if (set_.most_characters > 0 && characters_in(words) > set_.most_characters)
            fail(path,
                 "The text must not be longer than " + std::to_string(set_.most_characters) + ".",
                 path);
        return given;
    }

    json::value time(const std::string& words, const std::string& path) {
        const auto when = parse_instant(words);
        if (when) return json::value(to_text(*when));
        fail(path, "Could not convert string to DateTime: " + words + ".", path);
        return nullptr;
    }

    json::value list(const json::value& given, const json_schema& wanted, const std::string& path) {
        if (!given.is_array()) return wrong(given, wanted, path);
        json::array kept;
        for (const auto& item : given.get_array()) {
            const std::string inner = path + "[" + std::to_string(kept.size()) + "]";
            kept.push_back(checked(item, *wanted.elements, inner));
        }
        return kept;
    }

    std::string position_;
    const settings& set_;
    field_errors errors_;
};

// As a text looks that was read in an encoding that has no such characters.
std::string garbled(std::string_view text) {
    std::string made;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80)
            made += c;
        else if (byte >= 0xC0)
            made += "\xEF\xBF\xBD";
    }
    return made;
}

}  // namespace

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

answer checked_body::refusal() const {
    if (!media_type_supported) return problem(415, "Unsupported Media Type");
    return invalid(errors);
}

checked_body check_body(const mapping::api_operation& of, const request& received,
                        const settings& set) {
    checked_body body;
    if (!of.body) return body;
    // ASP.NET adds this one to whatever kept the body from being read.
    const auto refuse = [&body](const std::string& text) {
        body.errors = {{"", {text}}, {"request", {"The request field is required."}}};
    };
    const auto type = lower_case(value_of(received.headers, "content-type"));
    body.media_type_supported = type.starts_with("application/json");
    if (!body.media_type_supported) return body;

    boost::system::error_code broken;
    const std::string text = set.garble_non_ascii ? garbled(received.body) : received.body;
    const auto document = json::parse(text, broken);
    const std::string end = "Path '', line 1, position " + std::to_string(text.size()) + ".";
    if (is_blank(text)) {
        refuse("A non-empty request body is required.");
    } else if (broken) {
        refuse("Unexpected character encountered while parsing value. " + end);
    } else if (!document.is_object()) {
        refuse("Error converting value " + json::serialize(document) + " to type '" +
               short_name(*of.body) + "'. " + end);
    } else {
        const auto success = of.answers.find(200);
        checker walk(text.size(), set);
        body.value = walk.object(document.get_object(), *of.body, "",
                                 success == of.answers.end() ? nullptr : success->second);
        body.errors = walk.take_errors();
        if (!body.errors.empty()) body.errors["request"] = {"The request field is required."};
    }
    return body;
}

}  // namespace sandbox
