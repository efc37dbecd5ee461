#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/inbox/booking_ledger.hpp"
#include "gateway/reconciliation/crm_booking.hpp"

// What the inbox and the CRM say of the same booking, compared. Pure.
namespace gateway {

// Something that is not the same in both.
struct finding {
    enum class kind {
        missing,  // the inbox has a booking that the CRM has not
        doubled,  // the CRM has several that stand, of one externalId
        foreign,  // the CRM has one at our booking provider that the inbox does not know
        changed,  // both have it, and not the same
    } what = kind::missing;
    std::string connection, booking_id;  // the partner's; "" when it cannot be told whose it is
    std::int64_t booking_provider = 0;
    std::string external_id;
    std::vector<std::int64_t> crm_bookings;
    std::string about;    // the rest in words; names of members and no values
    std::string receipt;  // of the event that wrote it last, or that waits for a person
};
inline constexpr finding::kind all_finding_kinds[] = {
    finding::kind::missing, finding::kind::doubled, finding::kind::foreign, finding::kind::changed};
std::string_view to_string(finding::kind what) noexcept;

// A booking and the link that leads to it.
std::optional<finding> compare(const filed_link& filed, const crm_booking& booking);

// Whose a booking is by its externalId.
struct booking_owner {
    std::string connection, booking_id;
};

// A booking that no link leads to. `same_id` are those that the CRM has of its externalId; not
// asked for when nobody's event is about it.
std::optional<finding> judge_unlinked(const crm_booking& booking,
                                      const std::optional<booking_owner>& owner,
                                      const booking_trace& trace,
                                      const std::vector<crm_booking>& same_id);

// A link to a booking that is not in the CRM. `same_id` as above. Nothing while an event of it is
// on its way.
std::optional<finding> judge_missing(const filed_link& filed, const booking_trace& trace,
                                     const std::vector<crm_booking>& same_id);

}  // namespace gateway
