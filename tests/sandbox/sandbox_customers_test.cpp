// Customers, and the contacts of theirs that have numbers for ids.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::caller;
using sandbox::make_customer;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_new_customer_is_answered_with_its_locations_and_contacts) {
    caller client;
    auto wanted = sandbox::customer_body();
    wanted["contacts"] = {sandbox::phone()};
    wanted["tagTypeIds"] = {5};
    wanted["locations"].at(0).as_object()["contacts"] = {sandbox::phone("9375550144")};

    const auto made = client.ask("POST", "customers", wanted);

    BOOST_TEST(made.at("id").as_int64() == 4'000'000'001);
    BOOST_TEST(made.at("active").as_bool());
    BOOST_TEST(made.at("type").as_string() == "Residential");
    BOOST_TEST(made.at("createdOn").as_string() == "2026-03-02T09:00:00.1234567Z");
    BOOST_TEST(made.at("tagTypeIds") == json::array{5});
    BOOST_TEST(made.at("address").at("unit").is_null());
    BOOST_TEST(made.at("contacts").at(0).at("value").as_string() == "9375550143");
    const auto& location = made.at("locations").at(0);
    BOOST_TEST(location.at("id").as_int64() == 4'500'000'001);
    BOOST_TEST(location.at("customerId") == made.at("id"));
    BOOST_TEST(location.at("contacts").at(0).at("value").as_string() == "9375550144");
    BOOST_TEST(client.ask("GET", sandbox::first_location).at("name").as_string() == "Home");
}

BOOST_AUTO_TEST_CASE(a_customer_without_locations_is_refused) {
    auto without = sandbox::customer_body(), none = sandbox::customer_body();
    without.erase("locations");
    none["locations"].as_array().clear();
    for (const auto& wrong : {without, none}) {
        caller client;

        const auto refused = client.call("POST", "customers", json::serialize(wrong));

        BOOST_TEST(refused.status == 400);
        BOOST_TEST(sandbox::errors_of(refused).contains("locations"));
    }
}

BOOST_AUTO_TEST_CASE(an_update_changes_what_it_names) {
    caller client;
    const auto path = make_customer(client);
    auto address = sandbox::elm_street();
    for (const auto* const place : {"latitude", "longitude"}) address[place] = 1.5;
    address["unit"] = "2b";
    address["zip"] = "45403";
    client.now += 1s;

    const auto changed =
        client.ask("PATCH", path, {{"type", "Commercial"}, {"address", address}, {"balance", 7}});

    BOOST_TEST(changed.at("type").as_string() == "Commercial");
    BOOST_TEST(changed.at("address") == json::value(address));
    BOOST_TEST(changed.at("name").as_string() == "Ada Example");
    BOOST_TEST(changed.at("balance").to_number<int>() == 0);  // no member of an update's
    BOOST_TEST(changed.at("modifiedOn").as_string() == "2026-03-02T09:00:01.1234567Z");
    BOOST_TEST(client.ask("GET", path) == changed);
}

BOOST_AUTO_TEST_CASE(customers_are_found_by_what_they_are) {
    caller client;
    make_customer(client, "Ada");
    client.now += 1s;
    auto grace = sandbox::customer_body("Grace");
    grace["address"].as_object()["zip"] = "90210";
    grace["address"].as_object()["latitude"] = 34.1;
    grace["contacts"] = {sandbox::phone("(310) 555-0147")};
    grace["externalData"] = {{"applicationGuid", sandbox::guid_of(5)},
                             {"externalData", {{{"key", "crm"}, {"value", "77"}}}}};
    client.ask("POST", "customers", grace);
    client.now += 1s;
    sandbox::deactivate(client, make_customer(client, "Gone"));
    const struct {
        std::string query;
        texts expected;
    } cases[] = {
        {"", {"Ada", "Grace"}},
        {"?active=any", {"Ada", "Grace", "Gone"}},
        {"?active=False", {"Gone"}},
        {"?name=ada", {"Ada"}},
        {"?zip=90210", {"Grace"}},
        {"?city=dayton&zip=45402", {"Ada"}},
        {"?latitude=34.1", {"Grace"}},
        {"?phone=3105550147", {"Grace"}},
        {"?externalDataKey=crm&externalDataValues=76,77", {"Grace"}},
        {"?externalDataApplicationGuid=" + sandbox::guid_of(5), {"Grace"}},
        {"?externalDataApplicationGuid=" + sandbox::guid_of(6), {}},
        {"?ids=4000000001,4000000003&active=Any", {"Ada", "Gone"}},
        {"?createdOnOrAfter=2026-03-02T09:00:01Z", {"Grace"}},
        {"?createdOnOrAfter=2026-03-03", {}},
        {"?sort=-Id", {"Grace", "Ada"}},
        {"?pageSize=1&page=2", {"Grace"}},
        {"?excludeAccountingChangesFromModifiedDateRange=true", {"Ada", "Grace"}},
    };
    for (const auto& one : cases) BOOST_TEST_CONTEXT(one.query) {
            BOOST_TEST(sandbox::values(client, "customers" + one.query, "name") == one.expected,
                       boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(external_data_is_kept_for_each_application) {
    const auto change = [](int application, const std::string& mode, const json::value& value) {
        return json::object{{"externalData",
                             {{"patchMode", mode},
                              {"applicationGuid", sandbox::guid_of(application)},
                              {"externalData", {{{"key", "a"}, {"value", value}}}}}}};
    };
    caller client;
    const auto path = make_customer(client);
    const auto shown = [&] { return client.ask("GET", path).at("externalData").as_array(); };

    client.ask("PATCH", path, change(1, "Replace", "one"));
    client.ask("PATCH", path, change(2, "Replace", "two"));
    BOOST_TEST(shown() ==
               (json::array{{{"key", "a"}, {"value", "one"}}, {{"key", "a"}, {"value", "two"}}}));
    client.ask("PATCH", path, change(1, "Merge", nullptr));
    BOOST_TEST(shown() == (json::array{{{"key", "a"}, {"value", "two"}}}));
    client.ask("PATCH", path, change(2, "Replace", "three"));
    BOOST_TEST(shown() == (json::array{{{"key", "a"}, {"value", "three"}}}));
}

BOOST_AUTO_TEST_CASE(contacts_have_settings_of_their_phone_and_preferences) {
    caller client;
    const auto path = make_customer(client);
    const auto contact = sandbox::make(client, path + "/contacts", sandbox::phone("937-555-0143"));
    const json::object preferences{{"jobRemindersEnabled", false},
                                   {"marketingUpdatesEnabled", true},
                                   {"invoiceStatementNotification", true},
                                   {"statementNotification", false}};

    const auto changed = client.ask("PATCH", contact, {{"preferences", preferences}});

    BOOST_TEST(changed.at("phoneSettings").at("phoneNumber").as_string() == "9375550143");
    const auto& now = changed.at("preferences");
    BOOST_TEST(!now.at("jobRemindersEnabled").as_bool());
    BOOST_TEST(now.at("invoiceNotification").as_bool());
    BOOST_TEST(!now.at("statementNotification").as_bool());
    BOOST_TEST(!now.at("invoiceStatementNotification").as_bool());  // both at once
}

BOOST_AUTO_TEST_CASE(a_contact_is_deleted_of_its_customer_who_is_active) {
    caller client;
    const auto owner = make_customer(client), other = make_customer(client);
    const auto contact = sandbox::make(client, owner + "/contacts", sandbox::phone());
    const auto kept = sandbox::make(client, owner + "/contacts", sandbox::phone("9375550144"));

    const std::string elsewhere = other + "/contacts/" + sandbox::id_of(contact);
    BOOST_TEST(client.call("DELETE", elsewhere).status == 404);
    const auto deleted = client.call("DELETE", contact);
    BOOST_TEST(deleted.status == 200);
    BOOST_TEST(deleted.body == "");
    BOOST_TEST(client.call("DELETE", contact).status == 404);
    BOOST_TEST(sandbox::values(client, owner + "/contacts", "id") == texts{sandbox::id_of(kept)},
               boost::test_tools::per_element());
    sandbox::deactivate(client, owner);
    BOOST_TEST(client.call("DELETE", kept).status == 409);
}

BOOST_AUTO_TEST_CASE(the_contacts_of_all_customers_are_listed_by_a_filter) {
    caller client;
    const auto one = make_customer(client), two = make_customer(client);
    client.ask("POST", one + "/contacts", sandbox::phone());
    client.now += 1s;
    client.ask("POST", two + "/contacts", sandbox::phone());
    const auto owners = [&](const std::string& query) {
        return sandbox::values(client, "customers/contacts" + query, "customerId");
    };

    BOOST_TEST(owners("?customerIds=4000000002") == texts{"4000000002"},
               boost::test_tools::per_element());
    BOOST_TEST(owners("?modifiedBefore=2026-03-02T09:00:01Z") == texts{"4000000001"},
               boost::test_tools::per_element());
    BOOST_TEST(client.call("GET", "customers/contacts?createdBefore=2026-03-03").status == 400);
    BOOST_TEST(client.call("GET", "customers/contacts").status == 400);
}

BOOST_AUTO_TEST_CASE(custom_fields_have_the_names_of_their_types) {
    sandbox::settings wanted;
    wanted.seed = {{"customerFields", {{{"id", 21}, {"name", "Gate"}}, {{"id", 22}}}}};
    caller client(wanted);
    const auto path = make_customer(client);
    const auto change = [&](const json::array& fields) {
        return client.ask("PATCH", path, {{"customFields", fields}}).at("customFields").as_array();
    };

    change({{{"typeId", 22}, {"value", "kept"}}, {{"typeId", 21}, {"value", "1"}}});
    const auto changed = change({{{"typeId", 21}, {"value", "2"}}});

    BOOST_TEST(changed == (json::array{{{"typeId", 22}, {"name", nullptr}, {"value", "kept"}},
                                       {{"typeId", 21}, {"name", "Gate"}, {"value", "2"}}}));
    BOOST_TEST(change(json::array()) == changed);
    BOOST_TEST(sandbox::values(client, "customers/custom-fields", "id") == (texts{"21", "22"}),
               boost::test_tools::per_element());
}
