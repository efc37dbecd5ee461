#pragma once

#include <string>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway::rows {

// An event made ready to be stored. What needs no database is done here, so that the caller's
// thread does it and not the one writer.
struct prepared_event {
    explicit prepared_event(new_event unprepared);
    new_event event;
    std::string headers;
    std::string fingerprint;  // SHA-256 of the body
};

// Claims the event id and stores the event, or finds that the id is taken. Within a transaction.
insertion insert(sqlite::database& db, const prepared_event& prepared);

}  // namespace gateway::rows
