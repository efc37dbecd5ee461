#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>

#include "tests/sandbox/instant.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/routes.hpp"
#include "tests/sandbox/settings.hpp"
#include "tests/sandbox/tags.hpp"

namespace sandbox {

struct booking_contact {
    instant created, modified;
    json::object shown;  // BookingContactResponse
};

struct booking {
    std::int64_t tenant, provider;
    instant created, modified;
    json::object shown;  // BookingResponse
    std::map<std::int64_t, booking_contact> contacts;
    std::string dismissing_memo{};  // taken, but shown by no operation
};

// The bookings of all tenants with their contacts. Each operation checks the body first, then
// whether booking and contact exist, then the rules.
class bookings {
public:
    bookings(const settings& settings, const tags& providers)
        : settings_(settings), providers_(providers) {}

    answer create(const route& at, const request& received, instant now);
    // A booking is missing from the list until it is `lag` old.
    answer list(const route& at, const request& received, instant now,
                std::chrono::milliseconds lag) const;
    answer get(const route& at) const;
    answer update(const route& at, const request& received, instant now);
    answer dismiss(const route& at, const request& received, instant now);

    answer list_contacts(const route& at, const request& received) const;
    answer create_contact(const route& at, const request& received, instant now);
    answer update_contact(const route& at, const request& received, instant now);
    answer delete_contact(const route& at);

    void clear() { bookings_.clear(); }
    const std::map<std::int64_t, booking>& all() const noexcept { return bookings_; }
    // All of them, each with `tenant`, `dismissingMemo` and `contacts` besides what the CRM shows.
    json::array to_json() const;

private:
    const booking* find(const route& at) const;
    booking* find(const route& at);
    std::optional<answer> broken_rule_of(const json::object& wanted, const route& at) const;
    const json::object& add_contact(booking& to, const json::object& fields, instant now);

    const settings& settings_;
    const tags& providers_;
    std::map<std::int64_t, booking> bookings_;
    // Beyond 2^31, where a client that counts in 32 bits is found out.
    std::int64_t next_booking_ = 5'000'000'001, next_contact_ = 7'000'000'001;
};

}  // namespace sandbox
