#include "tests/sandbox/validation.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/sandbox/instant.hpp"

namespace sandbox {

namespace {

std::string_view type_name(const member& wanted) {
    switch (wanted.type) {
        case member_type::boolean: return "System.Boolean";
        case member_type::number: return "System.Int64";
        case member_type::time: return "System.DateTime";
        case member_type::texts: return "System.String[]";
        case member_type::object:
        case member_type::objects: return wanted.of->name;
        case member_type::text:
        case member_type::choice: break;
    }
    return "System.String";
}

// Walks a body along its model. `path` is written as Newtonsoft does: "contacts[0].value".
class checker {
public:
    checker(std::size_t body_size, bool refuse_unknown_members)
        : position_(std::to_string(body_size)), refuse_unknown_members_(refuse_unknown_members) {}

    json::object object(const json::object& given, const model& expected, const std::string& path) {
        json::object kept;
        for (const auto& member : expected.members) {
            const auto* const value = given.if_contains(member.name);
            const std::string inner = (path.empty() ? "" : path + ".") + std::string(member.name);
            if (!value)
                missing(member, path, inner);
            else if (value->is_null())
                null(member, path, inner, kept);
            else
                kept[member.name] = checked(*value, member, inner);
        }
        if (refuse_unknown_members_) refuse_unknown(given, expected, path);
        return kept;
    }

    field_errors take_errors() { return std::move(errors_); }

private:
    void fail(const std::string& key, const std::string& text, const std::string& path) {
        errors_[key].push_back(text + " Path '" + path + "', line 1, position " + position_ + ".");
    }

    void missing(const member& wanted, const std::string& path, const std::string& inner) {
        if (wanted.rule == presence::required)
            fail(inner, "Required property '" + std::string(wanted.name) + "' not found in JSON.",
                 path);
    }

    void null(const member& wanted, const std::string& path, const std::string& inner,
              json::object& kept) {
        const std::string start = "Required property '" + std::string(wanted.name) + "' expects a ";
        if (wanted.rule == presence::nullable)
            kept[wanted.name] = nullptr;
        else if (wanted.rule == presence::required)
            fail(inner, start + "value but got null.", path);
        else
            fail(inner, start + "non-null value.", path);
    }

    void refuse_unknown(const json::object& given, const model& expected, const std::string& path) {
        for (const auto& entry : given) {
            const auto is_this = [&](const member& known) { return known.name == entry.key(); };
            if (std::any_of(expected.members.begin(), expected.members.end(), is_this)) continue;
            const std::string inner = (path.empty() ? "" : path + ".") + std::string(entry.key());
            fail(inner,
                 "Could not find member '" + std::string(entry.key()) + "' on object of type '" +
                     std::string(expected.name) + "'.",
                 inner);
        }
    }

    json::value wrong(const json::value& given, const member& wanted, const std::string& path) {
        fail(path,
             "Error converting value " + json::serialize(given) + " to type '" +
                 std::string(type_name(wanted)) + "'.",
             path);
        return nullptr;
    }

    json::value checked(const json::value& given, const member& wanted, const std::string& path) {
        switch (wanted.type) {
            case member_type::text: return given.is_string() ? given : wrong(given, wanted, path);
            case member_type::boolean: return given.is_bool() ? given : wrong(given, wanted, path);
            case member_type::number: return given.is_int64() ? given : wrong(given, wanted, path);
            case member_type::time: return time(given, wanted, path);
            case member_type::choice: return choice(given, wanted, path);
            case member_type::object:
                return given.is_object() ? json::value(object(given.get_object(), *wanted.of, path))
                                         : wrong(given, wanted, path);
            case member_type::texts:
            case member_type::objects: break;
        }
        return list(given, wanted, path);
    }

    json::value time(const json::value& given, const member& wanted, const std::string& path) {
        if (!given.is_string()) return wrong(given, wanted, path);
        const auto when = parse_instant(given.get_string());
        if (when) return json::value(to_text(*when));
        fail(path, "Could not convert string to DateTime: " + std::string(given.get_string()) + ".",
             path);
        return nullptr;
    }

    json::value choice(const json::value& given, const member& wanted, const std::string& path) {
        const auto known = [&](std::string_view choice) { return given.get_string() == choice; };
        if (given.is_string() && std::any_of(wanted.choices.begin(), wanted.choices.end(), known))
            return given;
        return wrong(given, wanted, path);
    }

    json::value list(const json::value& given, const member& wanted, const std::string& path) {
        if (!given.is_array()) return wrong(given, wanted, path);
        json::array kept;
        for (const auto& item : given.get_array()) {
            const std::string inner = path + "[" + std::to_string(kept.size()) + "]";
            if (wanted.type == member_type::texts && item.is_string())
                kept.push_back(item);
            else if (wanted.type == member_type::objects && item.is_object())
                kept.push_back(object(item.get_object(), *wanted.of, inner));
            else
                kept.push_back(wrong(item, wanted, inner));
        }
        return kept;
    }

    std::string position_;
    bool refuse_unknown_members_;
    field_errors errors_;
};

}  // namespace

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == text.npos; }

answer checked_body::refusal() const {
    if (!media_type_supported) return problem(415, "Unsupported Media Type");
    return invalid(errors);
}

checked_body check_body(const request& received, const model& expected,
                        bool refuse_unknown_members) {
    checked_body body;
    // ASP.NET adds this one to whatever kept the body from being read.
    const auto refuse = [&body](const std::string& text) {
        body.errors = {{"", {text}}, {"request", {"The request field is required."}}};
    };
    const auto type = lower_case(value_of(received.headers, "content-type"));
    body.media_type_supported = type.starts_with("application/json");
    if (!body.media_type_supported) return body;

    boost::system::error_code broken;
    const auto document = json::parse(received.body, broken);
    if (is_blank(received.body)) {
        refuse("A non-empty request body is required.");
    } else if (broken) {
        refuse("Unexpected character encountered while parsing value. Path '', line 1, position " +
               std::to_string(received.body.size()) + ".");
    } else if (!document.is_object()) {
        refuse("Error converting value " + json::serialize(document) + " to type '" +
               std::string(expected.name) + "'. Path '', line 1, position " +
               std::to_string(received.body.size()) + ".");
    } else {
        checker walk(received.body.size(), refuse_unknown_members);
        body.value = walk.object(document.get_object(), expected, "");
        body.errors = walk.take_errors();
        if (!body.errors.empty()) body.errors["request"] = {"The request field is required."};
    }
    return body;
}

}  // namespace sandbox
