#include "gateway/delivery/operation_lookup.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

namespace json = boost::json;
using gateway::lookup_of;
using gateway::read_lookup;
using providers::operation_call;

namespace {

const mapping::timestamp noon{std::chrono::hours(500'000)};

operation_call call_of(const char* operation, const char* body,
                       std::map<std::string, std::string> path = {}) {
    return {"it", mapping::crm_contract().find(operation), std::move(path), {}, json::parse(body)};
}

std::string found(const operation_call& made, const std::string& answer) {
    const auto read = read_lookup(made, noon, json::parse(answer));
    if (!read) return "unusable";
    return read->found ? json::serialize(*read->found) : "none";
}

std::string page_of(const std::string& data, const char* has_more = "false") {
    return R"({"page": 1, "pageSize": 50, "hasMore": )" + std::string(has_more) +
           R"(, "totalCount": null, "data": [)" + data + "]}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(looks_where_the_call_would_have_left_something) {
    const auto contact =
        lookup_of(call_of("Customers_CreateContact", R"({"type": "Email", "value": "a@b.example"})",
                          {{"id", "17"}}),
                  noon);
    BOOST_TEST_REQUIRE(contact.has_value());
    BOOST_TEST(contact->operation == "Customers_GetContactList");
    BOOST_TEST(contact->path.at("id") == "17");
    BOOST_TEST(contact->query.at("page") == "1");

    const auto lead = lookup_of(
        call_of("Leads_SubmitLeadForm", R"({"name": "Ada", "phoneNumber": "5035550142"})"), noon);
    BOOST_TEST_REQUIRE(lead.has_value());
    BOOST_TEST(lead->operation == "Leads_GetList");
    BOOST_TEST(lead->query.at("leadCustomerName") == "Ada");
    BOOST_TEST(lead->query.at("createdOnOrAfter") ==
               mapping::to_rfc3339(noon - std::chrono::minutes(5)));

    const auto dismissal =
        lookup_of(call_of("Leads_Dismiss", R"({"dismissingReasonId": 1})", {{"id", "9"}}), noon);
    BOOST_TEST_REQUIRE(dismissal.has_value());
    BOOST_TEST(dismissal->operation == "Leads_Get");
    BOOST_TEST(dismissal->query.empty());
}

// All contacts without a reference id are alike: any of them would pass for the one that was made.
BOOST_AUTO_TEST_CASE(does_not_look_without_anything_to_look_for) {
    BOOST_TEST(!lookup_of(call_of("Contacts_Create", R"({"name": "Ada"})"), noon));
    BOOST_TEST(!lookup_of(call_of("BulkTags_AddTags", R"({"customerIds": [1], "tagTypeIds": [2]})"),
                          noon));
}

BOOST_AUTO_TEST_CASE(finds_what_has_all_that_was_sent) {
    const auto contact =
        call_of("Customers_CreateContact", R"({"type": "Email", "value": "Ada@Site.example"})",
                {{"id", "17"}});
    const std::string other = R"({"id": 1, "type": "Phone", "value": "5035550142"})";
    const std::string same = R"({"id": 2, "type": "Email", "value": "ada@site.example"})";

    BOOST_TEST(found(contact, page_of(other + ", " + same)) ==
               R"({"id":2,"type":"Email","value":"ada@site.example"})");
    BOOST_TEST(found(contact, page_of(other)) == "none");
    BOOST_TEST(found(contact, page_of(other, "true")) == "none");
    BOOST_TEST(found(contact, page_of("", "true")) == "unusable");
    BOOST_TEST(found(contact, page_of("")) == "none");
    for (const char* answer : {"[]", "{}", R"({"data": []})", R"({"data": {}, "hasMore": false})"})
        BOOST_TEST(found(contact, answer) == "unusable", answer);
}

// Somebody else's note of the same words is there already: this one would be lost.
BOOST_AUTO_TEST_CASE(takes_nothing_for_made_that_was_there_before) {
    const auto note = call_of("Customers_CreateNote", R"({"text": "Call back"})", {{"id", "17"}});
    const auto created = [&](std::chrono::minutes after) {
        return found(note, page_of(R"({"id": 3, "text": "Call back", "createdOn": ")" +
                                   mapping::to_rfc3339(noon + after) + "\"}"));
    };
    BOOST_TEST(created(std::chrono::minutes(-6)) == "none");
    BOOST_TEST(created(std::chrono::minutes(-4)) != "none");  // by another clock
    BOOST_TEST(created(std::chrono::minutes(1)) != "none");
}

BOOST_AUTO_TEST_CASE(compares_times_and_fixed_words) {
    const auto follow_up = call_of(
        "Leads_CreateFollowUp", R"({"followUpDate": "2026-07-20T10:15:00-04:00"})", {{"id", "9"}});
    BOOST_TEST(found(follow_up, R"({"id": 9, "followUpDate": "2026-07-20T14:15:00Z"})") != "none");
    BOOST_TEST(found(follow_up, R"({"id": 9, "followUpDate": "2026-07-21T14:15:00Z"})") == "none");

    const auto dismissal = call_of("Leads_Dismiss", R"({"dismissingReasonId": 1})", {{"id", "9"}});
    BOOST_TEST(found(dismissal, R"({"id": 9, "status": "Dismissed"})") != "none");
    BOOST_TEST(found(dismissal, R"({"id": 9, "status": "Open"})") == "none");
}

BOOST_AUTO_TEST_CASE(shapes_what_it_finds_as_the_answer_would_have_been) {
    const auto lead = call_of("Leads_SubmitLeadForm", R"({"name": "Ada", "summary": "Leak"})");
    BOOST_TEST(found(lead, page_of(R"({"id": 9, "leadCustomerName": "Ada", "summary": "Leak"})")) ==
               R"({"leadId":9})");
    BOOST_TEST(found(lead, page_of(R"({"id": 9, "leadCustomerName": "Ada", "summary": "Tap"})")) ==
               "none");
}
