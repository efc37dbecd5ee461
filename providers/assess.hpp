#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/problem.hpp"
#include "providers/connection.hpp"

namespace providers {

// What one event of an authentic request is, and what is wrong with it if anything is.
struct assessed_event {
    event_identity identity;
    mapping::problems problems;  // it can't be read, or (if it shall be known now) not be mapped
    std::optional<int> part;     // which part of the request, from 0; nothing: all of it
    std::string fingerprint;     // tells it from another event of the same id
};

// Everything that the request tells of, at least one event: what cannot be read is one, too, and so
// is a request that tells of nothing. The ids are all different, but for those that are empty:
// parts of one request that claim the same id and say different things are told apart by what they
// say.
std::vector<assessed_event> assess(const connection& through, const webhook& hook);

}  // namespace providers
