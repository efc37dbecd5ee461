#pragma once

#include <array>
#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"

// The booking that the CRM takes (ServiceTitan CRM v2, CreateBookingRequest and
// UpdateBookingRequest), as a value type that keeps the CRM's rules: a `booking` can only be made
// from a `booking_draft` that satisfies all of them.
namespace mapping {

namespace json = boost::json;

// More are a mistake of somebody's, and refused: none is dropped without a word.
inline constexpr std::size_t most_contacts = 20;

// The CRM's words. That they are its contract's is tested.
inline constexpr std::array<std::string_view, 2> customer_types = {"Residential", "Commercial"};
inline constexpr std::array<std::string_view, 4> priorities = {"Low", "Normal", "High", "Urgent"};
inline constexpr std::array<std::string_view, 4> contact_types = {"Phone", "Email", "Fax",
                                                                  "MobilePhone"};

enum class contact_type { phone, email, fax, mobile_phone };  // in the order of contact_types
std::string_view to_string(contact_type type) noexcept;
std::optional<contact_type> contact_type_from(
    std::string_view text) noexcept;  // in any letter case

struct address {
    std::string street, unit, city, state, zip, country;  // unit may be empty, the others may not
    friend bool operator==(const address&, const address&) = default;
};

struct contact {
    contact_type type;
    std::string value;  // a phone number of the US or Canada as 10 digits, of elsewhere as E.164
    std::string memo;   // "" for none; carries a phone's extension
    friend bool operator==(const contact&, const contact&) = default;
};

// What a mapping found for one field: raw, before the CRM's rules are applied.
struct drafted {
    json::value value;  // null when the partner gave nothing
    std::string from;   // the pointers it was read from, for problems; "" for a constant
    // Whose value it is: where the partner gave nothing, the connection's default, or what the CRM
    // was last sent.
    enum class giver { partner, connection, crm } by = giver::partner;
    std::string why = {};  // nothing came of what stands there, see source::found
};

struct drafted_contact {
    drafted type, value, memo;
    std::string where;  // "/contacts/0"
};

// A booking as mapped: unchecked. Field names are the CRM's.
struct booking_draft {
    drafted source, name, summary, isFirstTimeClient, externalId, customerType, start, campaignId,
        businessUnitId, jobTypeId, priority, isSendConfirmationEmail;
    std::vector<drafted> uploadedImages;
    bool has_address = false;  // the definition maps one; it may still turn out empty
    drafted street, unit, city, state, zip, country;
    drafted one_line_address;  // when given, it is taken apart where the parts above are missing
    std::vector<drafted_contact> contacts;
};

// How the connection reads what the partner left open.
struct locale {
    std::string region = "US";                   // ISO 3166-1 alpha-2, for phone numbers
    std::string time_zone = "America/New_York";  // IANA name, for times without an offset
};

class booking {
public:
    // Checks and normalises:
    //  - source, name, summary, externalId not blank; isFirstTimeClient true if missing;
    //  - phones by region to 10 digits, extension ("ext. 12") into the memo, placeholders such as
    //    1234567890 dropped; e-mail addresses by shape; empty contacts dropped, duplicates merged;
    //  - an address whole or not at all: when street, city, state or zip cannot be had, what there
    //    is goes into the summary as the partner wrote it, and no address is sent;
    //  - times to UTC; a local time that DST skips moves forward, an ambiguous one takes the
    //    earlier offset, and the summary says so; no start at all, or a day alone, is said in the
    //    summary, since the CRM would show the year 0001;
    //  - enumerations without regard to case; ids as positive 64-bit integers, number or text;
    //  - a name AND (an address OR a contact), which the CRM demands.
    // A contact or an address that is malformed does not fail the booking when another contact or
    // an address is left: it is kept in the summary as the partner wrote it, because a person can
    // still read it. An object or a list where a text is due always fails: the definition is wrong.
    static result<booking> check(const booking_draft& draft, const locale& where);

    const std::string& external_id() const noexcept { return external_id_; }
    const std::vector<contact>& contacts() const noexcept { return contacts_; }

    // The body of Bookings_Create, contacts inline; members that are not known are left out.
    json::object to_json() const;

    // Reads back what to_json wrote (it is stored as "what was sent"). Throws std::logic_error on
    // anything else: the store is ours.
    static booking from_json(const json::object& sent);

    friend bool operator==(const booking&, const booking&) = default;

private:
    booking() = default;
    std::string source_, name_, summary_, external_id_;
    bool is_first_time_client_ = true;
    std::optional<address> address_;
    std::vector<contact> contacts_;
    std::optional<std::string> customer_type_, priority_;
    std::optional<timestamp> start_;
    std::optional<std::int64_t> campaign_id_, business_unit_id_, job_type_id_;
    std::optional<bool> is_send_confirmation_email_;
    std::vector<std::string> uploaded_images_;
};

// The body of Bookings_Update that turns what the CRM was last sent into `now`: only members that
// changed, the address whole or not at all, never contacts, externalId or isSendConfirmationEmail
// (the operation has no such members or they must not change). A member that vanished is left as it
// is: the CRM's patch model has no null. Empty when nothing changed; everything when `sent` is
// null, as nobody knows what it was.
json::object patch_between(const booking* sent, const booking& now);

// A contact as the CRM lists it.
struct crm_contact {
    std::int64_t id;
    std::string type, value, memo;
};

struct contact_change {
    enum class action { add, change, remove } what;
    std::int64_t id = 0;  // of the CRM's contact; 0 for add
    contact now;          // for add and change
};

// What to do so that the CRM's contacts become those of `now`, one by one. Contacts that somebody
// else added in the CRM (in `listed`, not in `sent`) are left alone.
std::vector<contact_change> contact_changes(const std::vector<crm_contact>& listed,
                                            const std::vector<contact>& sent,
                                            const std::vector<contact>& now);

}  // namespace mapping
