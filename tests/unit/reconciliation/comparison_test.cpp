#include "gateway/reconciliation/comparison.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using gateway::booking_link;
using gateway::booking_owner;
using gateway::booking_trace;
using gateway::compare;
using gateway::crm_booking;
using gateway::filed_link;
using gateway::finding;
using gateway::judge_missing;
using gateway::judge_unlinked;
using standing = booking_link::standing;

namespace {

const json::object as_sent =
    json::parse(R"({"source": "Site", "name": "Ada", "externalId": "x-1", "isFirstTimeClient": true,
        "start": "2026-12-01T14:00:00Z", "jobTypeId": 7001, "priority": "High", "summary": "The sink.",
        "address": {"street": "12 Elm St", "city": "Dayton"}, "uploadedImages": ["u"],
        "isSendConfirmationEmail": true, "contacts": [{"type": "Phone", "value": "9375550143"}]})")
        .as_object();

filed_link a_link(standing what = standing::live, std::int64_t booking = 100) {
    filed_link filed;
    filed.connection = "acme";
    filed.booking_id = "1";
    filed.receipt = "r";
    filed.link.what = what;
    filed.link.crm_booking = booking;
    filed.link.place = {12, 34};
    filed.link.sent = as_sent;
    return filed;
}

// As the CRM tells of what was sent, with other members put over it.
crm_booking a_booking(const std::string& other = "{}", std::int64_t id = 100) {
    crm_booking booking;
    booking.id = id;
    booking.booking_provider = 34;
    booking.external_id = "x-1";
    booking.body = as_sent;
    booking.body.erase("contacts");
    booking.body.erase("isSendConfirmationEmail");
    booking.body["start"] = "2026-12-01T14:00:00.0000000Z";
    booking.body["address"].as_object()["unit"] = nullptr;
    booking.body["status"] = "New";
    booking.body["campaignId"] = nullptr;
    const json::value others = json::parse(other);
    for (const auto& [name, value] : others.as_object()) booking.body[name] = value;
    booking.status = booking.body.at("status").as_string();
    return booking;
}

std::string told(const std::optional<finding>& found) {
    return found ? std::string(to_string(found->what)) + ": " + found->about : "nothing";
}

const booking_owner owner{"acme", "1"};

booking_trace a_trace(std::optional<booking_link> link,
                      std::vector<booking_trace::event> unsettled = {}) {
    return {std::move(link), std::move(unsettled)};
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_the_crm_has_as_it_was_sent_is_no_finding) {
    BOOST_TEST(told(compare(a_link(), a_booking())) == "nothing");
    BOOST_TEST(told(compare(a_link(), a_booking(R"({"status": "Converted", "jobId": 5})"))) ==
               "nothing");
}

BOOST_AUTO_TEST_CASE(names_the_members_that_are_not_as_they_were_sent) {
    const struct {
        const char* there;
        const char* names;
    } cases[] = {
        {R"({"name": "Grace"})", "name"},
        {R"({"start": "2026-12-01T15:00:00Z"})", "start"},
        {R"({"start": "0001-01-01T00:00:00Z", "summary": null})", "start, summary"},
        {R"({"jobTypeId": 7002, "isFirstTimeClient": false})", "isFirstTimeClient, jobTypeId"},
        {R"({"address": {"street": "13 Elm St", "city": "Dayton"}})", "address"},
        {R"({"address": null})", "address"},
        {R"({"uploadedImages": []})", "uploadedImages"},
        {R"({"externalId": "x-2"})", "externalId"},
    };
    for (const auto& [there, names] : cases)
        BOOST_TEST(told(compare(a_link(), a_booking(there))) ==
                   std::string("changed: is not as it was sent: ") + names);
}

BOOST_AUTO_TEST_CASE(null_is_what_was_sent_blank) {
    filed_link filed = a_link();
    filed.link.sent["address"].as_object()["unit"] = "";

    BOOST_TEST(told(compare(filed, a_booking())) == "nothing");
}

BOOST_AUTO_TEST_CASE(nothing_is_compared_when_nobody_knows_what_was_sent) {
    filed_link filed = a_link();
    filed.link.sent.clear();

    BOOST_TEST(told(compare(filed, a_booking(R"({"name": "Grace"})"))) == "nothing");
}

