#pragma once

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "mapping/booking.hpp"

// Drafts to start from, and what becomes of them.
namespace testing {

inline mapping::drafted_contact contact_draft(boost::json::value type, boost::json::value value,
                                              boost::json::value memo = nullptr,
                                              const std::string& where = "/contacts/0") {
    return {{std::move(type), ""}, {std::move(value), "/phone"}, {std::move(memo), "/memo"}, where};
}

// Satisfies every rule with the least that there can be, but for a start.
inline mapping::booking_draft least_draft() {
    mapping::booking_draft draft;
    draft.source = {"Leads", ""};
    draft.name = {"Dana Reyes", "/name"};
    draft.summary = {"Leaking tap", "/text"};
    draft.externalId = {"L-1", ""};
    draft.start = {"2026-07-20T14:15:00Z", "/start"};
    draft.contacts.push_back(contact_draft("Phone", "4045551234"));
    return draft;
}

inline mapping::booking_draft addressed_draft() {
    mapping::booking_draft draft = least_draft();
    draft.has_address = true;
    draft.street = {"12 Elm St", "/street"};
    draft.unit = {"Apt 4", "/unit"};
    draft.city = {"Springfield", "/city"};
    draft.state = {"oregon", "/state"};
    draft.zip = {97477, "/zip"};
    draft.country = {"USA", ""};
    return draft;
}

inline mapping::booking booking_of(const mapping::booking_draft& draft,
                                   const mapping::locale& where = {}) {
    auto made = mapping::booking::check(draft, where);
    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    return std::move(*made);
}

inline boost::json::object json_of(const mapping::booking_draft& draft,
                                   const mapping::locale& where = {}) {
    return booking_of(draft, where).to_json();
}

// The member as JSON text; "absent" when it was left out.
inline std::string member_of(const boost::json::object& booking, std::string_view name) {
    const auto* member = booking.if_contains(name);
    return member ? serialize(*member) : "absent";
}

inline mapping::problems refusal_of(const mapping::booking_draft& draft,
                                    const mapping::locale& where = {}) {
    const auto made = mapping::booking::check(draft, where);
    BOOST_REQUIRE(made.has_error());
    return made.error();
}

}  // namespace testing
