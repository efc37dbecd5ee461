#pragma once

#include <boost/json/string_view.hpp>
#include <boost/json/value_ref.hpp>
#include <initializer_list>
#include <string_view>
#include <utility>

// The log: one JSON object a line on standard error, UTC time first. No bodies, no secrets, no
// personal data: callers pass ids, names from the configuration, counts and reasons.
namespace gateway::log {

enum class level { debug, info, warn, error };

// Drops what is below. Thread-safe.
void set_level(level lowest);

// What a line says besides: names and values, which nobody copies unless the line is written.
using facts = std::initializer_list<std::pair<boost::json::string_view, boost::json::value_ref>>;

// `event` names what happened ("webhook.stored"), from a closed set; `about` says the rest.
// Thread-safe, never throws.
void write(level severity, std::string_view event, facts about = {}) noexcept;

inline void debug(std::string_view event, facts about = {}) noexcept {
    write(level::debug, event, about);
}
inline void info(std::string_view event, facts about = {}) noexcept {
    write(level::info, event, about);
}
inline void warn(std::string_view event, facts about = {}) noexcept {
    write(level::warn, event, about);
}
inline void error(std::string_view event, facts about = {}) noexcept {
    write(level::error, event, about);
}

}  // namespace gateway::log
