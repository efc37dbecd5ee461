#pragma once

#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mapping/problem.hpp"

namespace providers {

namespace json = boost::json;

// One event of a request, as the part of the decoded body that tells of it. Refers to the document,
// which must outlive it.
struct event_part {
    const json::value* item;    // what the definition's pointers read
    const json::value* parent;  // the value whose list holds the item; null when nothing was split
    const json::value* root;    // the whole document
    // What was fetched to complete it, by the fetches' names; null when nothing was.
    const json::value* fetched = nullptr;
};

// More in one request are refused: they are stored as one commit, which others wait for.
inline constexpr std::size_t most_parts = 1'000;

// The events of a document. `lists` are pointers: the first leads from the document to a list, each
// further one from an element of the list before; "" is the document or element itself. Without
// any, the document is one event. An element without its list counts as empty; a document without
// the first, and what is no list, are problems.
mapping::result<std::vector<event_part>> split(const json::value& document,
                                               const std::vector<std::string>& lists);

// SHA-256 of the part's JSON: what tells it from another of the same id.
std::string fingerprint(const event_part& part);

}  // namespace providers
