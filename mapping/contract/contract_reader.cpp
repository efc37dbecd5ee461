#include "mapping/contract/contract_reader.hpp"

#include <algorithm>
#include <charconv>

#include "mapping/json_reader.hpp"

namespace mapping {
namespace {

constexpr std::string_view methods[] = {"get", "put", "post", "delete", "patch"};
constexpr std::string_view schema_keywords[] = {
    "$ref",     "allOf", "type",       "nullable",    "format",  "enum",
    "required", "items", "properties", "description", "default", "additionalProperties"};

std::optional<json_schema::kind> kind_named(std::string_view name) {
    using kind = json_schema::kind;
    if (name == "object") return kind::object;
    if (name == "array") return kind::array;
    if (name == "string") return kind::text;
    if (name == "integer") return kind::integer;
    if (name == "number") return kind::number;
    if (name == "boolean") return kind::boolean;
    return std::nullopt;
}

// The members of an object of that name; none when there is no such object.
const json::object& object_at(const json::object& from, std::string_view name) {
    static const json::object nothing;
    const json::value* found = from.if_contains(name);
    return found && found->is_object() ? found->get_object() : nothing;
}

const json::array& array_at(const json::object& from, std::string_view name) {
    static const json::array nothing;
    const json::value* found = from.if_contains(name);
    return found && found->is_array() ? found->get_array() : nothing;
}

bool is_true(const json::object& from, std::string_view name) {
    const json::value* found = from.if_contains(name);
    return found && found->is_bool() && found->get_bool();
}

std::vector<std::string> texts_of(const json::array& list) {
    std::vector<std::string> texts;
    for (const json::value& one : list)
        if (const json::string* text = one.if_string()) texts.emplace_back(*text);
    return texts;
}

std::map<std::string, std::string> texts_of(const json::object& object) {
    std::map<std::string, std::string> texts;
    for (const auto& [name, value] : object)
        if (const json::string* text = value.if_string()) texts.emplace(name, *text);
    return texts;
}

std::string upper_case(std::string text) {
    for (char& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

}  // namespace

contract_reader::contract_reader(const json::value& document) : document_(document) {}

result<api_contract> contract_reader::read() && {
    if (!document_.is_object()) return problems(errc::wrong_type, "", "must be an object");
    for (const auto& [path, item] : object_at(document_.get_object(), "paths")) {
        const std::string where = "/paths" + pointer_token(path);
        if (!item.is_object()) {
            fail(errc::wrong_type, where, "must be an object");
            continue;
        }
        for (const auto& [method, operation] : item.get_object()) {
            const bool is_known =
                std::find(std::begin(methods), std::end(methods), method) != std::end(methods);
            if (!is_known || !operation.is_object())
                fail(errc::unknown, where + pointer_token(method), "is not an operation");
            else
                read_operation(upper_case(method), path, operation.get_object(),
                               where + pointer_token(method));
        }
    }
    if (made_.operations_.empty()) fail(errc::missing, "/paths", "has no operations");
    for (const api_operation& one : made_.operations_)
        if (one.repeat.what == api_repeat::way::look_up && !made_.find(one.repeat.operation))
            fail(errc::unknown, one.id, "is looked up by an operation that there is not");
    if (!problems_.empty()) return std::move(problems_);
    return std::move(made_);
}

void contract_reader::read_operation(std::string method, const std::string& path,
                                     const json::object& from, const std::string& where) {
    api_operation made;
    made.id = text(from, "operationId", where);
    made.method = std::move(method);
    made.path = path;
    for (const json::value& one : array_at(from, "parameters"))
        if (one.is_object()) read_parameter(one.get_object(), where + "/parameters", made);
    if (const auto* body = from.if_contains("requestBody"); body && body->is_object())
        made.body = content(body->get_object(), where + "/requestBody");
    for (const auto& [status, answer] : object_at(from, "responses")) {
        int code = 0;
        std::from_chars(status.data(), status.data() + status.size(), code);
        if (code == 0 || !answer.is_object())
            fail(errc::malformed, where + "/responses", "must be answers by their status");
        else
            made.answers[code] =
                content(answer.get_object(), where + "/responses" + pointer_token(status));
    }
    if (from.contains("x-scope")) made.scope = text(from, "x-scope", where);
    made.repeat = read_repeat(from.if_contains("x-repeat"), where + "/x-repeat");
    if (made_.find(made.id)) fail(errc::duplicate, where, "there are two of that operationId");
    made_.operations_.push_back(std::move(made));
}

void contract_reader::read_parameter(const json::object& from, const std::string& where,
                                     api_operation& to) {
    const std::string name = text(from, "name", where), in = text(from, "in", where);
    const json::value* shape = from.if_contains("schema");
    if (!shape || (in != "path" && in != "query")) {
        fail(errc::not_allowed, where + pointer_token(name), "must be in path or query");
        return;
    }
    api_parameter made{name, schema(*shape, where + pointer_token(name)),
                       is_true(from, "required")};
    if (const auto* most = from.if_contains("x-maxItems"); most && most->is_int64())
        made.most_items = static_cast<std::size_t>(most->get_int64());
    if (name == "sort") to.sort_fields = texts_of(array_at(from, "x-sortFields"));
    (in == "path" ? to.path_parameters : to.query_parameters).push_back(std::move(made));
}

// The schema of a body in JSON, the only one there is; null for none.
const json_schema* contract_reader::content(const json::object& from, const std::string& where) {
    const json::object& types = object_at(from, "content");
    if (types.empty()) return nullptr;
    const json::value* shape = object_at(types, "application/json").if_contains("schema");
    if (shape) return schema(*shape, where + "/content/application~1json/schema");
    fail(errc::not_allowed, where + "/content", "must be application/json");
    return nullptr;
}

const json_schema* contract_reader::schema(const json::value& from, const std::string& where) {
    if (!from.is_object()) {
        fail(errc::wrong_type, where, "must be an object");
        return nullptr;
    }
    if (const auto* name = from.get_object().if_contains("$ref"); name && name->is_string())
        return referenced(std::string(name->get_string()), where);
    made_.schemas_.push_back(read_schema(from.get_object(), where));
    return &made_.schemas_.back();
}

const json_schema* contract_reader::referenced(const std::string& pointer,
                                               const std::string& where) {
    constexpr std::string_view start = "#/components/schemas/";
    const auto known = named_.find(pointer);
    if (known != named_.end()) {
        if (!known->second) fail(errc::not_allowed, where, "refers to itself");
        return known->second;
    }
    const std::string name = pointer.starts_with(start) ? pointer.substr(start.size()) : "";
    const json::object& components = object_at(document_.get_object(), "components");
    const json::value* found = object_at(components, "schemas").if_contains(name);
    if (!found || !found->is_object()) {
        fail(errc::unknown, where, "there is no " + pointer);
        return nullptr;
    }
    named_[pointer] = nullptr;
    json_schema made =
        read_schema(found->get_object(), "/components/schemas" + pointer_token(name));
    made.name = name;
    made_.schemas_.push_back(std::move(made));
    return named_[pointer] = &made_.schemas_.back();
}

json_schema contract_reader::read_schema(const json::object& from, const std::string& where) {
    json_schema made;
    for (const auto& [keyword, value] : from)
        if (!keyword.starts_with("x-") &&
            std::find(std::begin(schema_keywords), std::end(schema_keywords), keyword) ==
                std::end(schema_keywords))
            fail(errc::unknown, where + pointer_token(keyword), "is not understood");

    // As OpenAPI 3.0 says "this one, or null".
    if (const json::array& all = array_at(from, "allOf"); all.size() == 1)
        if (const json_schema* only = schema(all[0], where + "/allOf/0")) made = *only;
    if (from.contains("type")) {
        const auto type = kind_named(text(from, "type", where));
        if (!type) fail(errc::not_allowed, where + "/type", "is no type");
        made.type = type.value_or(json_schema::kind::any);
    }
    if (from.contains("format")) made.format = text(from, "format", where);
    if (is_true(from, "nullable")) made.is_nullable = true;
    for (std::string& choice : texts_of(array_at(from, "enum")))
        made.choices.push_back(std::move(choice));
    if (const auto* elements = from.if_contains("items"))
        made.elements = schema(*elements, where + "/items");
    read_members(from, where, made);
    return made;
}

void contract_reader::read_members(const json::object& from, const std::string& where,
                                   json_schema& to) {
    const std::vector<std::string> required = texts_of(array_at(from, "required"));
    for (const auto& [name, member] : object_at(from, "properties"))
        if (const json_schema* shape = schema(member, where + "/properties" + pointer_token(name)))
            to.properties.push_back(
                {name, shape, std::find(required.begin(), required.end(), name) != required.end()});
    if (const auto* others = from.if_contains("additionalProperties");
        others && others->is_object())
        to.others = schema(*others, where + "/additionalProperties");
}

api_repeat contract_reader::read_repeat(const json::value* from, const std::string& where) {
    api_repeat made;
    if (!from) return made;
    if (*from == json::value("safe")) {
        made.what = api_repeat::way::safe;
        return made;
    }
    const json::value* look_up =
        from->is_object() ? from->get_object().if_contains("look_up") : nullptr;
    if (!look_up || !look_up->is_object()) {
        fail(errc::not_allowed, where, "must be safe or a look_up");
        return made;
    }
    const json::object& how = look_up->get_object();
    made.what = api_repeat::way::look_up;
    made.operation = text(how, "operation", where);
    made.query = texts_of(object_at(how, "query"));
    made.match = texts_of(object_at(how, "match"));
    made.answer = texts_of(object_at(how, "answer"));
    made.is_recent = is_true(how, "recent");
    return made;
}

std::string contract_reader::text(const json::object& from, const char* name,
                                  const std::string& where) {
    if (const auto* found = from.if_contains(name); found && found->is_string())
        return std::string(found->get_string());
    fail(errc::missing, where + "/" + name, "must be a text");
    return {};
}

void contract_reader::fail(errc code, const std::string& where, std::string what) {
    problems_.add(code, where, std::move(what));
}

}  // namespace mapping
