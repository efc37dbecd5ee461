#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "mapping/json.hpp"
#include "mapping/transforms/text.hpp"
#include "mapping/transforms/time.hpp"
#include "providers/examples.hpp"
#include "tests/unit/providers/shipped.hpp"

namespace json = boost::json;
namespace fs = std::filesystem;

// Payloads that the partners themselves have published or sent are not ours to ship. Where a folder
// of them lies beside the sources, this test checks that our definitions read them; nothing of
// theirs is repeated here: what is expected is said by pointers into the payloads.
namespace {

const fs::path payloads = SOURCE_FOLDER "/../shared/reference/payloads";

// What of the outcome must come from which members of the payload.
struct expectation {
    enum class comparison {
        is,       // the texts at the pointers, joined by spaces
        says,     // the text contains each of them
        moment,   // the same moment
        contact,  // a contact has the value; of a phone number, its last ten digits
    } how;
    const char* where;  // in the outcome
    std::vector<const char*> from;
};
using enum expectation::comparison;

struct payload {
    const char* file;
    const char* provider;
    const char* kind;
    std::vector<expectation> expected;
};

const std::vector<payload> known = {
    {"thumbtack/NegotiationCreatedV4.json",
     "thumbtack",
     "create",
     {{is, "/booking_id", {"/data/negotiationID"}},
      {is, "/booking/externalId", {"/data/negotiationID"}},
      {is, "/booking/name", {"/data/customer/firstName", "/data/customer/lastName"}},
      {is, "/booking/address/street", {"/data/request/location/address1"}},
      {is, "/booking/address/unit", {"/data/request/location/address2"}},
      {is, "/booking/address/city", {"/data/request/location/city"}},
      {is, "/booking/address/state", {"/data/request/location/state"}},
      {is, "/booking/address/zip", {"/data/request/location/zipCode"}},
      {is, "/booking/uploadedImages/0", {"/data/request/attachments/0/url"}},
      {moment, "/booking/start", {"/data/request/proposedTimes/0/start"}},
      {moment, "/occurred_at", {"/event/triggeredAt"}},
      {contact, "", {"/data/customer/phone"}},
      {says,
       "/booking/summary",
       {"/data/request/description", "/data/request/category/name",
        "/data/request/details/0/question", "/data/request/details/0/answer",
        "/data/request/attachments/0/url"}}}},
    {"thumbtack/lead-pro-api-v2.json",
     "thumbtack",
     "create",
     {{is, "/booking_id", {"/leadID"}},
      {is, "/event_id", {"/leadID"}},
      {is, "/booking/name", {"/customer/name"}},
      {is, "/booking/address/street", {"/request/location/address1"}},
      {is, "/booking/address/zip", {"/request/location/zipCode"}},
      {contact, "", {"/customer/phone"}},
      {says,
       "/booking/summary",
       {"/request/description", "/request/schedule", "/request/details/0/answer"}}}},
    {"thumbtack/message-api-v4.json", "thumbtack", "ignore", {{is, "/event_id", {"/messageID"}}}},
    {"composed/thumbtack-MessageCreatedV4.json",
     "thumbtack",
     "ignore",
     {{is, "/event_id", {"/data/messageID"}}}},

    {"angi/lead.json",
     "angi",
     "create",
     {{is, "/booking_id", {"/leadOid"}},
      {is, "/booking/name", {"/name"}},
      {is, "/booking/address/street", {"/address"}},
      {is, "/booking/address/city", {"/city"}},
      {is, "/booking/address/state", {"/stateProvince"}},
      {is, "/booking/address/zip", {"/postalCode"}},
      {contact, "", {"/secondaryPhone"}},
      {contact, "", {"/email"}},
      {says,
       "/booking/summary",
       {"/taskName", "/comments", "/interview/0/question", "/interview/3/answer"}}}},
    {"angi/lead-2025.json",
     "angi",
     "create",
     {{is, "/event_id", {"/leadOid"}},
      {is, "/booking/externalId", {"/leadOid"}},
      {is, "/booking/name", {"/firstName", "/lastName"}},
      {is, "/booking/address/zip", {"/postalCode"}},
      {contact, "", {"/primaryPhone"}},
      {contact, "", {"/secondaryPhone"}},
      {contact, "", {"/email"}},
      {says, "/booking/summary", {"/taskName", "/comments", "/interview/2/answer"}}}},

    {"calcom/BOOKING_CREATED.json",
     "calcom",
     "create",
     {{is, "/booking_id", {"/payload/uid"}},
      {is, "/booking/name", {"/payload/attendees/0/name"}},
      {moment, "/booking/start", {"/payload/startTime"}},
      {moment, "/occurred_at", {"/createdAt"}},
      {contact, "", {"/payload/attendees/0/email"}},
      {says, "/booking/summary", {"/payload/title", "/payload/location"}}}},
    {"calcom/BOOKING_RESCHEDULED.json",
     "calcom",
     "reschedule",
     {{is, "/booking_id", {"/payload/uid"}},
      {is, "/previous", {"/payload/rescheduleUid"}},
      {is, "/booking/name", {"/payload/responses/name/value"}},
      {moment, "/booking/start", {"/payload/startTime"}},
      {contact, "", {"/payload/responses/email/value"}},
      {says, "/booking/summary", {"/payload/additionalNotes"}}}},
    {"calcom/BOOKING_CANCELLED.json",
     "calcom",
     "cancel",
     {{is, "/booking_id", {"/payload/uid"}}, {says, "/memo", {"/payload/cancellationReason"}}}},

    {"calendly/invitee.created.json",
     "calendly",
     "create",
     {{is, "/booking/name", {"/payload/name"}},
      {moment, "/booking/start", {"/payload/scheduled_event/start_time"}},
      {moment, "/occurred_at", {"/created_at"}},
      {contact, "", {"/payload/email"}},
      {says, "/booking/summary", {"/payload/scheduled_event/name"}}}},
    {"calendly/invitee.canceled.json",
     "calendly",
     "cancel",
     {{says, "/memo", {"/payload/cancellation/canceled_by", "/payload/cancellation/reason"}}}},
    {"calendly/reschedule-created.json",
     "calendly",
     "reschedule",
     {{is, "/booking/name", {"/payload/first_name", "/payload/last_name"}},
      {moment, "/booking/start", {"/payload/scheduled_event/start_time"}},
      {contact, "", {"/payload/email"}},
      {says,
       "/booking/summary",
       {"/payload/questions_and_answers/1/question", "/payload/questions_and_answers/2/answer"}}}},
    {"calendly/reschedule-canceled.json", "calendly", "ignore", {}},
    {"composed/calendly-home-service.invitee.created.json",
     "calendly",
     "create",
     {{is, "/booking/name", {"/payload/name"}},
      {moment, "/booking/start", {"/payload/scheduled_event/start_time"}},
      {contact, "", {"/payload/text_reminder_number"}},
      {contact, "", {"/payload/email"}},
      {says, "/booking/summary", {"/payload/questions_and_answers/1/answer"}}}},
};

std::string text_at(const json::value& from, const char* pointer) {
    json::error_code ec;
    const json::value* value = from.find_pointer(pointer, ec);
    return value ? mapping::scalar_text(*value).value_or("") : "";
}

std::string last_digits_or_all(const std::string& text) {
    if (text.find('@') != std::string::npos) return text;
    std::string digits;
    std::copy_if(text.begin(), text.end(), std::back_inserter(digits),
                 [](char c) { return c >= '0' && c <= '9'; });
    return digits.size() > 10 ? digits.substr(digits.size() - 10) : digits;
}

bool has_contact(const json::value& outcome, const std::string& value) {
    const json::array& contacts = outcome.at("booking").at("contacts").as_array();
    return std::any_of(contacts.begin(), contacts.end(), [&](const json::value& one) {
        return one.at("value").as_string() == value;
    });
}

void check(const expectation& one, const json::value& document, const json::value& outcome) {
    const std::string actual = text_at(outcome, one.where);
    std::string joined;
    for (const char* pointer : one.from) {
        const std::string part = text_at(document, pointer);
        BOOST_TEST(!part.empty(), "the payload has nothing at " << pointer);
        mapping::append_with(joined, " ", part);
        if (one.how == says)
            BOOST_TEST(actual.find(mapping::tidy(part)) != std::string::npos,
                       one.where << " does not say what is at " << pointer << ": " << actual);
        if (one.how == contact)
            BOOST_TEST(has_contact(outcome, last_digits_or_all(part)),
                       "no contact is what is at " << pointer);
    }
    if (one.how == is) BOOST_TEST(actual == joined, one.where << ": " << actual);
    if (one.how == moment) {
        const auto expected = mapping::parse_time(joined, "UTC");
        const auto found = mapping::parse_time(actual, "");
        BOOST_TEST((expected && found && expected->when == found->when),
                   one.where << ": " << actual);
    }
}

boost::test_tools::assertion_result if_present(boost::unit_test::test_unit_id) {
    return fs::exists(payloads);
}

}  // namespace

