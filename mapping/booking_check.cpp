#include <chrono>

#include "mapping/booking.hpp"
#include "mapping/check/address.hpp"
#include "mapping/check/contacts.hpp"
#include "mapping/check/fields.hpp"
#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"

// Makes a booking of a draft. The parts that are more than a scalar are checked in check/.
namespace mapping {
namespace {

using namespace std::chrono_literals;

// An appointment outside of these is a number of the wrong unit or somebody's way to say "none".
constexpr timestamp earliest_start = std::chrono::sys_days(2000y / 1 / 1);
constexpr timestamp latest_start = std::chrono::sys_days(2100y / 1 / 1);

// A time without the zone that a definition adds to it.
std::string as_given(const std::string& time) { return time.substr(0, time.find('[')); }

std::string note_on(clock_change change, const std::string& given) {
    const std::string local = as_given(given);
    return change == clock_change::skipped
               ? "The local time given, " + local +
                     ", does not exist because the clocks go forward; it was moved forward by as "
                     "much."
               : "The local time given, " + local +
                     ", comes twice because the clocks go back; the first of the two was taken.";
}

std::optional<timestamp> check_start(const drafted& field, const std::string& zone,
                                     findings& found) {
    const std::string given = line_of(field, "/start", found);
    if (given.empty()) {
        // Without a start the CRM shows its people one in the year 1.
        found.notes.push_back("No appointment time was given.");
        return std::nullopt;
    }
    const auto read = parse_time(given, zone);
    if (!read && is_date(given)) {
        found.notes.push_back("No time of day was given for the appointment, only a day: " +
                              as_given(given));
        return std::nullopt;
    }
    if (!read || read->when < earliest_start || read->when >= latest_start) {
        // A person can make sense of it, or call; a customer who hears nothing is lost.
        found.notes.push_back("The appointment time given could not be read: " + given);
        return std::nullopt;
    }
    if (read->change != clock_change::none) found.notes.push_back(note_on(read->change, given));
    return read->when;
}

std::vector<std::string> check_images(const std::vector<drafted>& fields, findings& found) {
    std::vector<std::string> images;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        std::string image = line_of(fields[i], "/uploadedImages/" + std::to_string(i), found);
        if (!image.empty()) images.push_back(std::move(image));
    }
    return images;
}

// The partner's text, then our notes. The CRM refuses a blank summary, and its people see little
// else.
std::string check_summary(const drafted& field, findings& found) {
    std::string summary = lines_of(field, "/summary", found);
    if (summary.empty()) summary = "No description was given.";
    for (const std::string& note : found.notes) append_with(summary, "\n", note);
    return summary;
}

std::string check_external_id(const drafted& field, findings& found) {
    const json::string* id = field.value.if_string();
    if (id && !is_blank(*id)) return std::string(*id);  // untouched: look-ups compare it
    return required_line(field, "/externalId", found);
}

// The CRM cannot use a booking of somebody whom nobody can reach.
void require_way_to_customer(const booking_draft& draft, findings& found) {
    std::string from;
    for (const drafted_contact& one : draft.contacts) append_with(from, ", ", one.value.from);
    found.fatal.add(found.tolerable);
    found.fatal.add(errc::missing, "/contacts", "an address or a contact is required", from);
}

}  // namespace

result<booking> booking::check(const booking_draft& draft, const locale& where) {
    findings found;
    booking made;
    made.source_ = required_line(draft.source, "/source", found);
    made.name_ = required_line(draft.name, "/name", found);
    made.external_id_ = check_external_id(draft.externalId, found);
    made.is_first_time_client_ =
        boolean_of(draft.isFirstTimeClient, "/isFirstTimeClient", found).value_or(true);
    made.customer_type_ = word_of(draft.customerType, "/customerType", customer_types, found);
    made.priority_ = word_of(draft.priority, "/priority", priorities, found);
    made.campaign_id_ = id_of(draft.campaignId, "/campaignId", found);
    made.business_unit_id_ = id_of(draft.businessUnitId, "/businessUnitId", found);
    made.job_type_id_ = id_of(draft.jobTypeId, "/jobTypeId", found);
    made.is_send_confirmation_email_ =
        boolean_of(draft.isSendConfirmationEmail, "/isSendConfirmationEmail", found);
    made.uploaded_images_ = check_images(draft.uploadedImages, found);
    made.address_ = check_address(draft, where.region, found);
    made.contacts_ = check_contacts(draft.contacts, where.region, found);
    made.start_ = check_start(draft.start, where.time_zone, found);
    made.summary_ = check_summary(draft.summary, found);

    if (draft.contacts.size() > most_contacts)
        found.fatal.add(errc::too_large, "/contacts", "has more than 20 contacts");
    if (!made.address_ && made.contacts_.empty()) require_way_to_customer(draft, found);
    if (!found.fatal.empty()) return found.fatal;
    return made;
}

}  // namespace mapping
