#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "mapping/json_reader.hpp"
#include "mapping/json_template.hpp"
#include "mapping/source.hpp"
#include "providers/event.hpp"
#include "providers/kind_rules.hpp"
#include "providers/request_target.hpp"
#include "providers/token_verifier.hpp"
#include "providers/verifier.hpp"
#include "providers/webhook.hpp"

// What completes a thin event: documents that are fetched from the partner's API before the event
// is mapped. Here it is decided what to ask for; nothing here asks.
namespace providers {

// One entry of `fetch:`.
struct fetch_step {
    std::string where;   // its place in the definition: "/fetch/0"
    std::string name;    // of the result; [a-z0-9_]{1,32}
    std::string origin;  // "https://api.example.com"
    path_template path;
    std::map<std::string, mapping::source, std::less<>> with;  // one for each placeholder
    std::optional<token_settings> auth;  // in a header or the query; the secret is the connection's
    std::vector<header> headers;         // constants
    std::optional<mapping::json_template> post;  // the body of a POST; without it, it is a GET
    std::set<event_kind> kinds;                  // that it is made for
    bool is_optional = false;                    // there may be nothing to fetch
    std::string expect;  // a pointer into the answer to what must be there; "" for none
};

// By the fetch's name, the origin that a connection puts in place of the definition's.
using fetch_origins = std::map<std::string, std::string, std::less<>>;

// Where the step goes.
const std::string& origin_of(const fetch_step& step, const fetch_origins& of_connection);

// Reads /fetch of a definition. Mistakes stay in `in`.
std::vector<fetch_step> read_fetch_steps(mapping::json_reader& in);

// The names of the secrets that they show.
std::vector<std::string> secrets_of(const std::vector<fetch_step>& steps);
// Every table that a lookup names.
std::vector<std::string> tables_of(const std::vector<fetch_step>& steps);

// The secrets that cannot be shown as the steps show them, by their places in the connection's
// file.
mapping::problems check_secrets(const std::vector<fetch_step>& steps, const secret_store& secrets);

// One request to a partner's API. It carries credentials: neither it nor parts of it are logged,
// but for name, origin and method.
struct fetch_request {
    std::string name, origin;  // of its step
    std::string method, url;
    std::vector<header> headers;
    std::string body;
    bool is_optional = false;
    std::string expect;
};

// The kind of an event that was of the kind `before`, as the rules see what was fetched. They
// decide once every step that they read is made which is for that kind; until then, and where there
// is no such step or none of them holds, the kind stays as it is.
event_kind kind_once_fetched(const std::vector<fetch_step>& steps,
                             const std::vector<kind_rule>& rules, event_kind before,
                             const mapping::input& in);

// The first step for that kind of event whose result is not in `in.fetched` yet; nothing when there
// is none. Once the rules have decided, the event is of the kind that they gave. An optional step
// without one of its values is passed over; of another one that is a problem. Without `secrets` the
// name of each stands in its place, "<access_token>".
mapping::result<std::optional<fetch_request>> next_fetch(const std::vector<fetch_step>& steps,
                                                         const std::vector<kind_rule>& rules,
                                                         event_kind kind, const mapping::input& in,
                                                         const secret_store* secrets,
                                                         const fetch_origins& origins);

}  // namespace providers
