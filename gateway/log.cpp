#include "gateway/log.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>

#include "mapping/timestamp.hpp"

namespace gateway::log {
namespace {

spdlog::level::level_enum to_spdlog(level severity) {
    switch (severity) {
        case level::debug: return spdlog::level::debug;
        case level::info: return spdlog::level::info;
        case level::warn: return spdlog::level::warn;
        case level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

spdlog::logger& sink() {
    static const auto logger = [] {
        auto made = std::make_shared<spdlog::logger>(
            "gateway", std::make_shared<spdlog::sinks::stderr_sink_mt>());
        made->set_pattern("%v");  // the line is JSON already
        made->flush_on(spdlog::level::debug);
        return made;
    }();
    return *logger;
}

constexpr std::string_view name(level severity) {
    switch (severity) {
        case level::debug: return "debug";
        case level::info: return "info";
        case level::warn: return "warn";
        case level::error: return "error";
    }
    return "error";
}

}  // namespace

void set_level(level lowest) { sink().set_level(to_spdlog(lowest)); }

void write(level severity, std::string_view event, facts about) noexcept {
    try {
        spdlog::logger& out = sink();
        if (!out.should_log(to_spdlog(severity))) return;
        const auto now =
            std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        boost::json::object line{
            {"time", mapping::to_rfc3339(now)}, {"level", name(severity)}, {"event", event}};
        line.insert(about);
        out.log(to_spdlog(severity), boost::json::serialize(line));
    } catch (...) {
        // A log line that cannot be written must not take a webhook with it.
    }
}

}  // namespace gateway::log
