#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mapping/field_map.hpp"
#include "mapping/problem.hpp"
#include "mapping/source.hpp"
#include "providers/challenge.hpp"
#include "providers/example.hpp"
#include "providers/fetch.hpp"
#include "providers/kind_rules.hpp"
#include "providers/operations.hpp"
#include "providers/receive.hpp"
#include "providers/responses.hpp"
#include "providers/webhook.hpp"

namespace providers {

namespace json = boost::json;

enum class table_need { required, optional };

// A booking site's conventions, compiled from config/providers/<name>.yaml. Immutable, shared by
// the connections that use it.
struct definition {
    std::string name;
    receive_settings receive;
    bool is_split() const noexcept { return !receive.split.empty(); }
    json::value verify;  // checked; becomes a verifier with what a connection gives

    std::optional<mapping::source> type;                                // event.type
    std::vector<std::pair<std::string, std::vector<kind_rule>>> kinds;  // event.kinds, in order
    std::vector<kind_rule> otherwise;                                   // event.otherwise
    std::vector<kind_rule> once_fetched;                                // event.once_fetched
    std::optional<mapping::source> occurred_at;                         // event.occurred_at

    std::vector<mapping::source> event_id;  // identity.event, first that is there
    bool has_no_repeats = false;            // identity.event: none; every event is news
    std::optional<mapping::source> booking_id, previous_booking;  // identity.booking, .previous
    bool hash_names_booking = false;                              // identity.without_id: hash

    std::vector<fetch_step> fetch;                          // in the order they are made
    std::vector<operation_step> operations;                 // likewise; of the kind operation
    std::optional<mapping::field_map> booking;              // absent when no kind needs one
    std::optional<mapping::source> cancel_memo;             // cancel.memo
    std::map<std::string, table_need, std::less<>> tables;  // every table that a lookup names
    bool updates_are_partial = false;                       // updates: partial
    bool is_partial(event_kind kind) const noexcept {
        return updates_are_partial && kind != event_kind::create;
    }
    bool reject_unmappable = false;     // on_unmappable: reject
    std::vector<challenge> challenges;  // the first that fits answers
    // Whether a body of that Content-Type may be an event, or at least a challenge.
    bool takes(std::optional<std::string_view> content_type) const;
    responses respond;
    std::set<std::string, std::less<>> secrets_besides_verify;  // that something else uses
    std::vector<example> examples;
    // What the examples' events have, see mapping::member_paths. Filled in by whoever reads them.
    std::set<std::string> members_of_examples;
};

// Compiles a definition. `config` is the file as one JSON value; problems carry pointers into it,
// and all of them are reported. Nothing unknown is ignored.
mapping::result<std::shared_ptr<const definition>> compile_definition(std::string name,
                                                                      const json::value& config);

}  // namespace providers
