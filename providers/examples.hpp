#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "providers/connection.hpp"

// A definition's examples are its tests: requests as the partner sends them, each with what must
// come of it. Nothing here reads a file or sends anything. They run through a connection of their
// own, in which every secret that a challenge uses is its own name.
namespace providers {

// What a connection makes of a webhook, in the form of an expectation file:
//   {"kind": "create", "event_id": "...", "occurred_at": "...", "booking_id": "...",
//    "previous": "...", "booking": {the CRM's JSON}, "memo": "what a cancelled booking is told"}
// Members that the event does not have are left out. For a definition that splits requests, a list
// of these. `sent` is what the CRM was sent of the booking before, and `fetched` what completes the
// event, by the fetches' names; null for nothing.
mapping::result<json::value> outcome_of(const connection& through, const webhook& hook,
                                        const json::object* sent = nullptr,
                                        const json::value* fetched = nullptr);

// The members of the events that an example's request holds, see mapping::member_paths; none when
// the request cannot be read.
std::set<std::string> members_of(const definition& provider, const example& one,
                                 std::string request);

// One place where an example came out other than expected.
struct difference {
    std::string where;  // a pointer into the expectation: "/booking/summary"; "" for the whole
    std::string what;   // "expected "High", got nothing"
    friend bool operator==(const difference&, const difference&) = default;
};

// Every place where they differ. What the expectation does not hold is a difference too, except
// event_id and occurred_at, which it may leave out.
std::vector<difference> differences(const json::value& expected, json::value actual);

// The texts of an example's files; "" for a file that it does not have.
struct example_texts {
    std::string request, expect;
    std::map<std::string, std::string, std::less<>> fetched;  // by the fetches' names
};

// Runs one example. Empty when the expectation is met. A request that does not map, one that is no
// challenge though it should be, and files that do not parse are differences.
std::vector<difference> run_example(std::shared_ptr<const definition> provider, const example& one,
                                    example_texts texts);

}  // namespace providers
