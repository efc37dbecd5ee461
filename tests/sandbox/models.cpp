#include "tests/sandbox/models.hpp"

namespace sandbox::models {

namespace {

using enum member_type;
using enum presence;

constexpr std::string_view contact_types[] = {"Phone", "Email", "Fax", "MobilePhone"};
constexpr std::string_view customer_types[] = {"Residential", "Commercial"};
constexpr std::string_view priorities[] = {"Low", "Normal", "High", "Urgent"};

constexpr member address_members[] = {{"street", text, required}, {"unit", text, nullable},
                                      {"city", text, required},   {"state", text, required},
                                      {"zip", text, required},    {"country", text, required}};
constexpr model address{"AddressModel", address_members};

// The definition demands the unit here too, and no null.
constexpr member address_patch_members[] = {
    {"street", text, required}, {"unit", text, required}, {"city", text, required},
    {"state", text, required},  {"zip", text, required},  {"country", text, required}};
constexpr model address_patch{"AddressPatchModel", address_patch_members};

constexpr member contact_members[] = {{"type", choice, required, nullptr, contact_types},
                                      {"value", text, required},
                                      {"memo", text, nullable}};
constexpr model contact{"BookingContactModel", contact_members};

// The definition has the customer type as a plain text here; what it is shown as is one of two.
constexpr member create_booking_members[] = {
    {"source", text, required},
    {"name", text, required},
    {"address", object, nullable, &address},
    {"contacts", objects, nullable, &contact},
    {"customerType", choice, nullable, nullptr, customer_types},
    {"start", time, nullable},
    {"summary", text, required},
    {"campaignId", number, nullable},
    {"businessUnitId", number, nullable},
    {"jobTypeId", number, nullable},
    {"priority", choice, nullable, nullptr, priorities},
    {"isFirstTimeClient", boolean, required},
    {"uploadedImages", texts, nullable},
    {"isSendConfirmationEmail", boolean, nullable},
    {"externalId", text, required}};

constexpr member update_booking_members[] = {
    {"source", text, not_null},
    {"name", text, not_null},
    {"address", object, not_null, &address_patch},
    {"customerType", choice, not_null, nullptr, customer_types},
    {"start", time, not_null},
    {"summary", text, not_null},
    {"campaignId", number, not_null},
    {"businessUnitId", number, not_null},
    {"jobTypeId", number, not_null},
    {"priority", choice, not_null, nullptr, priorities},
    {"isFirstTimeClient", boolean, not_null},
    {"uploadedImages", texts, not_null},
    {"externalId", text, not_null}};

constexpr member update_contact_members[] = {{"type", choice, not_null, nullptr, contact_types},
                                             {"value", text, not_null},
                                             {"memo", text, not_null}};

constexpr member dismiss_booking_members[] = {{"callReasonId", number, nullable},
                                              {"dismissingMemo", text, nullable}};

constexpr member create_tag_members[] = {{"tagName", text, required},
                                         {"description", text, required}};
constexpr member update_tag_members[] = {{"tagName", text, not_null},
                                         {"description", text, not_null}};

}  // namespace

const model create_booking{"CreateBookingRequest", create_booking_members};
const model update_booking{"UpdateBookingRequest", update_booking_members};
const model dismiss_booking{"DismissBookingModel", dismiss_booking_members};
const model create_contact{"ContactCreateRequest", contact_members};
const model update_contact{"UpdateBookingContactRequest", update_contact_members};
const model create_tag{"CreateBookingProviderTagRequest", create_tag_members};
const model update_tag{"UpdateBookingProviderTagRequest", update_tag_members};

}  // namespace sandbox::models
