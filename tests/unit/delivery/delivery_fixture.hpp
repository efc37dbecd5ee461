#pragma once

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "gateway/delivery/delivery_fsm.hpp"

// Short names for what deliveries are made of, for their tests.
namespace testing {

namespace json = boost::json;
using gateway::booking_link;
using gateway::booking_operation;
using gateway::crm_result;
using gateway::delivery_action;
using gateway::event_state;
using providers::event_kind;
using standing = booking_link::standing;
using outcome = crm_result::outcome;

inline const mapping::timestamp noon{std::chrono::hours(500'000)};

inline const gateway::crm_place place{4242, 77};
inline const gateway::crm_place other_place{4242, 78};
inline const gateway::crm_address address{place, "site-p-1"};  // of the booking p-1

using contact_list = std::vector<std::pair<std::string, std::string>>;  // type, value
inline const contact_list one_phone{{"Phone", "2125550123"}};

// A booking as mapped, with what tests like to vary.
inline mapping::booking a_booking(const std::string& external_id, const std::string& name = "Ada",
                                  const contact_list& contacts = one_phone) {
    mapping::booking_draft draft;
    draft.source.value = "Example Site";
    draft.name.value = name;
    draft.summary.value = "The sink leaks.";
    draft.externalId.value = external_id;
    draft.start.value = "2026-12-01T09:00:00Z";
    for (const auto& [type, value] : contacts) {
        mapping::drafted_contact contact;
        contact.type.value = type;
        contact.value.value = value;
        contact.where = "/contacts/" + std::to_string(draft.contacts.size());
        draft.contacts.push_back(contact);
    }
    auto checked = mapping::booking::check(draft, mapping::locale());
    BOOST_REQUIRE_MESSAGE(checked.has_value(), mapping::to_text(checked.error()));
    return *checked;
}

inline gateway::delivery_input an_event(event_kind kind, const std::string& booking_id = "p-1") {
    gateway::delivery_input input;
    input.identity.event_id = "e-1";
    input.identity.kind = kind;
    input.identity.booking_id = booking_id;
    input.identity.occurred_at = noon;
    input.address = {place, "site-" + booking_id};
    input.cancel_memo = "Cancelled by the customer.";
    if (providers::needs_booking(kind)) input.booking = a_booking(input.address.external_id);
    return input;
}

inline gateway::delivery_input that_does_not_map(gateway::delivery_input input) {
    mapping::problems problems(mapping::errc::missing, "/name", "is required");
    problems.add(mapping::errc::malformed, "/start", "is not a time", "/data/start");
    input.booking = mapping::result<mapping::booking>(problems);
    return input;
}

inline booking_link a_link(standing what, std::int64_t crm_booking = 100) {
    booking_link link;
    link.what = what;
    link.crm_booking = crm_booking;
    if (crm_booking != 0) link.place = place;
    if (what == standing::live || what == standing::missing)
        link.sent = a_booking("site-p-1").to_json();
    link.occurred_at = noon - std::chrono::hours(1);
    return link;
}

inline crm_result ok(const std::string& body = "null") {
    crm_result result;
    result.what = outcome::ok;
    result.status = 200;
    result.body = json::parse(body);
    return result;
}
inline crm_result not_ok(outcome what, int status = 0, std::string error = "") {
    crm_result result;
    result.what = what;
    result.status = status;
    result.error = std::move(error);
    return result;
}
inline crm_result refused(int status = 400, std::string error = "The field is required.") {
    return not_ok(outcome::refused, status, std::move(error));
}
// A list of the CRM: `data` without its brackets.
inline crm_result listed(const std::string& data = "", bool has_more = false) {
    return ok(R"({"page": 1, "pageSize": 50, "totalCount": null, "hasMore": )" +
              std::string(has_more ? "true" : "false") + R"(, "data": [)" + data + "]}");
}

// The action as the kind that it must be.
template <class Action>
Action expect(delivery_action action,
              const boost::source_location& where = BOOST_CURRENT_LOCATION) {
    BOOST_REQUIRE_MESSAGE(std::holds_alternative<Action>(action),
                          "another action, number " << action.index() << ", at "
                                                    << where.file_name() << ":" << where.line());
    return std::get<Action>(std::move(action));
}
inline auto find_operation(const gateway::crm_call& call) {
    return std::find_if(std::begin(gateway::all_booking_operations),
                        std::end(gateway::all_booking_operations),
                        [&](booking_operation one) { return to_string(one) == call.operation; });
}
inline bool is_booking_call(const gateway::crm_call& call) {
    return find_operation(call) != std::end(gateway::all_booking_operations);
}

// The booking call that a call of the contract was made of.
inline gateway::booking_call to_booking_call(const gateway::crm_call& call) {
    const auto number = [](const std::map<std::string, std::string>& from, const char* name) {
        const auto found = from.find(name);
        return found == from.end() ? 0 : std::stoll(found->second);
    };
    const auto* const operation = find_operation(call);
    BOOST_REQUIRE(operation != std::end(gateway::all_booking_operations));
    gateway::booking_call made;
    made.operation = *operation;
    made.booking_provider = number(call.path, "booking_provider");
    made.booking = number(call.path, "id");
    made.contact = number(call.path, "contactId");
    if (const auto id = call.query.find("externalId"); id != call.query.end())
        made.external_id = id->second;
    made.page = static_cast<int>(number(call.query, "page"));
    made.body = call.body;
    return made;
}

inline gateway::booking_call expect_call(
    delivery_action action, booking_operation operation,
    const boost::source_location& where = BOOST_CURRENT_LOCATION) {
    auto wanted = to_booking_call(expect<gateway::perform_call>(std::move(action), where).call);
    BOOST_TEST(to_string(wanted.operation) == to_string(operation));
    return wanted;
}
inline gateway::finish expect_end(delivery_action action, event_state state,
                                  const std::string& reason,
                                  const boost::source_location& where = BOOST_CURRENT_LOCATION) {
    auto end = expect<gateway::finish>(std::move(action), where);
    BOOST_TEST(to_string(end.state) == to_string(state));
    BOOST_TEST(end.reason == reason);
    BOOST_TEST(end.dead.has_value() == (state == event_state::dead));
    return end;
}

}  // namespace testing
