#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/test/unit_test.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "providers/connection.hpp"
#include "providers/definition.hpp"

// What the tests of definitions and connections share.
namespace testing {

namespace json = boost::json;

// The smallest definition with every section that most have, as its file would say it.
inline json::value plain_definition() {
    return json::parse(R"({
        "receive": {"format": "json"},
        "verify": {"bearer": "token"},
        "event": {"type": "/type", "kinds": {"new": "create", "moved": "reschedule", "gone": "cancel"}},
        "identity": {"event": ["/event_id"], "booking": "/id", "previous": "/old_id"},
        "booking": {"source": "Test", "name": "/name", "summary": "/text",
                    "jobTypeId": {"lookup": "/category", "in": "job_types"}},
        "contacts": [{"type": "Email", "value": "/email"}],
        "tables": {"job_types": "optional"}
    })");
}

// Puts a value at a pointer of one or more tokens, whose parent is there.
inline void set_at(json::value& document, std::string_view pointer, json::value value) {
    const auto last = pointer.rfind('/');
    json::value& parent = document.at_pointer({pointer.data(), last});
    std::string key(pointer.substr(last + 1));
    if (parent.is_array()) {
        parent.as_array().at(std::stoul(key)) = std::move(value);
        return;
    }
    if (const auto slash = key.find("~1"); slash != std::string::npos) key.replace(slash, 2, "/");
    parent.as_object()[key] = std::move(value);
}

// The plain definition with another value at the pointer.
inline json::value plain_definition_with(std::string_view pointer, std::string_view value) {
    json::value changed = plain_definition();
    set_at(changed, pointer, json::parse({value.data(), value.size()}));
    return changed;
}

inline std::shared_ptr<const providers::definition> compiled(const json::value& config) {
    auto definition = providers::compile_definition("plain", config);
    BOOST_REQUIRE_MESSAGE(definition.has_value(), mapping::to_text(definition.error()));
    return *definition;
}

inline providers::connection_settings plain_settings() {
    providers::connection_settings settings;
    settings.name = "acme-plain";
    settings.tenant = "acme";
    settings.booking_provider = 5678;
    settings.secrets = {{"token", {"open-sesame"}}};
    return settings;
}

inline std::shared_ptr<const providers::connection> connected(
    const json::value& config, providers::connection_settings settings = plain_settings()) {
    auto connection = providers::connection::make(compiled(config), std::move(settings));
    BOOST_REQUIRE_MESSAGE(connection.has_value(), mapping::to_text(connection.error()));
    return *connection;
}

inline providers::webhook posted(std::string body, std::vector<providers::header> headers = {}) {
    providers::webhook hook;
    hook.method = "POST";
    hook.headers = std::move(headers);
    hook.body = std::move(body);
    return hook;
}

}  // namespace testing
