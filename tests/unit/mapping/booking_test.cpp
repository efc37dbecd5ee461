#include <boost/test/unit_test.hpp>

#include "drafts.hpp"
#include "mapping/json.hpp"

using mapping::booking;
using mapping::errc;
using namespace testing;

BOOST_AUTO_TEST_CASE(makes_the_crms_booking_of_a_whole_draft) {
    auto draft = addressed_draft();
    draft.isFirstTimeClient = {false, "/new"};
    draft.customerType = {"residential", "/type"};
    draft.priority = {"URGENT", "/urgency"};
    draft.campaignId = {11, ""};
    draft.businessUnitId = {"22", "/unit"};
    draft.jobTypeId = {9'007'199'254'740'993, "/job"};
    draft.isSendConfirmationEmail = {"yes", "/mail"};
    draft.uploadedImages = {
        {"https://x/1.jpg", "/files"}, {" ", "/files"}, {"https://x/2.jpg", "/files"}};
    draft.contacts.push_back(contact_draft("email", "dana@example.com", nullptr, "/contacts/1"));

    const auto body = serialize(json_of(draft));

    BOOST_TEST(body ==
               R"({"source":"Leads","name":"Dana Reyes","summary":"Leaking tap",)"
               R"("isFirstTimeClient":false,"externalId":"L-1","address":{"street":"12 Elm St",)"
               R"("unit":"Apt 4","city":"Springfield","state":"OR","zip":"97477","country":"USA"},)"
               R"("contacts":[{"type":"Phone","value":"4045551234"},)"
               R"({"type":"Email","value":"dana@example.com"}],"customerType":"Residential",)"
               R"("start":"2026-07-20T14:15:00Z","campaignId":11,"businessUnitId":22,)"
               R"("jobTypeId":9007199254740993,"priority":"Urgent",)"
               R"("uploadedImages":["https://x/1.jpg","https://x/2.jpg"],)"
               R"("isSendConfirmationEmail":true})");
}

BOOST_AUTO_TEST_CASE(leaves_out_what_is_not_known) {
    const auto body = serialize(json_of(least_draft()));

    BOOST_TEST(body == R"({"source":"Leads","name":"Dana Reyes","summary":"Leaking tap",)"
                       R"("isFirstTimeClient":true,"externalId":"L-1",)"
                       R"("contacts":[{"type":"Phone","value":"4045551234"}],)"
                       R"("start":"2026-07-20T14:15:00Z"})");
}

BOOST_AUTO_TEST_CASE(tidies_texts) {
    auto draft = least_draft();
    draft.name = {" Dana\r\n Reyes\t", "/name"};
    draft.summary = {"Tap\r\nleaks\x01\n", "/text"};

    const auto made = json_of(draft);

    BOOST_TEST(member_of(made, "name") == R"("Dana  Reyes")");
    BOOST_TEST(member_of(made, "summary") == R"("Tap\nleaks")");
}

BOOST_AUTO_TEST_CASE(never_changes_the_external_id) {
    auto draft = least_draft();
    draft.externalId = {"A  1 ", ""};

    BOOST_TEST(booking_of(draft).external_id() == "A  1 ");
}

BOOST_AUTO_TEST_CASE(names_every_problem_with_its_field_and_its_pointers) {
    mapping::booking_draft draft;
    draft.name = {" ", "/first, /last"};
    draft.summary = {boost::json::object{{"secret", 1}}, "/text"};
    draft.isFirstTimeClient = {"maybe", "/new"};
    draft.customerType = {"Industrial", "/type"};
    draft.priority = {"Whenever", "/urgency"};
    draft.campaignId = {"eleven", "/campaign"};
    draft.businessUnitId = {0, "/bu"};
    draft.jobTypeId = {"9223372036854775808", "/job"};
    draft.start = {{boost::json::object{{"at", 1}}}, "/start"};
    draft.uploadedImages = {{boost::json::array{1}, "/files"}};

    const auto all = refusal_of(draft);

    const struct {
        errc code;
        const char* where;
        const char* from;
    } expected[] = {
        {errc::missing, "/source", ""},
        {errc::missing, "/name", "/first, /last"},
        {errc::missing, "/externalId", ""},
        {errc::malformed, "/isFirstTimeClient", "/new"},
        {errc::not_allowed, "/customerType", "/type"},
        {errc::not_allowed, "/priority", "/urgency"},
        {errc::malformed, "/campaignId", "/campaign"},
        {errc::out_of_range, "/businessUnitId", "/bu"},
        {errc::out_of_range, "/jobTypeId", "/job"},
        {errc::wrong_type, "/uploadedImages/0", "/files"},
        {errc::wrong_type, "/start", "/start"},
        {errc::wrong_type, "/summary", "/text"},
        {errc::missing, "/contacts", ""},
    };
    BOOST_REQUIRE(all.size() == std::size(expected));
    for (std::size_t i = 0; i < all.size(); ++i) {
        BOOST_TEST((all[i].code == expected[i].code), expected[i].where);
        BOOST_TEST(all[i].where == expected[i].where);
        BOOST_TEST(all[i].from == expected[i].from);
    }
    for (const char* given : {"maybe", "Industrial", "Whenever", "eleven", "secret"})
        BOOST_TEST(to_text(all).find(given) == std::string::npos, given);
}

BOOST_AUTO_TEST_CASE(needs_an_address_or_a_contact) {
    auto without_contact = addressed_draft();
    without_contact.contacts.clear();
    auto without_both = least_draft();
    without_both.contacts = {contact_draft("Phone", " "), contact_draft("Email", nullptr)};

    BOOST_TEST(!json_of(without_contact).contains("contacts"));
    const auto all = refusal_of(without_both);
    BOOST_TEST(all.size() == 1u);
    BOOST_TEST((all[0].code == errc::missing));
    BOOST_TEST(all[0].where == "/contacts");
}

BOOST_AUTO_TEST_CASE(reads_booleans_however_they_are_written) {
    const struct {
        boost::json::value given;
        const char* expected;
    } table[] = {{true, "true"}, {"True", "true"}, {"YES", "true"}, {1, "true"},
                 {"1", "true"},  {false, "false"}, {"no", "false"}, {0, "false"},
                 {"y", "true"},  {"on", "true"},   {"N", "false"},  {"off", "false"},
                 {" ", "true"},  {nullptr, "true"}};
    for (const auto& row : table) {
        auto draft = least_draft();
        draft.isFirstTimeClient = {row.given, "/new"};

        BOOST_TEST(member_of(json_of(draft), "isFirstTimeClient") == row.expected,
                   serialize(row.given));
    }
}

BOOST_AUTO_TEST_CASE(takes_numbers_given_as_texts_and_texts_given_as_numbers) {
    auto draft = addressed_draft();
    draft.name = {42, "/name"};
    draft.summary = {true, "/text"};
    draft.jobTypeId = {" 9007199254740993 ", "/job"};
    draft.campaignId = {mapping::parse_json("9007199254740995").value(), "/campaign"};
    draft.zip = {2134, "/zip"};
    draft.unit = {12, "/unit"};
    draft.contacts = {contact_draft("Phone", 4045551234)};

    const auto made = json_of(draft);

    BOOST_TEST(member_of(made, "name") == R"("42")");
    BOOST_TEST(member_of(made, "summary") == R"("true")");
    BOOST_TEST(member_of(made, "jobTypeId") == "9007199254740993");
    BOOST_TEST(member_of(made, "campaignId") == "9007199254740995");
    BOOST_TEST(made.at("address").at("zip") == "02134");
    BOOST_TEST(made.at("address").at("unit") == "12");
    BOOST_TEST(member_of(made, "contacts") == R"([{"type":"Phone","value":"4045551234"}])");
}

// A double holds 53 bits: an id that was one on its way may have become another.
BOOST_AUTO_TEST_CASE(refuses_ids_that_are_not_whole_numbers) {
    for (const char* given : {"7001.0", "7e3", "-7", "\"+7\"", "\"7 001\"", "\"0x7\"", "true"}) {
        auto draft = least_draft();
        draft.jobTypeId = {mapping::parse_json(given).value(), "/job"};

        BOOST_TEST((refusal_of(draft)[0].code == errc::malformed), given);
    }
}

BOOST_AUTO_TEST_CASE(says_in_the_summary_that_there_is_no_description_or_time) {
    auto draft = least_draft();
    draft.summary = {};
    draft.start = {"  ", "/start"};

    const auto made = json_of(draft);

    BOOST_TEST(member_of(made, "summary") ==
               R"("No description was given.\nNo appointment time was given.")");
    BOOST_TEST(member_of(made, "start") == "absent");
}

BOOST_AUTO_TEST_CASE(says_in_the_summary_that_only_a_day_is_known) {
    for (const char* given : {"07/20/2026", "07/20/2026[America/Chicago]"}) {
        auto draft = least_draft();
        draft.start = {given, "/day"};

        const auto made = json_of(draft);

        BOOST_TEST(member_of(made, "start") == "absent");
        BOOST_TEST(
            member_of(made, "summary") ==
            R"("Leaking tap\nNo time of day was given for the appointment, only a day: 07/20/2026")");
    }
}

BOOST_AUTO_TEST_CASE(flags_times_that_meet_a_change_of_the_clocks) {
    const struct {
        const char* given;
        const char* start;
        const char* summary;
    } table[] = {
        {"2026-03-08T02:30", R"("2026-03-08T07:30:00Z")",
         R"("Leaking tap\nThe local time given, 2026-03-08T02:30, does not exist because the clocks )"
         R"(go forward; it was moved forward by as much.")"},
        {"2026-11-01T01:30", R"("2026-11-01T05:30:00Z")",
         R"("Leaking tap\nThe local time given, 2026-11-01T01:30, comes twice because the clocks go )"
         R"(back; the first of the two was taken.")"},
        {"2026-11-01T01:30[America/Chicago]", R"("2026-11-01T06:30:00Z")",
         R"("Leaking tap\nThe local time given, 2026-11-01T01:30, comes twice because the clocks go )"
         R"(back; the first of the two was taken.")"},
        {"2026-11-01T01:30-05:00", R"("2026-11-01T06:30:00Z")", R"("Leaking tap")"},
        {"2026-11-01T03:30", R"("2026-11-01T08:30:00Z")", R"("Leaking tap")"},
    };
    for (const auto& row : table) {
        auto draft = least_draft();
        draft.start = {row.given, "/start"};

        const auto made = json_of(draft);

        BOOST_TEST(member_of(made, "start") == row.start);
        BOOST_TEST(member_of(made, "summary") == row.summary);
    }
}

