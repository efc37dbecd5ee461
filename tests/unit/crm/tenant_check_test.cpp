#include "gateway/crm/tenant_check.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "gateway/crm/request.hpp"

using gateway::crm_result;
using outcome = crm_result::outcome;

namespace {

crm_result result_of(outcome what, int status, const std::string& error = "told",
                     const std::string& body = "null") {
    crm_result result;
    result.what = what;
    result.status = status;
    result.error = error;
    result.body = boost::json::parse(body);
    return result;
}

bool mentions(const gateway::tenant_finding& found, const std::string& part) {
    return found.sentence.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_CASE(its_calls_keep_to_the_contract) {
    for (const auto& call :
         {gateway::bookings_check(31), gateway::tags_check(), gateway::tag_creation("Thumbtack")}) {
        const auto request = to_request(call, 4242);
        BOOST_TEST(request.has_value(), call.operation);
    }
}

BOOST_AUTO_TEST_CASE(says_which_part_of_the_setup_is_wrong) {
    const struct {
        crm_result result;
        const char* said;
    } table[] = {
        {result_of(outcome::unauthorized, 0), "client_id and client_secret"},
        {result_of(outcome::unauthorized, 401), "app_key"},
        {result_of(outcome::unauthorized, 404), "the environment, the tenant's id"},
        {result_of(outcome::forbidden, 403), "tn.crm.bookings:r"},
        {result_of(outcome::throttled, 429), "asks to wait"},
        {result_of(outcome::refused, 404), "no booking provider 31"},
        {result_of(outcome::not_sent, 0), "no usable answer"},
        {result_of(outcome::server_error, 500), "no usable answer"},
    };
    for (const auto& row : table) {
        const auto found = gateway::on_bookings(31, row.result);
        BOOST_TEST(!found.is_good);
        BOOST_TEST(mentions(found, row.said), found.sentence);
        BOOST_TEST(mentions(found, "told"), found.sentence);
    }
    BOOST_TEST(gateway::on_bookings(31, result_of(outcome::ok, 200)).is_good);
}

BOOST_AUTO_TEST_CASE(names_each_scope_that_is_there_or_lacking) {
    const auto needed = gateway::needed_scopes({"Leads_Create", "Customers_CreateContact"});
    BOOST_TEST((needed == std::set<std::string>{"tn.crm.bookings:r", "tn.crm.bookings:w",
                                                "tn.crm.customers:r", "tn.crm.customers:w",
                                                "tn.crm.leads:r", "tn.crm.leads:w"}));
    std::string lacking;
    for (const auto& found :
         gateway::on_scopes({"tn.crm.bookings:r", "other"}, gateway::needed_scopes({})))
        if (!found.is_good) lacking += found.sentence;
    BOOST_TEST(lacking.find("lacks the scope tn.crm.bookings:w") != std::string::npos);
    BOOST_TEST(lacking.find("tn.crm.bookings:r") == std::string::npos);
    BOOST_TEST(gateway::on_scopes({}, needed).at(0).is_good);  // it does not say
}

BOOST_AUTO_TEST_CASE(the_scope_of_the_tags_is_not_needed) {
    BOOST_TEST(gateway::on_tags(result_of(outcome::ok, 200), {}).is_good);
    BOOST_TEST(gateway::on_tags(result_of(outcome::forbidden, 403), {}).is_good);
    BOOST_TEST(gateway::on_tags(result_of(outcome::forbidden, 403), {"tn.crm.bookings:r"}).is_good);
    BOOST_TEST(
        !gateway::on_tags(result_of(outcome::forbidden, 403), {"tn.crm.bookingprovidertags:r"})
             .is_good);
    BOOST_TEST(!gateway::on_tags(result_of(outcome::unauthorized, 401), {}).is_good);
    BOOST_TEST(!gateway::on_tag_creation("T", result_of(outcome::forbidden, 403)).is_good);
    BOOST_TEST(
        mentions(gateway::on_tag_creation("T", result_of(outcome::refused, 409, "There is one")),
                 "There is one"));
    BOOST_TEST(mentions(
        gateway::on_tag_creation("T", result_of(outcome::ok, 200, "", R"({"id": 5000000001})")),
        "5000000001"));
}

BOOST_AUTO_TEST_CASE(knows_whether_a_connection_leads_to_an_active_tag) {
    const auto tags = gateway::tags_in(result_of(outcome::ok, 200, "", R"({"hasMore": true,
        "data": [{"id": 31, "tagName": "Thumbtack", "active": true},
                 {"id": 32, "tagName": "Old", "active": false}, "odd"]})"));
    BOOST_TEST(tags.size() == 2u);
    BOOST_TEST(gateway::on_provider("acme", 31, tags).is_good);
    BOOST_TEST(mentions(gateway::on_provider("acme", 31, tags), "\"Thumbtack\""));
    BOOST_TEST(mentions(gateway::on_provider("acme", 32, tags), "not active"));
    BOOST_TEST(mentions(gateway::on_provider("acme", 33, tags), "none of the tenant's tags"));
    BOOST_TEST(gateway::tags_in(result_of(outcome::ok, 200, "", "[]")).empty());
}
