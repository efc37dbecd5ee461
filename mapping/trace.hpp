#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "mapping/booking.hpp"

namespace mapping {

// Where the value of one field of a booking came from, told to whoever writes a definition.
struct traced_field {
    enum class origin {
        document,            // the places of the document or the request that `from` names
        constant,            // the definition says it
        connection_default,  // the connection says it, because the partner did not
        sent_before,         // the CRM was sent it before, and a partial update leaves it open
        nowhere,             // what `from` names is not there
    };

    std::string field;  // as problems name it: "/name", "/address/street", "/contacts/0/value"
    json::value value;  // as it was read, before the CRM's rules; null when nothing was there
    origin what;
    std::string from;      // the pointers, separated by ", "; "" for what was read from no place
    std::string why = {};  // nothing came of what stands there, see source::found
};

// "document", "constant", "default of the connection", "as sent before", "not there"
std::string_view to_string(traced_field::origin what) noexcept;

// Every field that the definition maps or the connection gives a default for, in the CRM's order.
std::vector<traced_field> trace(const booking_draft& draft);

}  // namespace mapping
