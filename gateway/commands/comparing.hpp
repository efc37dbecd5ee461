#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "gateway/config/trial.hpp"
#include "gateway/inbox/inbox_reader.hpp"
#include "mapping/json_changes.hpp"

// What `diff` finds out and how it says it.
namespace gateway {

// A stored request that would come out otherwise.
struct changed_request {
    std::string receipt, connection;
    timestamp received_at;
    std::vector<mapping::json_change> changes;  // in what an expectation file would say of it
};

// What comes of the request through the one definition and through the other. What keeps it from
// being read or mapped is in the member `problems`. Empty when nothing changes.
std::vector<mapping::json_change> changes_of(const comparison& through,
                                             const providers::webhook& hook);

std::string to_text(const changed_request& one);
boost::json::object to_json(const changed_request& one);

}  // namespace gateway
