// Locations, and the contacts of theirs that have numbers for ids.
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

BOOST_AUTO_TEST_CASE(the_contacts_of_a_location_are_changed_and_listed) {
    caller client;
    make_customer(client);
    const std::string path = first_location + "/contacts";
    const auto contact = sandbox::make(client, path, sandbox::phone("937-555-0143"));
    sandbox::make(client, "customers/4000000001/contacts", sandbox::phone("9375550199"));
    client.now += 1s;

    const auto changed = client.ask("PATCH", contact, {{"value", "937-555-0144"}});

    BOOST_TEST(changed.at("type").as_string() == "Phone");
    BOOST_TEST(changed.at("phoneSettings").at("phoneNumber").as_string() == "9375550144");
    BOOST_TEST(changed.at("createdOn").as_string() == "2026-03-02T09:00:00.1234567Z");
    BOOST_TEST(changed.at("modifiedOn").as_string() == "2026-03-02T09:00:01.1234567Z");
    BOOST_TEST(sandbox::values(client, path, "value") == texts{"937-555-0144"},
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_with_a_contact_of_a_location_is_told) {
    const struct {
        std::string method, target, body;
        bool is_active;
        int status;
    } cases[] = {
        {"GET", first_location + "/contacts?page=0", "", true, 400},
        {"GET", "locations/7/contacts", "", true, 404},
        {"GET", first_location + "/contacts", "", false, 409},
        {"PATCH", first_location + "/contacts/7500000001", R"({"type": "Pager"})", true, 400},
        {"PATCH", first_location + "/contacts/7500000001", R"({"value": null})", true, 400},
        {"PATCH", first_location + "/contacts/7", "{}", true, 404},
        {"PATCH", "locations/4500000002/contacts/7500000001", "{}", true, 404},
        {"PATCH", first_location + "/contacts/7500000001", "{}", false, 409},
    };
    for (const auto& wrong : cases) BOOST_TEST_CONTEXT(wrong.method << " " << wrong.target) {
            caller client;
            make_customer(client);
            make_customer(client);
            sandbox::make(client, first_location + "/contacts", sandbox::phone());
            if (!wrong.is_active) sandbox::deactivate(client, first_location);

            BOOST_TEST(client.call(wrong.method, wrong.target, wrong.body).status == wrong.status);
        }
}

BOOST_AUTO_TEST_CASE(the_contacts_of_all_locations_are_listed_by_a_filter) {
    caller client;
    make_customer(client);
    make_customer(client);
    client.ask("POST", first_location + "/contacts", sandbox::phone());
    client.now += 1s;
    client.ask("POST", "locations/4500000002/contacts", sandbox::phone());
    const struct {
        std::string query;
        texts owners;
    } cases[] = {
        {"?locationIds=4500000002", {"4500000002"}},
        {"?locationIds=4500000001,4500000002", {"4500000001", "4500000002"}},
        {"?createdBefore=2026-03-02T09:00:01Z", {"4500000001"}},
        {"?modifiedOnOrAfter=2026-03-02T09:00:01Z", {"4500000002"}},
    };
    for (const auto& one : cases)
        BOOST_TEST(
            sandbox::values(client, "locations/contacts" + one.query, "locationId") == one.owners,
            boost::test_tools::per_element());

    const auto refused = client.call("GET", "locations/contacts?pageSize=5");
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(sandbox::title_of(refused).starts_with("At least one of locationIds, "));
    BOOST_TEST(client.call("GET", "locations/contacts?locationIds=x").status == 400);
}

BOOST_AUTO_TEST_CASE(the_custom_fields_of_locations_are_listed_and_give_their_names) {
    sandbox::settings wanted;
    wanted.seed = {
        {"locationFields", {{{"id", 21}, {"name", "Gate"}}, {{"id", 22}, {"name", "Dog"}}}},
        {"customerFields", {{{"id", 23}, {"name", "Gold"}}}}};
    caller client(wanted);
    make_customer(client);
    const auto names = [&](const std::string& query) {
        return sandbox::values(client, "locations/custom-fields" + query, "name");
    };

    const auto changed = client.ask("PATCH", first_location,
                                    {{"customFields", {{{"typeId", 22}, {"value", "yes"}}}}});

    BOOST_TEST(names("?sort=-Id") == (texts{"Dog", "Gate"}), boost::test_tools::per_element());
    BOOST_TEST(names("?createdBefore=2026-03-02").empty());
    BOOST_TEST(client.call("GET", "locations/custom-fields?sort=-Name").status == 400);
    BOOST_TEST(changed.at("customFields") ==
               (json::array{{{"typeId", 22}, {"name", "Dog"}, {"value", "yes"}}}));
}
