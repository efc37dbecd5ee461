// What customers, locations and leads have alike: notes and tags.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using sandbox::caller;
using sandbox::first_location;
using sandbox::make_customer;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_note_is_pinned_copied_and_deleted) {
    caller client;
    const auto customer = make_customer(client);

    const auto made =
        client.ask("POST", customer + "/notes",
                   {{"text", "rings twice"}, {"pinToTop", true}, {"addToLocations", true}});
    client.ask("POST", first_location + "/notes", {{"text", "dog"}, {"addToCustomer", true}});

    BOOST_TEST(made.at("isPinned").as_bool());
    const texts both{"rings twice", "dog"};
    BOOST_TEST(sandbox::values(client, customer + "/notes", "text") == both,
               boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, first_location + "/notes", "text") == both,
               boost::test_tools::per_element());
    const auto path = customer + "/notes/" + std::to_string(made.at("id").as_int64());
    BOOST_TEST(client.call("DELETE", path).status == 200);
    BOOST_TEST(client.call("DELETE", path).status == 404);
    BOOST_TEST(client.call("GET", "customers/9/notes").status == 404);
    BOOST_TEST(sandbox::values(client, customer + "/notes", "text") == texts{"dog"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_note_is_deleted_where_it_is_and_nowhere_else) {
    caller client;
    const auto customer = make_customer(client);
    client.ask("POST", customer + "/notes", {{"text", "dog"}, {"addToLocations", true}});
    const auto path = sandbox::make(client, first_location + "/notes", {{"text", "gate"}});
    const std::string note = "/notes/" + sandbox::id_of(path);

    BOOST_TEST(client.call("DELETE", customer + note).status == 404);
    BOOST_TEST(client.call("DELETE", "locations/7" + note).status == 404);
    BOOST_TEST(client.call("DELETE", first_location + "/notes/0").status == 400);
    const auto deleted = client.call("DELETE", path);
    BOOST_TEST(deleted.status == 200);
    BOOST_TEST(deleted.body == "");
    BOOST_TEST(client.call("DELETE", path).status == 404);
    BOOST_TEST(sandbox::values(client, first_location + "/notes", "text") == texts{"dog"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_lead_has_notes_of_its_own) {
    caller client;
    const auto lead = sandbox::make_lead(client), other = sandbox::make_lead(client);
    const auto path = lead + "/notes";

    const auto pinned = client.ask("POST", path, {{"text", "rings twice"}, {"pinToTop", true}});
    const auto plain = client.ask("POST", path, {{"text", "dog"}});
    const auto mute = client.call("POST", path, R"({"pinToTop": true})");

    BOOST_TEST(pinned.at("isPinned").as_bool());
    BOOST_TEST(!plain.at("isPinned").as_bool());
    BOOST_TEST(mute.status == 400);
    BOOST_TEST(sandbox::errors_of(mute).contains("text"));
    BOOST_TEST(client.call("POST", "leads/7/notes", R"({"text": "dog"})").status == 404);
    BOOST_TEST(sandbox::values(client, path, "text") == (texts{"rings twice", "dog"}),
               boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, other + "/notes", "text").empty());
}

BOOST_AUTO_TEST_CASE(a_tag_is_given_once_and_taken_once) {
    for (const std::string kind : {"customer", "location"}) {
        sandbox::settings wanted;
        wanted.seed = {{"tagTypes", {{{"id", 3}, {"name", "VIP"}}}}};
        caller client(wanted);
        const auto customer = make_customer(client);
        const std::string owner = kind == "customer" ? customer : first_location;

        const auto given = client.ask("POST", owner + "/tags/3");
        const auto again = client.call("POST", owner + "/tags/3");

        BOOST_TEST(given.at("tagTypeIds") == json::array{3});
        BOOST_TEST(std::to_string(given.at(kind + "Id").as_int64()) == sandbox::id_of(owner));
        BOOST_TEST(again.status == 409);
        BOOST_TEST(client.call("POST", owner + "/tags/4").status == 404);
        BOOST_TEST(client.call("DELETE", owner + "/tags/3").status == 200);
        BOOST_TEST(client.call("DELETE", owner + "/tags/3").status == 404);
    }
}

BOOST_AUTO_TEST_CASE(bulk_tags_name_the_customers_that_stand_in_the_way_and_change_none) {
    caller client;
    const auto one = make_customer(client), two = make_customer(client);
    const auto tagged = [&](const std::string& method, const json::array& ids) {
        const json::object body{{"customerIds", ids}, {"tagTypeIds", {3, 4}}};
        return client.call(method, "tags", json::serialize(body));
    };
    const auto tags = [&] { return client.ask("GET", one).at("tagTypeIds").as_array().size(); };

    const auto stale = tagged("PUT", {4'000'000'001, 7, 8});
    BOOST_TEST(stale.status == 400);
    BOOST_TEST(sandbox::title_of(stale) == "Customers with IDs 7, 8 were not found.");
    BOOST_TEST(sandbox::errors_of(stale).at("").at(0).as_string() == sandbox::title_of(stale));
    BOOST_TEST(tags() == 0u);
    BOOST_TEST(tagged("PUT", {4'000'000'001, 4'000'000'002}).status == 200);
    BOOST_TEST(tagged("PUT", {4'000'000'001}).status == 200);
    BOOST_TEST(tags() == 2u);
    BOOST_TEST(tagged("DELETE", {4'000'000'001}).status == 200);
    BOOST_TEST(tags() == 0u);
    sandbox::deactivate(client, two);
    const auto inactive = tagged("DELETE", {4'000'000'002});
    BOOST_TEST(inactive.status == 409);
    BOOST_TEST(sandbox::title_of(inactive) == "Customers with IDs 4000000002 are not active.");
}
