// How bodies are read, by the example of bookings.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using sandbox::bookings_path;
using sandbox::caller;
using sandbox::errors_of;
using sandbox::minimal_booking;
namespace json = sandbox::json;

BOOST_AUTO_TEST_CASE(unknown_members_are_dropped_or_refused_when_so_switched) {
    auto wanted = minimal_booking();
    wanted["notes"] = "never seen again";
    sandbox::settings strict;
    strict.refuse_unknown_members = true;
    caller client, strict_client(strict);

    const auto made = client.ask("POST", bookings_path, wanted);
    const auto refused = strict_client.call("POST", bookings_path, json::serialize(wanted));

    BOOST_TEST(!made.contains("notes"));
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(errors_of(refused).contains("notes"));
}

BOOST_AUTO_TEST_CASE(every_missing_member_is_named_at_once) {
    caller client;

    const auto refused = client.call("POST", bookings_path,
                                     R"({"name": null, "contacts": [{"type": "Phone"}],)"
                                     R"( "address": {"street": "12 Elm St"}})");

    const auto errors = errors_of(refused);
    BOOST_TEST(refused.status == 400);
    for (const auto* const member :
         {"source", "summary", "isFirstTimeClient", "externalId", "contacts[0].value",
          "address.city", "address.state", "address.zip", "address.country"})
        BOOST_TEST(errors.contains(member), member);
    BOOST_TEST(errors.at("externalId").at(0).as_string() ==
               "Required property 'externalId' not found in JSON. Path '', line 1, position 83.");
    BOOST_TEST(errors.at("name").at(0).as_string().starts_with(
        "Required property 'name' expects a value but got null."));
    BOOST_TEST(errors.at("request").at(0).as_string() == "The request field is required.");
}

BOOST_AUTO_TEST_CASE(values_that_are_not_of_the_type_are_refused) {
    const struct {
        std::string member;
        json::value value;
        std::string text;
    } cases[] = {
        {"campaignId", "11", "Error converting value \"11\" to type 'System.Int64'."},
        {"isFirstTimeClient", "yes", "Error converting value \"yes\" to type 'System.Boolean'."},
        {"name", 7, "Error converting value 7 to type 'System.String'."},
        {"priority", "Now", "Error converting value \"Now\" to type 'System.String'."},
        {"customerType", "Other", "Error converting value \"Other\" to type 'System.String'."},
        {"start", "tomorrow", "Could not convert string to DateTime: tomorrow."},
        {"start", "2026-03-05T10:30:00",
         "Could not convert string to DateTime: 2026-03-05T10:30:00."},
        {"contacts", "2125550143",
         "Error converting value \"2125550143\" to type 'BookingContactModel'."},
    };
    for (const auto& wrong : cases) {
        caller client;
        auto wanted = minimal_booking();
        wanted[wrong.member] = wrong.value;

        const auto refused = client.call("POST", bookings_path, json::serialize(wanted));

        BOOST_TEST_CONTEXT(wrong.text) {
            BOOST_TEST(refused.status == 400);
            const auto text = errors_of(refused).at(wrong.member).at(0).as_string();
            BOOST_TEST(std::string_view(text).starts_with(wrong.text), text);
        }
    }
}

BOOST_AUTO_TEST_CASE(bodies_that_are_no_json_object_are_refused) {
    for (const std::string body : {"", "  ", "{\"name\":", "[]", "7"}) {
        caller client;

        const auto refused = client.call("POST", bookings_path, body);

        BOOST_TEST(refused.status == 400);
        BOOST_TEST(errors_of(refused).contains("request"));
    }
}

BOOST_AUTO_TEST_CASE(a_body_of_another_media_type_is_refused) {
    caller client;
    client.headers["content-type"] = "text/plain";

    BOOST_TEST(client.call("POST", bookings_path, json::serialize(minimal_booking())).status ==
               415);
}

BOOST_AUTO_TEST_CASE(times_are_shown_to_the_tick_without_trailing_zeros) {
    const struct {
        std::string given, shown;
    } cases[] = {
        {"2026-03-05T10:30Z", "2026-03-05T10:30:00Z"},
        {"2026-03-05T23:30:00.5-01:30", "2026-03-06T01:00:00.5Z"},
        {"2024-02-29T00:00:00.1234567Z", "2024-02-29T00:00:00.1234567Z"},
        {"2024-02-29T00:00:00.123456789+00:00", "2024-02-29T00:00:00.1234567Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    };
    for (const auto& one : cases)
        BOOST_TEST(sandbox::to_text(*sandbox::parse_instant(one.given)) == one.shown);
    for (const auto* const wrong :
         {"", "2026-03-05", "2026-02-30T00:00Z", "2026-03-05T24:00Z", "2026-03-05T10:30",
          "2026-03-05T10:30:00.Z", "2026-03-05T10:30Z ", "2026-03-05T10:30+25:00"})
        BOOST_TEST(!sandbox::parse_instant(wrong), wrong);
}