BOOST_AUTO_TEST_CASE(payloads_of_partners_become_what_they_mean,
                     *boost::unit_test::precondition(if_present)) {
    for (const payload& one : known) {
        BOOST_TEST_CONTEXT(one.file) {
            providers::connection_settings settings;
            settings.name = "example";
            const auto through =
                providers::connection::make_disbelieving(testing::shipped(one.provider), settings);
            BOOST_REQUIRE(through.has_value());
            providers::webhook hook;
            hook.method = "POST";
            hook.body = testing::content_of(payloads / one.file);

            const auto outcome = providers::outcome_of(**through, hook);

            BOOST_REQUIRE_MESSAGE(outcome.has_value(), mapping::to_text(outcome.error()));
            BOOST_TEST(outcome->at("kind").as_string() == one.kind);
            const auto document = mapping::parse_json(hook.body);
            for (const expectation& part : one.expected) check(part, *document, *outcome);
        }
    }
}

BOOST_AUTO_TEST_CASE(payloads_of_partners_are_all_read,
                     *boost::unit_test::precondition(if_present)) {
    std::set<std::string> listed, present;

    for (const payload& one : known) listed.insert(one.file);
    for (const char* folder : {"thumbtack", "angi", "calcom", "calendly", "composed"})
        for (const auto& entry : fs::directory_iterator(payloads / folder)) {
            const std::string name = entry.path().filename().string();
            const bool is_ours = std::string_view(folder) != "composed" ||
                                 name.starts_with("thumbtack-") || name.starts_with("calendly-");
            if (is_ours) present.insert(std::string(folder) + "/" + name);
        }

    BOOST_TEST(listed == present, boost::test_tools::per_element());
}
