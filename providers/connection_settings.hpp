#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>

#include "mapping/booking.hpp"
#include "mapping/json_reader.hpp"
#include "mapping/problem.hpp"
#include "providers/definition.hpp"
#include "providers/verifier.hpp"

namespace providers {

// What config/connections/<name>.yaml says, references resolved.
struct connection_settings {
    std::string name;                   // of the file; [a-z0-9-]{1,64}; the last part of its URL
    std::string tenant;                 // a key of gateway.yaml's `tenants`
    std::int64_t booking_provider = 0;  // the id of the tenant's booking provider tag
    std::string external_id_prefix;     // put before the partner's booking id to make externalId
    std::string public_url;  // as registered with the partner, with its query; "" for none
    secret_store secrets;
    std::vector<std::string> addresses;  // and networks, that the partner sends from
    bool has_client_ca = false;          // of the door that the connection is reached through
    fetch_origins origins;               // in place of the definition's
    json::object defaults;               // by the CRM's field name, and region and time_zone
    mapping::locale locale;              // from defaults.region and defaults.time_zone
    lookup_tables tables;
};

// Reads the tables at the pointer: {name: {key: value}}, values text, numbers or booleans.
lookup_tables read_tables(mapping::json_reader& in, const std::string& pointer);

// Reads region and time_zone of the defaults at the pointer; what is absent is as in
// mapping::locale.
mapping::locale read_locale(mapping::json_reader& in, const std::string& pointer);

// Everything in which defaults, locale, tables and origins do not suit the definition, with
// pointers into the connection's file.
mapping::problems check_settings(const connection_settings& settings, const definition& provider);

}  // namespace providers
