#pragma once

#include "tests/sandbox/caller.hpp"

// What tests make in a sandbox before they look at it.
namespace sandbox {

inline json::object elm_street() {
    return {{"street", "12 Elm St"},
            {"city", "Dayton"},
            {"state", "OH"},
            {"zip", "45402"},
            {"country", "USA"}};
}

inline json::object phone(const std::string& number = "9375550143") {
    return {{"type", "Phone"}, {"value", number}, {"memo", nullptr}};
}

inline json::object location_body(const std::string& name = "Home") {
    return {{"name", name}, {"address", elm_street()}};
}

inline json::object customer_body(const std::string& name = "Ada Example") {
    return {{"name", name}, {"address", elm_street()}, {"locations", {location_body()}}};
}

inline json::object lead_body() {
    return {{"campaignId", 11}, {"summary", "wants a boiler"}, {"callReasonId", 7}};
}

// "customers/4000000001".
inline std::string make(caller& client, const std::string& kind, const json::value& body) {
    const auto id = client.ask("POST", kind, body).at("id");
    const std::string text =
        id.is_string() ? std::string(id.get_string()) : std::to_string(id.get_int64());
    return kind + "/" + text;
}
inline std::string make_customer(caller& client, const std::string& name = "Ada Example") {
    return make(client, "customers", customer_body(name));
}
inline std::string make_lead(caller& client) { return make(client, "leads", lead_body()); }
inline std::string make_contact(caller& client) {
    return make(client, "contacts", {{"name", "Ada Example"}});
}
// Of the customer that make_customer made first.
inline const std::string first_location = "locations/4500000001";

inline void deactivate(caller& client, const std::string& path) {
    client.ask("PATCH", path, {{"active", false}});
}

// What is after the last slash.
inline std::string id_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }

// The values of a member in the page that a list shows.
inline std::vector<std::string> values(caller& client, const std::string& target,
                                       const std::string& member) {
    std::vector<std::string> found;
    const auto page = client.ask("GET", target);
    for (const auto& one : page.at("data").as_array()) {
        const auto& value = one.at(member);
        found.push_back(value.is_string() ? std::string(value.get_string())
                                          : json::serialize(value));
    }
    return found;
}

inline std::string title_of(const answer& refused) {
    return std::string(json::parse(refused.body).at("title").as_string());
}
inline json::object errors_of(const answer& refused) {
    return json::parse(refused.body).at("errors").as_object();
}

}  // namespace sandbox
