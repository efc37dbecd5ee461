#pragma once

#include <span>
#include <string_view>

#include "mapping/booking.hpp"
#include "mapping/check/fields.hpp"

// The scalars of a draft by the names that definitions and the CRM have for them: for the sources
// that fill drafts or tell of them.
namespace mapping {

// A CRM field with the place of its draft, and the words it is limited to, if it is.
struct scalar_field {
    std::string_view name;
    drafted booking_draft::*draft;
    std::span<const std::string_view> words;
};

// What a definition may map and a connection may give a default for.
inline constexpr scalar_field booking_fields[] = {
    {"source", &booking_draft::source, {}},
    {"name", &booking_draft::name, {}},
    {"summary", &booking_draft::summary, {}},
    {"isFirstTimeClient", &booking_draft::isFirstTimeClient, {}},
    {"customerType", &booking_draft::customerType, customer_types},
    {"start", &booking_draft::start, {}},
    {"campaignId", &booking_draft::campaignId, {}},
    {"businessUnitId", &booking_draft::businessUnitId, {}},
    {"jobTypeId", &booking_draft::jobTypeId, {}},
    {"priority", &booking_draft::priority, priorities},
    {"isSendConfirmationEmail", &booking_draft::isSendConfirmationEmail, {}},
};

inline constexpr scalar_field address_fields[] = {
    {"street", &booking_draft::street, {}},
    {"unit", &booking_draft::unit, {}},
    {"city", &booking_draft::city, {}},
    {"state", &booking_draft::state, {}},
    {"zip", &booking_draft::zip, {}},
    {"country", &booking_draft::country, {}},
    {"one_line", &booking_draft::one_line_address, {}},
};

}  // namespace mapping
