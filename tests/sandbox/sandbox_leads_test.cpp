// Leads.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::caller;
using sandbox::lead_body;
using sandbox::make_lead;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_new_lead_is_open_and_of_normal_priority) {
    caller client;

    const auto made = client.ask("POST", "leads", lead_body());

    BOOST_TEST(made.at("id").as_int64() == 5'500'000'001);
    BOOST_TEST(made.at("status").as_string() == "Open");
    BOOST_TEST(made.at("priority").as_string() == "Normal");
    BOOST_TEST(made.at("followUpDate").is_null());
    BOOST_TEST(client.ask("GET", "leads/5500000001") == made);
}

BOOST_AUTO_TEST_CASE(what_a_lead_needs_is_told) {
    auto undecided = lead_body();
    undecided.erase("callReasonId");
    auto mute = lead_body();
    mute["summary"] = " ";
    auto stranger = lead_body();
    stranger["customerId"] = 7;
    auto unbooked = lead_body();
    unbooked["bookingId"] = 8;
    const struct {
        json::object body;
        std::string title, member;
    } cases[] = {
        {{}, "One or more validation errors occurred.", "campaignId"},
        {{}, "One or more validation errors occurred.", "summary"},
        {undecided, "Follow up date or Call Reason ID is required.", ""},
        {mute, "One or more validation errors occurred.", "summary"},
        {stranger, "Customer with id 7 was not found.", ""},
        {unbooked, "Booking with id 8 was not found.", ""},
    };
    for (const auto& wrong : cases) BOOST_TEST_CONTEXT(wrong.title) {
            caller client;

            const auto refused = client.call("POST", "leads", json::serialize(wrong.body));

            BOOST_TEST(refused.status == 400);
            BOOST_TEST(sandbox::title_of(refused) == wrong.title);
            BOOST_TEST(sandbox::errors_of(refused).contains(wrong.member));
        }
}

BOOST_AUTO_TEST_CASE(a_lead_of_a_booking_dismisses_the_booking) {
    caller client;
    const auto booking = sandbox::make_booking(client);
    auto wanted = lead_body();
    wanted["bookingId"] = 5'000'000'001;

    const auto made = client.ask("POST", "leads", wanted);

    BOOST_TEST(made.at("bookingId").as_int64() == 5'000'000'001);
    BOOST_TEST(client.ask("GET", booking).at("status").as_string() == "Dismissed");
}

BOOST_AUTO_TEST_CASE(a_lead_is_changed_followed_up_and_dismissed) {
    caller client;
    const auto path = make_lead(client);

    const auto changed =
        client.ask("PATCH", path, {{"priority", "Urgent"}, {"leadEmail", "ada@example.test"}});
    const auto follow_up =
        client.ask("POST", path + "/follow-up",
                   {{"followUpDate", "2026-04-01T10:00:00-04:00"}, {"text", "call back"}});
    const auto dismissed = client.call("POST", path + "/dismiss", R"({"dismissingReasonId": 9})");

    const auto shown = client.ask("GET", path);
    BOOST_TEST(changed.at("priority").as_string() == "Urgent");
    BOOST_TEST(follow_up == (json::object{{"leadId", 5'500'000'001},
                                          {"followUpDate", "2026-04-01T14:00:00Z"},
                                          {"text", "call back"},
                                          {"pinToTop", false}}));
    BOOST_TEST(dismissed.body == "");
    BOOST_TEST(shown.at("followUpDate").as_string() == "2026-04-01T14:00:00Z");
    BOOST_TEST(shown.at("status").as_string() == "Dismissed");
    BOOST_TEST(shown.at("dismissingReasonId").as_int64() == 9);
    BOOST_TEST(sandbox::values(client, path + "/notes", "text") == texts{"call back"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lead_that_there_is_not_is_a_404_where_that_is_declared) {
    const struct {
        std::string method, target, body;
        int status;
    } cases[] = {
        {"GET", "leads/7", "", 404},
        {"PATCH", "leads/7", "{}", 400},
        {"POST", "leads/7/follow-up", R"({"followUpDate": "2026-04-01T10:00:00Z"})", 400},
        {"POST", "leads/7/dismiss", R"({"dismissingReasonId": 9})", 404},
        {"GET", "leads/7/notes", "", 404},
    };
    for (const auto& one : cases) {
        caller client;

        const auto refused = client.call(one.method, one.target, one.body);

        BOOST_TEST(refused.status == one.status, one.method + " " + one.target);
        BOOST_TEST(sandbox::title_of(refused) == "Lead with id 7 was not found.");
    }
}

BOOST_AUTO_TEST_CASE(a_form_makes_a_lead) {
    caller client;

    const auto made = client.ask("POST", "leads/form?id=4",
                                 {{"name", "Ada Example"},
                                  {"phoneNumber", "9375550143"},
                                  {"address", sandbox::elm_street()},
                                  {"summary", "boiler"}});

    const auto lead = client.ask("GET", "leads/" + std::to_string(made.at("leadId").as_int64()));
    BOOST_TEST(lead.at("captureSource").as_string() == "Form");
    BOOST_TEST(lead.at("leadCustomerName").as_string() == "Ada Example");
    BOOST_TEST(lead.at("leadPhone").as_string() == "9375550143");
    BOOST_TEST(lead.at("leadZip").as_string() == "45402");
    BOOST_TEST(lead.at("leadEmail").is_null());
}

BOOST_AUTO_TEST_CASE(leads_are_found_by_what_they_are) {
    caller client;
    make_lead(client);  // 5500000001, of nobody
    sandbox::make_customer(client);
    client.now += 1s;
    auto of_customer = lead_body();
    of_customer["customerId"] = 4'000'000'001;
    of_customer["leadCustomerName"] = "Ada";
    client.ask("POST", "leads", of_customer);                                     // 5500000002
    client.ask("POST", "leads/form", {{"name", "Grace"}, {"phoneNumber", "1"}});  // 5500000003
    client.call("POST", "leads/5500000001/dismiss", R"({"dismissingReasonId": 9})");
    const struct {
        std::string query;
        texts expected;
    } cases[] = {
        {"", {"1", "2", "3"}},
        {"?ids=5500000001,5500000003", {"1", "3"}},
        {"?status=dismissed", {"1"}},
        {"?customerId=4000000001", {"2"}},
        {"?withoutCustomer=true", {"1", "3"}},
        {"?withoutCustomer=false", {"2"}},
        {"?isProspect=true", {"1", "3"}},
        {"?isCaptureSourceForm=true", {"3"}},
        {"?isCaptureSourceForm=false", {"1", "2"}},
        {"?leadCustomerName=grace", {"3"}},
        {"?leadPhone=1", {"3"}},
        {"?customerCity=Dayton", {"2"}},
        {"?customerState=CA", {}},
        {"?customerZip=45402", {"2"}},
        {"?customerCreatedOnOrAfter=2026-03-02", {"2"}},
        {"?customerCreatedBefore=2026-03-02", {}},
        {"?customerModifiedOnOrAfter=2026-03-03", {}},
        {"?createdOnOrAfter=2026-03-02T09:00:01Z&sort=-CreatedOn", {"3", "2"}},
    };
    for (const auto& one : cases) BOOST_TEST_CONTEXT(one.query) {
            auto found = sandbox::values(client, "leads" + one.query, "id");
            for (auto& id : found) id.erase(0, id.size() - 1);
            BOOST_TEST(found == one.expected, boost::test_tools::per_element());
        }
    BOOST_TEST(
        client.ask("GET", "leads?genPermUrl=true").at("data").at(0).at("leadUrl").is_string());
}
