#include "gateway/crm/crm_answers.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace {

namespace json = boost::json;

BOOST_AUTO_TEST_CASE(reads_the_id_of_a_new_booking) {
    BOOST_TEST(gateway::booking_id_in(json::parse(R"({"id": 5000000001})")).value() == 5000000001);
}

BOOST_AUTO_TEST_CASE(takes_nothing_else_for_an_id) {
    for (const auto* body :
         {"null", "{}", "[]", R"({"id": null})", R"({"id": "7"})", R"({"id": 0})", R"({"id": -1})",
          R"({"id": 1.5})", R"({"id": 1e30})", R"({"id": 18446744073709551615})"})
        BOOST_TEST(!gateway::booking_id_in(json::parse(body)).has_value(), body);
}

BOOST_AUTO_TEST_CASE(finds_only_bookings_that_carry_exactly_the_external_id) {
    const auto body = json::parse(R"({"hasMore": true, "data": [
        {"id": 1, "externalId": "ab"}, {"id": 2, "externalId": "abc"},
        {"id": 3, "externalId": "AB"}, {"id": 4, "externalId": null}, {"id": 5}]})");

    const auto found = gateway::bookings_in(body, "ab");

    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->ids.size() == 1u);
    BOOST_TEST(found->ids.front() == 1);
    BOOST_TEST(found->has_more);
}

// Each of these could hide the booking that was looked for.
BOOST_AUTO_TEST_CASE(does_not_take_a_strange_answer_for_an_empty_list) {
    for (const auto* body :
         {"null", "{}", "[]", R"("")", R"({"data": []})", R"({"hasMore": false})",
          R"({"hasMore": "false", "data": []})", R"({"hasMore": false, "data": {}})",
          R"({"hasMore": true, "data": []})", R"({"hasMore": false, "data": [7]})",
          R"({"hasMore": false, "data": [{"externalId": "ab"}]})",
          R"({"hasMore": false, "data": [{"externalId": "ab", "id": "1"}]})"})
        BOOST_TEST(!gateway::bookings_in(json::parse(body), "ab").has_value(), body);
}

BOOST_AUTO_TEST_CASE(knows_an_empty_list) {
    const auto found = gateway::bookings_in(json::parse(R"({"hasMore": false, "data": []})"), "ab");

    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->ids.empty());
    BOOST_TEST(!found->has_more);
}

BOOST_AUTO_TEST_CASE(reads_contacts) {
    const auto body = json::parse(R"({"hasMore": false, "data": [
        {"id": 9, "type": "Phone", "value": "2125550123", "memo": "ext. 4"},
        {"id": 10, "type": "Email", "value": "ada@example.com", "memo": null}]})");

    const auto found = gateway::contacts_in(body);

    BOOST_REQUIRE(found.has_value());
    BOOST_REQUIRE(found->contacts.size() == 2u);
    BOOST_TEST(found->contacts[0].id == 9);
    BOOST_TEST(found->contacts[0].memo == "ext. 4");
    BOOST_TEST(found->contacts[1].type == "Email");
    BOOST_TEST(found->contacts[1].value == "ada@example.com");
    BOOST_TEST(found->contacts[1].memo == "");
}

BOOST_AUTO_TEST_CASE(does_not_take_a_strange_answer_for_contacts) {
    for (const auto* body :
         {"null", R"({"data": []})", R"({"hasMore": false, "data": [{"id": 1, "type": "Phone"}]})",
          R"({"hasMore": false, "data": [{"type": "Phone", "value": "1"}]})",
          R"({"hasMore": false, "data": [{"id": 1, "value": "1"}]})"})
        BOOST_TEST(!gateway::contacts_in(json::parse(body)).has_value(), body);
}

BOOST_AUTO_TEST_CASE(reads_the_status_of_a_booking) {
    BOOST_TEST(gateway::booking_status_in(json::parse(R"({"status": "New"})")).value() == "New");
    BOOST_TEST(!gateway::booking_status_in(json::parse(R"({"status": 1})")).has_value());
    BOOST_TEST(!gateway::booking_status_in(json::parse("null")).has_value());
}

}  // namespace
