#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "tests/sandbox/bookings.hpp"
#include "tests/sandbox/faults.hpp"
#include "tests/sandbox/limits.hpp"
#include "tests/sandbox/message.hpp"
#include "tests/sandbox/routes.hpp"
#include "tests/sandbox/settings.hpp"
#include "tests/sandbox/tags.hpp"
#include "tests/sandbox/tokens.hpp"

namespace sandbox {

// A ServiceTitan CRM for trying, demonstrating and testing: its token endpoint, the booking
// operations and the booking provider tags, as far as their behaviour is publicly known. Does no
// I/O. Not for several threads at once.
//
// A call is checked in this order: route (404), token (401), application key (401), tenant and
// scope (403), rate (429), body (400, 415), booking provider and entity (404), rules (400, 409).
//
// Besides, without a token:
//   POST /sandbox/faults    switches a fault on, see `faults`     GET    /sandbox/faults  lists
//   them DELETE /sandbox/faults  switches all of them off              POST   /sandbox/reset
//   forgets all GET /sandbox/bookings   all bookings with their contacts      GET    /livez 200 GET
//   /sandbox/calls      how often each operation was answered with which status
class crm {
public:
    crm(settings settings, instant now);
    crm(const crm&) = delete;

    answer handle(const request& received, instant now);

    const std::map<std::int64_t, booking>& all_bookings() const noexcept { return bookings_.all(); }
    // How often an operation was answered with a status, lost answers included.
    std::int64_t calls(operation what, int status) const;
    // Returns what is wrong with the fault, "" for nothing.
    std::string add_fault(const json::value& wanted) { return faults_.add(wanted); }
    void clear_faults() { faults_.clear(); }
    void reset(instant now);

private:
    answer call(const route& at, const request& received, instant now);
    std::optional<answer> refusal(const route& at, const request& received, instant now);
    answer perform(const route& at, const request& received, instant now);
    answer control(const request& received, instant now);
    json::object calls_to_json() const;

    const settings settings_;
    tokens tokens_;
    limits limits_;
    faults faults_;
    tags tags_;
    bookings bookings_;
    std::map<std::pair<operation, int>, std::int64_t> calls_;
};

}  // namespace sandbox
