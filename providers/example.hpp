#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/source.hpp"
#include "providers/webhook.hpp"

namespace providers {

namespace json = boost::json;

using lookup_tables = std::map<std::string, mapping::lookup_table, std::less<>>;

// What a challenge must be told. What is not said here is not compared.
struct expected_reply {
    unsigned status = 200;
    std::optional<std::string> type;  // without parameters it fits any
    std::vector<header> headers;      // among others
    json::value body;                 // a text as it is, or the JSON in it; null for any
};

// One entry of `examples:`, a request as the partner sends it and what must come of it: the events
// that a file says, or, of a challenge, its reply. `check` runs them.
struct example {
    std::string where;            // its place in the definition: "/examples/0"
    std::string request;          // a file, relative to the definition's folder; "" for no body
    std::string expect;           // likewise; "" of a challenge
    std::string method = "POST";  // that the request is sent with, see webhook
    std::string path, query;      // likewise
    std::vector<header> headers;  // likewise
    json::object defaults;        // of the connection that it runs through
    lookup_tables tables;         // likewise
    json::object sent;            // what the CRM was sent before, for a partial update
    std::map<std::string, std::string, std::less<>> fetched;  // files, by the fetches' names
    std::optional<expected_reply> reply;                      // it is a challenge
};

// Reads /examples; mistakes stay in `in`. Whether there are such fetches is the caller's to say.
std::vector<example> read_examples(mapping::json_reader& in);

}  // namespace providers
