#include "providers/operations.hpp"

#include <boost/json/value_from.hpp>
#include <boost/json/value_to.hpp>

#include "mapping/contract/fitting.hpp"
#include "mapping/transforms/text.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::pointer_token;
using mapping::problems;

// The values of the parameters that are there, as the CRM wants them.
std::map<std::string, std::string> values_of(const sources_by_name& sources,
                                             const std::vector<mapping::api_parameter>& parameters,
                                             const mapping::input& in, const std::string& where,
                                             const mapping::locale& local, problems& wrong) {
    std::map<std::string, std::string> values;
    for (const mapping::api_parameter& one : parameters) {
        const auto what = sources.find(one.name);
        if (what == sources.end()) continue;
        if (const auto text = what->second.read_text(in))
            values.emplace(one.name,
                           mapping::scalar_text(fitted(*one.schema, json::string(*text), local))
                               .value_or(*text));
        else if (one.is_required)
            wrong.add(errc::missing, where + pointer_token(one.name), "the event does not give it",
                      what->second.read(in).from);
    }
    return values;
}

json::value body_of(const operation_step& step, const mapping::input& in,
                    const mapping::locale& where, problems& wrong) {
    if (!step.body) return nullptr;
    json::value body = fitted(*step.call->body, step.body->fill(in), where);
    wrong.add(differences_from(*step.call->body, body, step.where + "/body"));
    return body;
}

void add_tables(const sources_by_name& sources, std::vector<std::string>& names) {
    for (const auto& [name, what] : sources)
        for (std::string& table : what.tables()) names.push_back(std::move(table));
}

}  // namespace

std::vector<std::string> tables_of(const std::vector<operation_step>& steps) {
    std::vector<std::string> names;
    for (const operation_step& step : steps) {
        add_tables(step.path, names);
        add_tables(step.query, names);
        if (step.when)
            for (std::string& table : step.when->what.tables()) names.push_back(std::move(table));
        if (step.body)
            for (std::string& table : step.body->tables()) names.push_back(std::move(table));
    }
    return names;
}

json::object to_json(const operation_call& call) {
    json::object text{{"name", call.name}, {"call", call.operation->id}};
    if (!call.path.empty()) text["path"] = json::value_from(call.path);
    if (!call.query.empty()) text["query"] = json::value_from(call.query);
    if (!call.body.is_null()) text["body"] = call.body;
    return text;
}

std::optional<operation_call> operation_call_from(const json::object& text) {
    const auto* operation = mapping::crm_contract().find(text.at("call").as_string());
    if (!operation) return std::nullopt;
    using texts = std::map<std::string, std::string>;
    operation_call call{std::string(text.at("name").as_string()), operation, {}, {}, nullptr};
    if (const auto* path = text.if_contains("path")) call.path = json::value_to<texts>(*path);
    if (const auto* query = text.if_contains("query")) call.query = json::value_to<texts>(*query);
    if (const auto* body = text.if_contains("body")) call.body = *body;
    return call;
}

mapping::result<std::optional<operation_call>> next_operation(
    const std::vector<operation_step>& steps, const mapping::input& in,
    const mapping::locale& where, std::int64_t booking_provider) {
    const json::object* answers = in.fetched ? in.fetched->if_object() : nullptr;
    for (const operation_step& step : steps) {
        if (answers && answers->contains(step.name)) continue;
        if (step.when && !holds(*step.when, in)) continue;
        problems wrong;
        operation_call made{step.name, step.call, {}, {}, nullptr};
        made.path = values_of(step.path, step.call->path_parameters, in, step.where + "/path",
                              where, wrong);
        if (step.call->path.find("{booking_provider}") != std::string::npos)
            made.path.emplace("booking_provider", std::to_string(booking_provider));
        made.query = values_of(step.query, step.call->query_parameters, in, step.where + "/query",
                               where, wrong);
        made.body = body_of(step, in, where, wrong);
        if (!wrong.empty()) return wrong;
        return std::optional(std::move(made));
    }
    return std::optional<operation_call>();
}

}  // namespace providers
