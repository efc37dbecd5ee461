#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "mapping/source.hpp"
#include "providers/definition.hpp"
#include "providers/event.hpp"
#include "providers/webhook.hpp"

namespace providers {

// What sources can read of a request besides its body: {"headers": {lower-case name: value},
// "query": {name: value}, "path": text}. A header or parameter that was sent more than once is left
// out, because nobody can tell which one counts; so is what is not UTF-8, and a query that is not
// well-formed.
json::object request_of(const webhook& hook);

// See connection::identify.
mapping::result<event_identity> identify(const definition& provider, const mapping::input& in);

}  // namespace providers
