// Locations, and what customers and locations have alike: notes and tags.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::caller;
using sandbox::first_location;
using sandbox::make_customer;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

namespace {

json::object new_location(std::int64_t customer = 4'000'000'001) {
    auto body = sandbox::location_body("Shop");
    body["customerId"] = customer;
    return body;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_location_is_made_for_a_customer_who_is_there_and_active) {
    caller client;
    const auto customer = make_customer(client);

    const auto made = client.call("POST", "locations", json::serialize(new_location()));
    const auto nobody = client.call("POST", "locations", json::serialize(new_location(1)));
    sandbox::deactivate(client, customer);
    const auto late = client.call("POST", "locations", json::serialize(new_location()));

    BOOST_TEST(made.status == 200);
    BOOST_TEST(nobody.status == 400);
    BOOST_TEST(sandbox::errors_of(nobody).contains("customerId"));
    BOOST_TEST(late.status == 409);
    BOOST_TEST(sandbox::title_of(late) == "Customer ID = 4000000001 is not active");
}

BOOST_AUTO_TEST_CASE(locations_are_found_by_what_they_are) {
    caller client;
    make_customer(client);
    make_customer(client);
    client.ask("POST", "locations", new_location());
    const struct {
        std::string query;
        texts expected;
    } cases[] = {
        {"", {"4500000001", "4500000002", "4500000003"}},
        {"?customerId=4000000001", {"4500000001", "4500000003"}},
        {"?name=shop", {"4500000003"}},
        {"?street=12%20Elm%20St&name=home&sort=-Id", {"4500000002", "4500000001"}},
        {"?active=False", {}},
    };
    for (const auto& one : cases) BOOST_TEST_CONTEXT(one.query) {
            BOOST_TEST(sandbox::values(client, "locations" + one.query, "id") == one.expected,
                       boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(an_update_wants_all_of_an_address_or_a_part_when_so_switched) {
    sandbox::settings lenient;
    lenient.accept_partial_addresses = true;
    caller strict, client(lenient);
    make_customer(strict);
    make_customer(client);
    const std::string zip = R"({"address": {"zip": "45403"}})";

    BOOST_TEST(strict.call("PATCH", first_location, zip).status == 400);
    BOOST_TEST(client.call("PATCH", first_location, zip).status == 200);
    const auto address = client.ask("GET", first_location).at("address");
    BOOST_TEST(address.at("zip").as_string() == "45403");
    BOOST_TEST(address.at("street").as_string() == "12 Elm St");
}

BOOST_AUTO_TEST_CASE(the_preferred_technician_is_a_bare_number_or_null) {
    sandbox::settings wanted;
    wanted.seed = {{"technicians", {{{"id", 31}, {"name", "Tim"}}}}};
    caller client(wanted);
    make_customer(client);
    const std::string path = first_location + "/preferredtechnician";

    BOOST_TEST(client.value("GET", path).is_null());
    BOOST_TEST(client.call("POST", path + "/31").body == "");
    BOOST_TEST(client.value("GET", path).as_int64() == 31);
    BOOST_TEST(client.call("POST", path + "/32").status == 404);
}

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
