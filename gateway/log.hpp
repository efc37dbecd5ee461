#pragma once

#include <boost/json/object.hpp>
#include <string_view>

// The log: one JSON object a line on standard error, UTC time first. No bodies, no secrets, no
// personal data: callers pass ids, names from the configuration, counts and reasons.
namespace gateway::log {

enum class level { debug, info, warn, error };

// Drops what is below. Thread-safe.
void set_level(level lowest);

// `event` names what happened ("webhook.stored"), from a closed set; `about` says the rest.
// Thread-safe, never throws.
void write(level severity, std::string_view event, boost::json::object about = {}) noexcept;

inline void debug(std::string_view event, boost::json::object about = {}) noexcept {
    write(level::debug, event, std::move(about));
}
inline void info(std::string_view event, boost::json::object about = {}) noexcept {
    write(level::info, event, std::move(about));
}
inline void warn(std::string_view event, boost::json::object about = {}) noexcept {
    write(level::warn, event, std::move(about));
}
inline void error(std::string_view event, boost::json::object about = {}) noexcept {
    write(level::error, event, std::move(about));
}

}  // namespace gateway::log