BOOST_AUTO_TEST_CASE(tells_what_was_dismissed_on_one_side_only) {
    const auto dismissed = a_booking(R"({"status": "Dismissed"})");

    const auto found = compare(a_link(), dismissed);
    BOOST_TEST(told(found) == "changed: is dismissed in the CRM");
    BOOST_TEST(found->connection == "acme");
    BOOST_TEST(found->booking_id == "1");
    BOOST_TEST(found->external_id == "x-1");
    BOOST_TEST(found->booking_provider == 34);
    BOOST_TEST(found->crm_bookings == std::vector<std::int64_t>{100},
               boost::test_tools::per_element());
    BOOST_TEST(found->receipt == "r");
    BOOST_TEST(told(compare(a_link(standing::cancelled), dismissed)) == "nothing");
    BOOST_TEST(told(compare(a_link(standing::cancelled), a_booking())) ==
               "changed: is cancelled in the inbox and New in the CRM");
}

BOOST_AUTO_TEST_CASE(an_id_that_was_replaced_says_nothing) {
    BOOST_TEST(told(compare(a_link(standing::superseded), a_booking(R"({"name": "G"})"))) ==
               "nothing");
    BOOST_TEST(told(compare(a_link(standing::missing), a_booking(R"({"name": "G"})"))) ==
               "nothing");
}

BOOST_AUTO_TEST_CASE(a_booking_of_nobody_is_foreign) {
    const auto found = judge_unlinked(a_booking(), std::nullopt, {}, {});

    BOOST_TEST(told(found) == "foreign: has an externalId that no connection makes");
    BOOST_TEST(found->connection == "");
    BOOST_TEST(told(judge_unlinked(a_booking(), owner, {}, {})) ==
               "foreign: the inbox never heard of it");
}

BOOST_AUTO_TEST_CASE(a_foreign_booking_that_was_dismissed_concerns_nobody) {
    BOOST_TEST(told(judge_unlinked(a_booking(R"({"status": "Dismissed"})"), std::nullopt, {},
                                   {})) == "nothing");
}

BOOST_AUTO_TEST_CASE(several_that_stand_of_one_external_id_are_doubled) {
    const auto found =
        judge_unlinked(a_booking("{}", 101), owner, a_trace(a_link(standing::live, 100).link),
                       {a_booking("{}", 100), a_booking("{}", 101)});

    BOOST_TEST(told(found) == "doubled: the inbox knows 100 for it");
    BOOST_TEST(found->crm_bookings == (std::vector<std::int64_t>{100, 101}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_booking_whose_event_is_on_its_way_is_left_to_its_delivery) {
    const auto alone = std::vector{a_booking()};

    BOOST_TEST(told(judge_unlinked(a_booking(), owner, a_trace({}, {{"r", false}}), alone)) ==
               "nothing");
    BOOST_TEST(told(judge_unlinked(a_booking(), owner, a_trace(a_link().link), alone)) ==
               "nothing");  // linked since it was looked for
}

BOOST_AUTO_TEST_CASE(a_booking_whose_event_is_a_dead_letter_names_it) {
    const auto alone = std::vector{a_booking()};
    BOOST_TEST(told(judge_unlinked(a_booking(), owner, a_trace({}, {{"d", true, true}}), alone)) ==
               "foreign: the inbox never heard of it; the dead letter d is about it, and its "
               "replay looks for it first");
    BOOST_TEST(told(judge_unlinked(a_booking(), owner, a_trace({}, {{"d", true, false}}), alone)) ==
               "foreign: the inbox never heard of it; the dead letter d is about it");
}

BOOST_AUTO_TEST_CASE(a_booking_of_an_id_that_stands_for_another_is_foreign) {
    BOOST_TEST(told(judge_unlinked(a_booking(), owner, a_trace(a_link(standing::live, 99).link),
                                   {a_booking()})) == "foreign: the inbox knows 99 for it");
    booking_link tombstone;
    tombstone.what = standing::cancelled;
    BOOST_TEST(told(judge_unlinked(a_booking(), owner, a_trace(tombstone), {a_booking()})) ==
               "foreign: the inbox has it as cancelled before it was made");
}

BOOST_AUTO_TEST_CASE(a_booking_that_is_not_there_is_missing) {
    const auto found = judge_missing(a_link(), {}, {});

    BOOST_TEST(told(found) == "missing: ");
    BOOST_TEST(found->receipt == "r");
    BOOST_TEST(told(judge_missing(a_link(), {}, {a_booking("{}", 102)})) ==
               "missing: the CRM has 102 of its externalId instead");
    BOOST_TEST(told(judge_missing(a_link(standing::missing), {}, {})) ==
               "missing: it was to be made again, and was not");
    BOOST_TEST(told(judge_missing(a_link(), a_trace({}, {{"d", true}}), {})) ==
               "missing: the dead letter d is about it");
}

BOOST_AUTO_TEST_CASE(a_missing_booking_whose_event_is_on_its_way_is_left_to_it) {
    BOOST_TEST(told(judge_missing(a_link(standing::missing), a_trace({}, {{"r", false}}), {})) ==
               "nothing");
}
