#include "gateway/commands/comparing.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "providers/examples.hpp"

namespace gateway {

namespace json = boost::json;

namespace {

json::value outcome_or_problems(const providers::connection& through,
                                const providers::webhook& hook) {
    auto outcome = providers::outcome_of(through, hook);
    if (outcome) return std::move(*outcome);
    json::array problems;
    for (const mapping::problem& one : outcome.error()) {
        const mapping::problems alone(one.code, one.where, one.what, one.from);
        problems.emplace_back(mapping::to_text(alone));
    }
    return json::object{{"problems", std::move(problems)}};
}

}  // namespace

std::vector<mapping::json_change> changes_of(const comparison& through,
                                             const providers::webhook& hook) {
    return mapping::changes_between(outcome_or_problems(*through.now, hook),
                                    outcome_or_problems(*through.then, hook));
}

std::string to_text(const changed_request& one) {
    std::string text =
        one.receipt + " (" + one.connection + ", " + mapping::to_rfc3339(one.received_at) + ")\n";
    for (const mapping::json_change& change : one.changes)
        text += "  " + change.where + ": " + mapping::to_text(change.before) + " -> " +
                mapping::to_text(change.after) + "\n";
    return text;
}

json::object to_json(const changed_request& one) {
    json::array changes;
    for (const mapping::json_change& change : one.changes) {
        json::object out{{"where", change.where}};
        if (change.before) out["before"] = *change.before;
        if (change.after) out["after"] = *change.after;
        changes.push_back(std::move(out));
    }
    return {{"receipt", one.receipt},
            {"connection", one.connection},
            {"received_at", mapping::to_rfc3339(one.received_at)},
            {"changes", std::move(changes)}};
}

}  // namespace gateway
