// Contacts with GUIDs for ids: their methods, preferences and relationships.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::caller;
using sandbox::id_of;
using sandbox::make_contact;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

namespace {

std::string make_method(caller& client, const std::string& contact) {
    return sandbox::make(client, contact + "/contact-methods", sandbox::phone());
}

std::string relationship(const std::string& contact, const std::string& rest) {
    return contact + "/relationships/" + rest;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_reference_id_is_taken_once) {
    caller client;
    const json::object wanted{{"name", "Ada"}, {"referenceId", "crm-7"}};

    const auto made = client.ask("POST", "contacts", wanted);
    const auto again = client.call("POST", "contacts", json::serialize(wanted));

    BOOST_TEST(!made.at("isArchived").as_bool());
    BOOST_TEST(made.at("title").is_null());
    BOOST_TEST(again.status == 409);
    BOOST_TEST(sandbox::values(client, "contacts?referenceId=crm-7", "name") == texts{"Ada"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_update_keeps_what_it_does_not_name_and_a_replacement_does_not) {
    caller client;
    const auto path = sandbox::make(client, "contacts", {{"name", "Ada"}, {"title", "Dr"}});

    const auto updated = client.ask("PATCH", path, {{"isArchived", true}});
    const auto replaced = client.ask("PUT", path, {{"name", "Ada L"}, {"isArchived", false}});

    BOOST_TEST(updated.at("isArchived").as_bool());
    BOOST_TEST(updated.at("title").as_string() == "Dr");
    BOOST_TEST(!replaced.at("isArchived").as_bool());
    BOOST_TEST(replaced.at("title").is_null());
    BOOST_TEST(replaced.at("name").as_string() == "Ada L");
}

BOOST_AUTO_TEST_CASE(a_replacement_of_none_makes_a_contact_of_that_id) {
    caller client;
    const auto path = "contacts/" + sandbox::guid_of(99);

    const auto made = client.ask("PUT", path, {{"name", "Ada"}, {"isArchived", false}});

    BOOST_TEST(made.at("id").as_string() == sandbox::guid_of(99));
    BOOST_TEST(client.ask("GET", path) == made);
}

BOOST_AUTO_TEST_CASE(contacts_are_found_by_what_they_are) {
    caller client;
    client.ask("POST", "contacts", {{"name", "Ada"}, {"title", "Dr"}});
    client.now += 1s;
    const auto archived = sandbox::make(client, "contacts", {{"name", "Grace"}});
    client.ask("PATCH", archived, {{"isArchived", true}});
    const struct {
        std::string query;
        texts expected;
    } cases[] = {
        {"", {"Ada", "Grace"}},
        {"?isArchived=true", {"Grace"}},
        {"?isArchived=false", {"Ada"}},
        {"?title=dr", {"Ada"}},
        {"?name=GRACE", {"Grace"}},
        {"?createdBefore=2026-03-02T09:00:01Z", {"Ada"}},
        {"?sort=-CreatedOn", {"Grace", "Ada"}},
    };
    for (const auto& one : cases) BOOST_TEST_CONTEXT(one.query) {
            BOOST_TEST(sandbox::values(client, "contacts" + one.query, "name") == one.expected,
                       boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(a_contact_with_relationships_is_not_deleted) {
    caller client;
    sandbox::make_customer(client);
    const auto path = make_contact(client);
    const auto related = relationship(path, "4000000001/customer");
    client.call("POST", related);

    BOOST_TEST(client.call("DELETE", path).status == 409);
    client.call("DELETE", related);
    BOOST_TEST(client.call("DELETE", path).status == 200);
    BOOST_TEST(client.call("GET", path).status == 404);
}

BOOST_AUTO_TEST_CASE(methods_belong_to_their_contact) {
    caller client;
    const auto one = make_contact(client), two = make_contact(client);
    const auto method = make_method(client, one);
    const auto elsewhere = two + "/contact-methods/" + id_of(method);

    BOOST_TEST(client.ask("GET", method).at("contactId").as_string() == id_of(one));
    BOOST_TEST(client.call("GET", elsewhere).status == 404);
    BOOST_TEST(client.call("PUT", elsewhere, json::serialize(sandbox::phone())).status == 404);
    BOOST_TEST(sandbox::values(client, two + "/contact-methods", "id").empty());
    BOOST_TEST(sandbox::values(client, "contacts/contact-methods?value=9375550143", "id") ==
                   texts{id_of(method)},
               boost::test_tools::per_element());
    BOOST_TEST(
        sandbox::values(client, "contacts/contact-methods?contactId=" + id_of(two), "id").empty());
    BOOST_TEST(sandbox::values(client, one + "/contact-methods?type=email", "id").empty());
    client.call("DELETE", one);
    BOOST_TEST(client.call("GET", method).status == 404);
}

BOOST_AUTO_TEST_CASE(a_method_is_changed_and_deleted_by_its_contact_only) {
    caller client;
    const auto contact = make_contact(client), other = make_contact(client);
    const auto method = make_method(client, contact);
    const auto elsewhere = other + "/contact-methods/" + id_of(method);
    client.now += 1s;

    const auto changed = client.ask("PATCH", method, {{"memo", "work"}});
    const auto null = client.call("PATCH", method, R"({"value": null})");

    BOOST_TEST(changed.at("memo").as_string() == "work");
    BOOST_TEST(changed.at("value").as_string() == "9375550143");
    BOOST_TEST(changed.at("modifiedOn").as_string() == "2026-03-02T09:00:01.1234567Z");
    BOOST_TEST(client.ask("GET", method) == changed);
    BOOST_TEST(null.status == 400);
    BOOST_TEST(sandbox::errors_of(null).contains("value"));
    BOOST_TEST(client.call("PATCH", elsewhere, R"({"memo": "stolen"})").status == 404);
    BOOST_TEST(client.call("DELETE", elsewhere).status == 404);
    BOOST_TEST(client.ask("GET", method) == changed);
    const auto deleted = client.call("DELETE", method);
    BOOST_TEST(deleted.status == 200);
    BOOST_TEST(deleted.body == "");
    BOOST_TEST(client.call("PATCH", method, "{}").status == 404);
    BOOST_TEST(client.call("DELETE", method).status == 404);
    BOOST_TEST(sandbox::values(client, contact + "/contact-methods", "id").empty());
}

BOOST_AUTO_TEST_CASE(preferences_are_set_one_by_one_and_known_by_name) {
    caller client;
    const auto method = make_method(client, make_contact(client));
    const auto path = method + "/preferences";
    const auto kinds = client.list("contacts/preferences");

    const auto set = client.ask("PATCH", path + "/jobRemindersEnabled", {{"value", "False"}});
    const auto wrong =
        client.call("PATCH", path + "/jobRemindersEnabled", R"({"value": "sometimes"})");

    BOOST_TEST(kinds.size() == 4u);
    BOOST_TEST(set ==
               (json::object{
                   {"name", "jobRemindersEnabled"}, {"dataType", "Boolean"}, {"value", "false"}}));
    BOOST_TEST(wrong.status == 400);
    BOOST_TEST(client.list(path).size() == 4u);
    BOOST_TEST(client.list(path).at(0) == json::value(set));
    BOOST_TEST(client.ask("GET", path + "/marketingUpdatesEnabled").at("value").is_null());
    BOOST_TEST(client.call("GET", path + "/lunch").status == 404);
}

BOOST_AUTO_TEST_CASE(a_contact_is_related_to_customers_locations_and_bookings) {
    caller client;
    sandbox::make_customer(client);
    sandbox::make_booking(client);
    const auto path = make_contact(client);
    const struct {
        std::string rest;
        int status;
    } cases[] = {
        {"4000000001/customer", 200}, {"4500000001/location", 200}, {"5000000001/booking", 200},
        {"4000000001/customer", 409}, {"4000000002/customer", 404}, {"4000000001/friend", 400},
        {"4000000001/location", 404},
    };
    for (const auto& one : cases)
        BOOST_TEST(client.call("POST", relationship(path, one.rest)).status == one.status,
                   one.rest);

    const auto list = path + "/relationships";
    BOOST_TEST(
        sandbox::values(client, list, "typeName") == (texts{"Customer", "Location", "Booking"}),
        boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, list + "?typeSlug=booking", "relatedEntityId") ==
                   texts{"5000000001"},
               boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, list + "?relatedEntityId=4500000001&sort=-ID", "typeSlug") ==
                   texts{"location"},
               boost::test_tools::per_element());
    BOOST_TEST(
        sandbox::values(client, "contacts/relationships/4000000001", "id") == texts{id_of(path)},
        boost::test_tools::per_element());
    BOOST_TEST(client.call("GET", "contacts/relationships/7").status == 404);
}

BOOST_AUTO_TEST_CASE(the_relationships_of_an_archived_contact_stay_as_they_are) {
    caller client;
    sandbox::make_customer(client);
    const auto path = make_contact(client);
    const auto related = relationship(path, "4000000001/customer");
    client.call("POST", related);
    client.ask("PATCH", path, {{"isArchived", true}});

    BOOST_TEST(client.call("DELETE", related).status == 409);
    BOOST_TEST(client.call("POST", relationship(path, "4500000001/location")).status == 409);
    BOOST_TEST(client.call("DELETE", relationship(path, "4500000001/location")).status == 404);
}
