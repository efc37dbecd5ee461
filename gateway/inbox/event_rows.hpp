#pragma once

#include <string>

#include "gateway/inbox/inbox.hpp"
#include "gateway/inbox/sqlite.hpp"

namespace gateway::rows {

// A request made ready to be stored. What needs no database is done here, so that the caller's
// thread does it and not the one writer.
struct prepared_request {
    explicit prepared_request(new_request unprepared);
    new_request request;
    std::string headers;
};

// Claims the event ids and stores the events whose ids were free. Within a transaction.
insertion insert(sqlite::database& db, const prepared_request& prepared);

// See inbox::replace_answer.
void replace_answer(sqlite::database& db, const std::string& receipt, const stored_answer& answer);

}  // namespace gateway::rows
