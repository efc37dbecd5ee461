#include <algorithm>

#include "providers/operations.hpp"
#include "providers/step_list.hpp"

// Reads `operations:` of a definition.
namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using mapping::json_schema;
using mapping::pointer_token;

constexpr std::size_t most_steps = 8;

// The schema of the place that the pointer names in a value of the schema; null when there is none.
const json_schema* schema_at(const json_schema* schema, std::string_view pointer) {
    while (schema && !pointer.empty()) {
        const std::size_t end = std::min(pointer.find('/', 1), pointer.size());
        const std::string_view token = pointer.substr(1, end - 1);
        pointer.remove_prefix(end);
        const auto* member = schema->find(token);
        const bool is_place_in_list = schema->type == json_schema::kind::array && !token.empty() &&
                                      token.find_first_not_of("0123456789") == token.npos;
        schema = member ? member->schema : is_place_in_list ? schema->elements : schema->others;
    }
    return schema;
}

// Filled in from the connection.
bool is_ours(std::string_view name) { return name == "tenant" || name == "booking_provider"; }

// One reading of `operations:`.
class step_reader {
public:
    step_reader(json_reader& in, const std::vector<std::string>& taken)
        : in_(in), earlier_(taken.begin(), taken.end()) {}

    void read(const std::string& where) {
        in_.object(where, {"name", "call", "when", "equals", "path", "query", "body"});
        operation_step step;
        step.where = where;
        step.name = read_step_name(in_, where + "/name", earlier_);
        step.call = read_call(where + "/call");
        step.when = read_condition(in_, where, mapping::source_scope::event);
        if (step.when) check_fetched(step.when->what.fetches(), where + "/when");
        if (step.call) {
            step.path = read_sources(where + "/path", step.call->path_parameters, true);
            step.query = read_sources(where + "/query", step.call->query_parameters, false);
            step.body = read_body(where + "/body", *step.call);
        }
        earlier_.insert(step.name);
        steps.push_back(std::move(step));
    }

    std::vector<operation_step> steps;

private:
    const mapping::api_operation* read_call(const std::string& where) {
        const std::string id = in_.text(where);
        const auto* call = id.empty() ? nullptr : mapping::crm_contract().find(id);
        if (!id.empty() && !call)
            in_.fail(errc::unknown, where,
                     "is no operationId of the CRM; mapping/contract/crm-v2.openapi.json has all");
        // These are made by the kinds create, update and cancel, which never double a booking.
        if (id == "Bookings_Create")
            in_.fail(errc::not_allowed, where, "is what the kind `create` is for");
        return call;
    }

    sources_by_name read_sources(const std::string& where,
                                 const std::vector<mapping::api_parameter>& parameters,
                                 bool are_required) {
        sources_by_name sources;
        if (const auto* given = in_.object(where))
            for (const auto& [name, config] : *given)
                read_source(name, config, where, parameters, sources);
        for (const mapping::api_parameter& one : parameters)
            if (are_required && !is_ours(one.name) && !in_.find(where + pointer_token(one.name)))
                in_.fail(errc::missing, where + pointer_token(one.name),
                         "the operation has this parameter");
        return sources;
    }

    void read_source(std::string_view name, const json::value& config, const std::string& where,
                     const std::vector<mapping::api_parameter>& parameters,
                     sources_by_name& sources) {
        const std::string at = where + pointer_token(name);
        const bool is_known = !is_ours(name) && std::any_of(parameters.begin(), parameters.end(),
                                                            [&](const mapping::api_parameter& one) {
                                                                return one.name == name;
                                                            });
        if (!is_known) in_.fail(errc::unknown, at, "the operation has no such parameter");
        auto compiled = mapping::source::compile_one(config, at);
        if (!compiled) return in_.fail(compiled.error());
        check_fetched(compiled->fetches(), at);
        sources.emplace(name, std::move(*compiled));
    }

    std::optional<mapping::json_template> read_body(const std::string& where,
                                                    const mapping::api_operation& call) {
        const json::value* config = in_.find(where);
        if (!config) {
            if (call.body) in_.fail(errc::missing, where, "the operation takes one");
            return std::nullopt;
        }
        if (!call.body) {
            in_.fail(errc::not_allowed, where, "the operation takes none");
            return std::nullopt;
        }
        auto compiled =
            mapping::json_template::compile(*config, where, mapping::source_scope::event);
        if (!compiled) {
            in_.fail(compiled.error());
            return std::nullopt;
        }
        check_fetched(compiled->fetches(), where);
        check_places(config->as_object(), where, *call.body);
        return std::move(*compiled);
    }

    // Every place is one of the body's, and every member that must be there has one.
    void check_places(const json::object& places, const std::string& where,
                      const json_schema& body) {
        for (const auto& [pointer, ignored] : places)
            if (!schema_at(&body, pointer))
                in_.fail(errc::unknown, where + pointer_token(pointer),
                         "the operation's body has no such place");
        for (const json_schema::property& one : body.properties) {
            const std::string pointer = pointer_token(one.name);
            const bool is_given = std::any_of(places.begin(), places.end(), [&](const auto& place) {
                return place.key() == pointer || place.key().starts_with(pointer + "/");
            });
            if (one.is_required && !is_given)
                in_.fail(errc::missing, where + pointer_token(pointer),
                         "the operation's body needs this member");
        }
    }

    void check_fetched(const std::vector<std::string>& names, const std::string& where) {
        for (const std::string& name : names)
            if (!earlier_.contains(name))
                in_.fail(errc::unknown, where,
                         "no fetch or earlier operation has the name " + name);
    }

    json_reader& in_;
    step_names earlier_;
};

}  // namespace

std::vector<operation_step> read_operation_steps(json_reader& in,
                                                 const std::vector<std::string>& taken) {
    step_reader reader(in, taken);
    read_steps(in, "/operations", most_steps,
               [&](const std::string& where) { reader.read(where); });
    return std::move(reader.steps);
}

}  // namespace providers
