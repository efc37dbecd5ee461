// Payloads that partners themselves published are not ours to ship. Where a folder of them lies
// beside the sources, each is signed as the partner signs it, posted to a running gateway, and must
// reach the end that is said here; nothing of theirs is repeated: what is expected is read out of
// the payload.

#include <iostream>

#include "tests/e2e/running_gateway.hpp"

using testing::running_gateway;
namespace json = boost::json;
namespace fs = std::filesystem;

namespace {

const fs::path payloads = SOURCE_FOLDER "/../shared/reference/payloads";

using poster = gateway::http::response (running_gateway::*)(const std::string&);

struct payload {
    const char* file;
    poster post;
    const char* state;        // that its receipt shows in the end
    const char* external_id;  // pointer to the id of the booking it makes; "" when it makes none
    const char* prefix;
};

// In this order: some cancel or move what others have made.
const payload known[] = {
    {"thumbtack/NegotiationCreatedV4.json", &running_gateway::post_thumbtack, "delivered",
     "/data/negotiationID", "thumbtack-"},
    {"thumbtack/lead-pro-api-v2.json", &running_gateway::post_thumbtack, "delivered", "/leadID",
     "thumbtack-"},
    {"thumbtack/message-api-v4.json", &running_gateway::post_thumbtack, "ignored", "", ""},
    {"composed/thumbtack-MessageCreatedV4.json", &running_gateway::post_thumbtack, "ignored", "",
     ""},
    {"angi/lead.json", &running_gateway::post_angi, "delivered", "/leadOid", "angi-"},
    {"angi/lead-2025.json", &running_gateway::post_angi, "delivered", "/leadOid", "angi-"},
    {"calcom/BOOKING_CREATED.json", &running_gateway::post_calcom, "delivered", "/payload/uid",
     "calcom-"},
    {"calcom/BOOKING_RESCHEDULED.json", &running_gateway::post_calcom, "delivered", "/payload/uid",
     "calcom-"},
    {"calcom/BOOKING_CANCELLED.json", &running_gateway::post_calcom, "ignored", "", ""},
    {"calendly/invitee.created.json", &running_gateway::post_calendly, "delivered", "", ""},
    {"calendly/invitee.canceled.json", &running_gateway::post_calendly, "delivered", "", ""},
    {"calendly/reschedule-created.json", &running_gateway::post_calendly, "delivered", "", ""},
    {"calendly/reschedule-canceled.json", &running_gateway::post_calendly, "ignored", "", ""},
};

std::string text_at(const json::value& document, const char* pointer) {
    const json::value& found = document.at_pointer(pointer);
    return found.is_string() ? std::string(found.as_string()) : std::to_string(found.as_int64());
}

bool has(const json::array& bookings, const std::string& external_id) {
    for (const json::value& one : bookings)
        if (one.at("externalId").as_string() == external_id) return true;
    return false;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(every_payload_of_the_shipped_partners_reaches_its_end, running_gateway) {
    if (!fs::exists(payloads)) {
        std::cout << "skipped: there is no folder of partners' payloads beside the sources\n";
        return;
    }
    std::vector<std::string> wanted;
    for (const payload& one : known) BOOST_TEST_CONTEXT(one.file) {
            const std::string body = testing::read_text(payloads / one.file);

            const auto answer = (this->*one.post)(body);

            BOOST_TEST(answer.status == 202u);
            await_state(answer, one.state);
            if (*one.external_id)
                wanted.push_back(one.prefix + text_at(json::parse(body), one.external_id));
        }

    const json::array made = bookings();
    for (const std::string& external_id : wanted)
        BOOST_TEST(has(made, external_id), external_id << " is missing");
    // Two more are Calendly's: one that was cancelled, and one whose halves came in the wrong
    // order.
    BOOST_TEST(made.size() == wanted.size() + 2);
}

// It has the ids of invitee.created.json, and so needs a gateway that has not seen that one.
BOOST_FIXTURE_TEST_CASE(an_address_on_one_line_and_a_phone_among_the_answers_are_found,
                        running_gateway) {
    const fs::path file = payloads / "composed/calendly-home-service.invitee.created.json";
    if (!fs::exists(file)) return;
    const std::string body = testing::read_text(file);
    const json::value sent = json::parse(body);

    await_state(post_calendly(body), "delivered");

    const json::array made = bookings();
    BOOST_REQUIRE_EQUAL(made.size(), 1u);
    const std::string line = text_at(sent, "/payload/scheduled_event/location/location");
    for (const char* part :
         {"/address/street", "/address/unit", "/address/city", "/address/state", "/address/zip"})
        BOOST_TEST(line.find(text_at(made[0], part)) != std::string::npos,
                   part << " is not of the line");
    BOOST_TEST(text_at(made[0], "/name") == text_at(sent, "/payload/name"));
    const std::string phone = text_at(made[0], "/contacts/0/value");
    BOOST_TEST(phone.size() == 10u);
    BOOST_TEST(text_at(sent, "/payload/text_reminder_number").ends_with(phone.substr(6)));
}
