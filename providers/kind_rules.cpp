#include "providers/kind_rules.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using mapping::source_scope;

event_kind read_kind(json_reader& in, const std::string& where) {
    const std::string word = in.text(where);
    const auto kind = event_kind_from(word);
    if (!kind && !word.empty())
        in.fail(errc::not_allowed, where,
                "must be create, update, reschedule, cancel, operation, test or ignore");
    return kind.value_or(event_kind::ignore);
}

kind_rule read_rule(json_reader& in, const std::string& where, source_scope scope) {
    in.object(where, {"when", "equals", "then"});
    auto condition = read_condition(in, where, scope);
    return {std::move(condition), read_kind(in, where + "/then")};
}

std::vector<kind_rule> read_list(json_reader& in, const std::string& where,
                                 const boost::json::array& list, source_scope scope) {
    std::vector<kind_rule> rules;
    if (list.empty()) in.fail(errc::missing, where, "an empty list of rules");
    for (std::size_t i = 0; i < list.size(); ++i) {
        const std::string place = where + "/" + std::to_string(i);
        if (!list[i].is_object()) {
            in.fail(errc::wrong_type, place, "must be an object with `then`");
            continue;
        }
        if (!in.find(place + "/when") && i + 1 < list.size())
            in.fail(errc::not_allowed, place, "always holds, and hides the rules below");
        rules.push_back(read_rule(in, place, scope));
    }
    return rules;
}

}  // namespace

std::vector<kind_rule> read_kind_rules(json_reader& in, const std::string& where) {
    const boost::json::value* config = in.find(where);
    const boost::json::array* list = config ? config->if_array() : nullptr;
    if (!list) return {{std::nullopt, read_kind(in, where)}};
    return read_list(in, where, *list, source_scope::door);
}

std::vector<kind_rule> read_rules_once_fetched(json_reader& in, const std::string& where) {
    const boost::json::array* list = in.array(where);
    if (!list) return {};
    return read_list(in, where, *list, source_scope::event);
}

std::optional<event_kind> decide(const std::vector<kind_rule>& rules, const mapping::input& in) {
    for (const kind_rule& rule : rules)
        if (!rule.when || holds(*rule.when, in)) return rule.then;
    return std::nullopt;
}

}  // namespace providers
