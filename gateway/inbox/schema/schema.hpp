#pragma once

#include <string>

#include "gateway/inbox/sqlite.hpp"

namespace gateway::schema {

// Brings the database to the newest version of the schema; an empty one gets it whole. Throws
// std::runtime_error with a sentence for the operator when the file is not an inbox, or was written
// by a newer gateway. `path` is for that sentence.
void migrate(sqlite::database& db, const std::string& path);

// Likewise throws when the database is not of the newest version, and changes nothing.
void require_newest(sqlite::database& db, const std::string& path);

}  // namespace gateway::schema
