#pragma once

#include <optional>

#include "tests/sandbox/call.hpp"

namespace sandbox {

// The booking that a path names by `id`, and the answer when there is none that this call may see.
struct found_booking {
    row* booking = nullptr;
    answer refusal{};
};
found_booking find_booking(const call& by);

// Nothing when the path names no booking provider, or one that there is.
std::optional<answer> unknown_provider(const call& by);

// The number of the booking provider that the path names; 0 when it names none.
std::int64_t provider_of(const json::object& path);

row& add_booking_contact(tenant_store& to, const row& booking, const json::object& fields,
                         instant now);

// Nothing more is done about it; also when a lead takes its place.
void dismiss(table& bookings, row& booking, const json::object& reason, instant now);

// A booking as the CRM shows it, with `tenant`, `dismissingMemo` and `contacts` besides.
json::object booking_with_contacts(tenant_store& in, const row& booking);

}  // namespace sandbox