BOOST_AUTO_TEST_CASE(reads_local_times_in_the_connections_zone) {
    auto draft = least_draft();
    draft.start = {"2026-07-20T10:15", "/start"};

    BOOST_TEST(member_of(json_of(draft, {"US", "America/Denver"}), "start") ==
               R"("2026-07-20T16:15:00Z")");
}

// Somebody who made an appointment is not lost because nobody here can read when.
BOOST_AUTO_TEST_CASE(leaves_a_time_that_cannot_be_read_to_whoever_reads_the_summary) {
    for (const char* given : {"soon", "2026-07-20T10:15[Mars/Olympus]", "0001-01-01T00:00:00Z",
                              "1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z"}) {
        auto draft = least_draft();
        draft.start = {given, "/start"};

        const auto made = json_of(draft);

        BOOST_TEST(member_of(made, "start") == "absent", given);
        BOOST_TEST(made.at("summary").as_string() ==
                   std::string("Leaking tap\nThe appointment time given could not be read: ") +
                       given);
    }
}

BOOST_AUTO_TEST_CASE(reads_back_what_it_wrote) {
    auto whole = addressed_draft();
    whole.isFirstTimeClient = {false, ""};
    whole.customerType = {"Commercial", ""};
    whole.priority = {"Low", ""};
    whole.campaignId = {11, ""};
    whole.businessUnitId = {22, ""};
    whole.jobTypeId = {9'007'199'254'740'993, ""};
    whole.isSendConfirmationEmail = {false, ""};
    whole.uploadedImages = {{"https://x/1.jpg", ""}};
    whole.start = {"1784556900123", ""};
    whole.contacts.push_back(contact_draft("MobilePhone", "4045551235 x7", "home"));

    for (const auto& draft : {whole, least_draft()}) {
        const booking made = booking_of(draft);
        const auto stored = mapping::parse_json(serialize(made.to_json())).value();

        BOOST_TEST((booking::from_json(stored.as_object()) == made));
    }
}

BOOST_AUTO_TEST_CASE(throws_when_a_stored_booking_is_not_one) {
    const auto whole = json_of(addressed_draft());
    for (const char* name : {"source", "name", "summary", "externalId", "isFirstTimeClient"}) {
        auto broken = whole;
        broken.erase(name);
        BOOST_CHECK_THROW(booking::from_json(broken), std::logic_error);
    }
    for (const char* name : {"address", "contacts", "start", "campaignId", "more"}) {
        auto broken = whole;
        broken[name] = "odd";
        BOOST_CHECK_THROW(booking::from_json(broken), std::logic_error);
    }
}
