// What a sandbox holds from the start, and the page that shows what it holds.
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/sandbox/people.hpp"

using sandbox::caller;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

namespace {

sandbox::settings seeded(const json::object& seed) {
    sandbox::settings wanted;
    wanted.seed = seed;
    return wanted;
}

json::object one_of_each() {
    auto customer = sandbox::customer_body();
    customer["id"] = 40;
    auto location = sandbox::location_body("Shop");
    location["id"] = 45;
    location["customerId"] = 40;
    auto gone = sandbox::customer_body("Gone");
    gone["active"] = false;
    auto booking = sandbox::minimal_booking("seeded");
    booking["bookingProviderId"] = 5678;
    auto lead = sandbox::lead_body();
    lead["customerId"] = 40;
    return {{"campaigns", {{{"id", 11}, {"name", "Web"}}}},
            {"customers", {customer, gone}},
            {"locations", {location}},
            {"bookings", {booking}},
            {"leads", {lead}}};
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_seed_is_there_from_the_start_and_after_a_reset) {
    caller client(seeded(one_of_each()));
    for (int i = 0; i < 2; ++i) {
        BOOST_TEST(client.ask("GET", "customers/40").at("name").as_string() == "Ada Example");
        BOOST_TEST(client.ask("GET", "locations/45").at("customerId").as_int64() == 40);
        BOOST_TEST(sandbox::values(client, "customers?active=False", "name") == texts{"Gone"},
                   boost::test_tools::per_element());
        BOOST_TEST(sandbox::values(client, "bookings", "externalId") == texts{"seeded"},
                   boost::test_tools::per_element());
        BOOST_TEST(sandbox::values(client, "leads?customerId=40", "campaignId") == texts{"11"},
                   boost::test_tools::per_element());
        client.call("POST", "/sandbox/reset");
        client.sign_in();
    }
}

BOOST_AUTO_TEST_CASE(what_a_seed_lists_is_all_there_is_of_its_kind) {
    caller client(seeded(one_of_each()));
    auto wanted = sandbox::minimal_booking();
    wanted["campaignId"] = 12;
    wanted["businessUnitId"] = 99;  // of which the seed lists none

    const auto refused = client.call("POST", sandbox::bookings_path, json::serialize(wanted));

    BOOST_TEST(refused.status == 400);
    BOOST_TEST(sandbox::errors_of(refused).size() == 1u);
    BOOST_TEST(sandbox::errors_of(refused).contains("campaignId"));
}

BOOST_AUTO_TEST_CASE(the_example_is_one) {
    std::ifstream in(SOURCE_FOLDER "/tests/sandbox/example_seed.json");
    const std::string text(std::istreambuf_iterator<char>(in), {});
    caller client(seeded(json::parse(text).as_object()));

    const auto customer = client.ask("GET", "customers/40");
    BOOST_TEST(customer.at("customFields").at(0).at("name").as_string() == "Gate code");
    BOOST_TEST(sandbox::values(client, "bookings", "campaignId") == texts{"12"},
               boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, "locations/45/notes", "text") ==
                   (texts{"Rings twice", "Dog in the yard"}),
               boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, "contacts/relationships/40", "name") == texts{"Ada Example"},
               boost::test_tools::per_element());
    BOOST_TEST(sandbox::values(client, "contacts/contact-methods", "contactId") ==
                   sandbox::values(client, "contacts", "id"),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_seed_that_the_crm_would_not_take_names_its_place) {
    auto twice = sandbox::customer_body();
    twice["id"] = 40;
    const struct {
        json::object seed;
        std::string where;
    } cases[] = {
        {{{"custommers", json::array()}}, "seed: custommers: "},
        {{{"customers", 7}}, "seed: customers: "},
        {{{"customers", {{{"name", "Ada"}}}}}, "seed: customers/0: "},
        {{{"customers", {twice, twice}}}, "seed: customers/1/id: "},
        {{{"bookings", {sandbox::minimal_booking()}}}, "seed: bookings/0/bookingProviderId: "},
        {{{"campaigns", {{{"name", "Web"}}}}}, "seed: campaigns/id: "},
        {{{"leads", {{{"summary", "x"}, {"campaignId", 1}}}}}, "seed: leads/0: "},
        {{{"leadNotes", {{{"text", "x"}}}}}, "seed: leadNotes/0/leadId: "},
        {{{"customerNotes", {{{"text", "x"}, {"customerId", 7}}}}}, "seed: customerNotes/0: "},
        {{{"contacts", {{{"isArchived", false}}}}}, "seed: contacts/0/id: "},
        {{{"contacts", {{{"id", "ada"}, {"isArchived", false}}}}}, "seed: contacts/0: "},
        {{{"relationships",
           {{{"contactId", sandbox::guid_of(7)}, {"relatedEntityId", 1}, {"typeSlug", "friend"}}}}},
         "seed: relationships/0: "},
    };
    for (const auto& wrong : cases)
        BOOST_CHECK_EXCEPTION(caller(seeded(wrong.seed)), std::runtime_error,
                              [&](const std::runtime_error& told) {
                                  BOOST_TEST_MESSAGE(told.what());
                                  return std::string_view(told.what()).starts_with(wrong.where);
                              });
}

BOOST_AUTO_TEST_CASE(the_state_has_bookings_first_with_their_contacts) {
    caller client(seeded(one_of_each()));

    const auto state = client.ask("GET", "/sandbox/state");

    const auto& kinds = state.at("tenants").at(0).at("kinds").as_array();
    BOOST_TEST(kinds.at(0).at("name").as_string() == "bookings");
    BOOST_TEST(kinds.at(0).at("count").as_int64() == 1);
    const auto& booking = kinds.at(0).at("newest").at(0);
    BOOST_TEST(booking.at("contacts").at(0).at("value").as_string() == "2125550143");
    BOOST_TEST(state.at("calls").at("issue_token").at("200").as_int64() == 1);
}

BOOST_AUTO_TEST_CASE(the_state_shows_the_newest_of_many) {
    sandbox::settings wanted;
    wanted.calls_per_second = 0;
    caller client(wanted);
    for (int i = 0; i < 101; ++i) sandbox::make_lead(client);

    const auto leads =
        client.ask("GET", "/sandbox/state").at("tenants").at(0).at("kinds").at(1).as_object();

    BOOST_TEST(leads.at("count").as_int64() == 101);
    BOOST_TEST(leads.at("newest").as_array().size() == 100u);
    BOOST_TEST(leads.at("newest").at(0).at("id").as_int64() == 5'500'000'101);
}

BOOST_AUTO_TEST_CASE(the_page_is_html_that_writes_no_html_and_loads_nothing) {
    caller client;
    client.headers.clear();

    const auto page = client.call("GET", "/");

    BOOST_TEST(page.status == 200);
    BOOST_TEST(page.content_type == "text/html; charset=utf-8");
    BOOST_TEST(page.body.find("/sandbox/state") != std::string::npos);
    BOOST_TEST(page.body.find("innerHTML") == std::string::npos);
    BOOST_TEST(page.headers.at("Content-Security-Policy").starts_with("default-src 'none'"));
}
