#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/source.hpp"
#include "providers/condition.hpp"
#include "providers/event.hpp"

namespace providers {

// What an event is if the condition holds; without one it always does.
struct kind_rule {
    std::optional<condition> when;
    event_kind then;
};

// Reads a kind, or a list of rules {when, equals, then}, from the definition. Mistakes stay in
// `in`.
std::vector<kind_rule> read_kind_rules(mapping::json_reader& in, const std::string& where);

// Reads a list of such rules, which may read what was fetched; none when nothing is there.
std::vector<kind_rule> read_rules_once_fetched(mapping::json_reader& in, const std::string& where);

// The kind that the first rule that holds gives; nothing when none does.
std::optional<event_kind> decide(const std::vector<kind_rule>& rules, const mapping::input& in);

}  // namespace providers
