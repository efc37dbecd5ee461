#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <string>

#include "tests/sandbox/conformity.hpp"
#include "tests/sandbox/coverage.hpp"
#include "tests/sandbox/crm.hpp"

namespace sandbox {

// Calls a sandbox as a good client would, at a time of its own, holds every answer against the
// contract, and remembers which operations succeeded.
struct caller {
    explicit caller(settings wanted = {}) : crm_(std::move(wanted), now) { sign_in(); }

    instant now = *parse_instant("2026-03-02T09:00:00.1234567Z");
    texts_by_name headers;
    bool is_declared_only = true;

    void sign_in(const std::string& client_id = "cid.sandbox",
                 const std::string& client_secret = "cs1.sandbox") {
        request asking{.method = "POST", .path = "/connect/token"};
        asking.headers["content-type"] = "application/x-www-form-urlencoded";
        asking.body = "grant_type=client_credentials&client_id=" + client_id +
                      "&client_secret=" + client_secret;
        const auto token = json::parse(crm_.handle(asking, now).body).at("access_token");
        headers = {{"authorization", "Bearer " + std::string(token.get_string())},
                   {"st-app-key", "ak1.sandbox"},
                   {"content-type", "application/json"}};
    }

    // A target that does not start at the root is one of the tenant's.
    answer call(const std::string& method, const std::string& target,
                const std::string& body = "") {
        request made{.method = method, .headers = headers, .body = body};
        set_target(made, target.starts_with('/') ? target : "/crm/v2/tenant/1234567/" + target);
        auto answered = crm_.handle(made, now);
        if (is_declared_only) check_conformity(made, answered);
        const auto matched = mapping::crm_contract().match(made.method, made.path);
        if (matched && answered.status == 200) operations_seen().insert(matched->operation->id);
        return answered;
    }
    // The whole of a body that need not be an object.
    json::value value(const std::string& method, const std::string& target,
                      const json::value& body = {}) {
        const auto text = body.is_null() ? std::string() : json::serialize(body);
        return json::parse(call(method, target, text).body);
    }
    json::object ask(const std::string& method, const std::string& target,
                     const json::value& body = {}) {
        return value(method, target, body).as_object();
    }
    json::array list(const std::string& target) {
        return json::parse(call("GET", target).body).as_array();
    }

    crm crm_;
};

inline const std::string bookings_path = "booking-provider/5678/bookings";

inline json::object minimal_booking(const std::string& external_id = "lead-1") {
    return {{"source", "Direct"},
            {"name", "Ada Example"},
            {"summary", "Water heater leaks"},
            {"isFirstTimeClient", true},
            {"externalId", external_id},
            {"contacts", {{{"type", "Phone"}, {"value", "2125550143"}}}}};
}

// Makes a booking and returns its path.
inline std::string make_booking(caller& client, const std::string& external_id = "lead-1") {
    const auto made = client.ask("POST", bookings_path, minimal_booking(external_id));
    return bookings_path + "/" + std::to_string(made.at("id").as_int64());
}

}  // namespace sandbox
