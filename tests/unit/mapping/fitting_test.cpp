#include "mapping/contract/fitting.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include "mapping/contract/api_contract.hpp"

namespace json = boost::json;

namespace {

std::string fitted(const char* operation, const char* body) {
    const auto* schema = mapping::crm_contract().find(operation)->body;
    return json::serialize(mapping::fitted(*schema, json::parse(body), {"US", "America/Chicago"}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(gives_scalars_the_types_that_the_schema_wants) {
    BOOST_TEST(fitted("Leads_Create",
                      R"({"campaignId": "9007199254740993", "summary": 7, "priority": "URGENT",
                          "followUpDate": "07/20/2026 10:15am", "tagTypeIds": ["1", 2]})") ==
               R"({"campaignId":9007199254740993,"summary":"7","priority":"Urgent",)"
               R"("followUpDate":"2026-07-20T15:15:00Z","tagTypeIds":[1,2]})");
    BOOST_TEST(fitted("Customers_CreateNote", R"({"text": true, "pinToTop": "yes"})") ==
               R"({"text":"true","pinToTop":true})");
}

BOOST_AUTO_TEST_CASE(leaves_alone_what_makes_no_sense) {
    for (const char* body :
         {R"({"campaignId":"seven"})", R"({"followUpDate":"soon"})", R"({"priority":"Whenever"})",
          R"({"tagTypeIds":7})", R"({"campaignId":{"id":7}})", R"({"colour":"7"})"})
        BOOST_TEST(fitted("Leads_Create", body) == body);
}

BOOST_AUTO_TEST_CASE(writes_phone_numbers_as_the_crm_shows_them) {
    BOOST_TEST(fitted("Customers_CreateContact",
                      R"({"type": "mobilephone", "value": "+1 (503) 555-0142 ext. 9"})") ==
               R"({"type":"MobilePhone","value":"5035550142","memo":"ext. 9"})");
    BOOST_TEST(
        fitted("Customers_CreateContact", R"({"type": "Email", "value": "ada@site.example"})") ==
        R"({"type":"Email","value":"ada@site.example"})");
    BOOST_TEST(fitted("Customers_CreateContact", R"({"type": "Phone", "value": "none"})") ==
               R"({"type":"Phone","value":"none"})");
    BOOST_TEST(
        fitted("Leads_SubmitLeadForm", R"({"name": "Ada", "phoneNumber": "503.555.0142"})") ==
        R"({"name":"Ada","phoneNumber":"5035550142"})");
}
