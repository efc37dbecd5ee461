// What the sandbox does with bookings, their contacts and the tags of their providers.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::bookings_path;
using sandbox::caller;
using sandbox::errors_of;
using sandbox::make_booking;
using sandbox::minimal_booking;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

BOOST_AUTO_TEST_CASE(a_new_booking_is_answered_with_every_member_of_the_definition) {
    caller client;
    auto wanted = minimal_booking();
    wanted["address"] = {{"street", "12 Elm St"},
                         {"city", "Dayton"},
                         {"state", "OH"},
                         {"zip", "45402"},
                         {"country", "USA"}};
    wanted["start"] = "2026-03-05T10:30:00-05:00";
    wanted["campaignId"] = 4'000'000'011;

    const auto made = client.ask("POST", bookings_path, wanted);

    const json::object expected{
        {"id", 5'000'000'001},
        {"source", "Direct"},
        {"createdOn", "2026-03-02T09:00:00.1234567Z"},
        {"name", "Ada Example"},
        {"address",
         {{"street", "12 Elm St"},
          {"unit", nullptr},
          {"city", "Dayton"},
          {"state", "OH"},
          {"zip", "45402"},
          {"country", "USA"}}},
        {"customerType", nullptr},
        {"start", "2026-03-05T15:30:00Z"},
        {"campaignId", 4'000'000'011},
        {"businessUnitId", nullptr},
        {"isFirstTimeClient", true},
        {"uploadedImages", nullptr},
        {"isSendConfirmationEmail", nullptr},
        {"status", "New"},
        {"dismissingReasonId", nullptr},
        {"jobId", nullptr},
        {"externalId", "lead-1"},
        {"priority", nullptr},
        {"jobTypeId", nullptr},
        {"bookingProviderId", 5678},
        {"modifiedOn", "2026-03-02T09:00:00.1234567Z"},
        {"summary", "Water heater leaks"},
    };
    BOOST_TEST(made == expected);
}

BOOST_AUTO_TEST_CASE(a_booking_without_a_start_starts_in_the_year_1) {
    caller client;

    const auto made = client.ask("POST", bookings_path, minimal_booking());

    BOOST_TEST(made.at("start").as_string() == "0001-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_CASE(a_repeated_external_id_makes_a_second_booking) {
    caller client;

    make_booking(client, "same");
    make_booking(client, "same");

    const auto found = client.ask("GET", bookings_path + "?externalId=same&includeTotal=true");
    BOOST_TEST(found.at("totalCount").as_int64() == 2);
}

BOOST_AUTO_TEST_CASE(a_repeated_external_id_is_refused_when_so_switched) {
    sandbox::settings wanted;
    wanted.refuse_repeated_external_ids = true;
    caller client(wanted);
    client.is_declared_only = false;  // no 409 is declared
    make_booking(client, "same");

    const auto again = client.call("POST", bookings_path, json::serialize(minimal_booking("same")));

    BOOST_TEST(again.status == 409);
}

BOOST_AUTO_TEST_CASE(a_name_and_an_address_or_contact_are_required) {
    sandbox::settings lenient;
    lenient.require_address_or_contact = false;
    caller client, lenient_client(lenient);
    auto unreachable = minimal_booking();
    unreachable["contacts"].as_array().clear();
    auto nameless = minimal_booking();
    nameless["name"] = " ";
    auto mute = minimal_booking();
    mute["summary"] = "";

    BOOST_TEST(client.call("POST", bookings_path, json::serialize(unreachable)).status == 400);
    BOOST_TEST(client.call("POST", bookings_path, json::serialize(nameless)).status == 400);
    BOOST_TEST(client.call("POST", bookings_path, json::serialize(mute)).status == 400);
    BOOST_TEST(lenient_client.call("POST", bookings_path, json::serialize(unreachable)).status ==
               200);
}

BOOST_AUTO_TEST_CASE(an_unknown_booking_provider_is_told_after_the_body_was_checked) {
    const struct {
        std::string method, path, body;
        int status;
        std::string title;
    } cases[] = {
        // 404 is declared for neither list nor create.
        {"POST", "", json::serialize(minimal_booking()), 400,
         "Booking provider with id 1111 was not found."},
        {"POST", "", "{}", 400, "One or more validation errors occurred."},
        {"GET", "", "", 400, "Booking provider with id 1111 was not found."},
        {"GET", "/5000000001", "", 404, "Booking provider with id 1111 was not found."},
    };
    for (const auto& one : cases) {
        caller client;

        const auto refused =
            client.call(one.method, "booking-provider/1111/bookings" + one.path, one.body);

        BOOST_TEST(refused.status == one.status);
        BOOST_TEST(json::parse(refused.body).at("title").as_string() == one.title);
    }
}

BOOST_AUTO_TEST_CASE(another_providers_booking_is_not_found) {
    sandbox::settings wanted;
    wanted.booking_providers = {{5678, "Ours"}, {9012, "Theirs"}};
    caller client(wanted);
    make_booking(client);

    BOOST_TEST(client.call("GET", "booking-provider/9012/bookings/5000000001").status == 404);
    BOOST_TEST(client.call("GET", "bookings/5000000001").status == 200);
}

BOOST_AUTO_TEST_CASE(an_update_changes_what_it_names_and_nothing_else) {
    caller client;
    const auto path = make_booking(client);
    client.now += 1s;

    const auto updated = client.ask("PATCH", path, {{"start", "2026-04-01T08:00:00Z"}});

    BOOST_TEST(updated.at("start").as_string() == "2026-04-01T08:00:00Z");
    BOOST_TEST(updated.at("name").as_string() == "Ada Example");
    BOOST_TEST(updated.at("createdOn").as_string() == "2026-03-02T09:00:00.1234567Z");
    BOOST_TEST(updated.at("modifiedOn").as_string() == "2026-03-02T09:00:01.1234567Z");
    BOOST_TEST(client.ask("GET", path) == updated);
}

BOOST_AUTO_TEST_CASE(an_update_takes_no_null_and_addresses_only_whole) {
    caller client;
    const auto path = make_booking(client);

    const auto null = client.call("PATCH", path, R"({"campaignId": null})");
    const auto partial = client.call("PATCH", path, R"({"address": {"street": "13 Elm St"}})");

    BOOST_TEST(null.status == 400);
    BOOST_TEST(std::string_view(errors_of(null).at("campaignId").at(0).as_string())
                   .starts_with("Required property 'campaignId' expects a non-null value."));
    BOOST_TEST(partial.status == 400);
    BOOST_TEST(errors_of(partial).contains("address.unit"));
}

BOOST_AUTO_TEST_CASE(a_dismissed_booking_stays_listed_and_takes_no_update) {
    caller client;
    const auto path = make_booking(client);

    const auto dismissed = client.call("POST", path + "/dismiss",
                                       R"({"callReasonId": 42, "dismissingMemo": "cancelled"})");
    const auto again = client.call("POST", path + "/dismiss", "{}");

    const auto shown = client.ask("GET", path);
    BOOST_TEST(dismissed.status == 200);
    BOOST_TEST(dismissed.body.empty());
    BOOST_TEST(again.status == 200);
    BOOST_TEST(shown.at("status").as_string() == "Dismissed");
    BOOST_TEST(shown.at("dismissingReasonId").as_int64() == 42);
    const auto held = client.list("/sandbox/bookings");
    BOOST_TEST(held.at(0).at("dismissingMemo").as_string() == "cancelled");
    BOOST_TEST(client.call("PATCH", path, R"({"name": "Late"})").status == 409);
    BOOST_TEST(client.ask("GET", bookings_path).at("data").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(contacts_are_made_listed_changed_and_deleted_one_by_one) {
    caller client;
    const auto path = make_booking(client) + "/contacts";

    const auto added = client.ask("POST", path, {{"type", "Email"}, {"value", "ada@example.test"}});
    const auto one = path + "/" + std::to_string(added.at("id").as_int64());
    const auto changed = client.ask("PATCH", one, {{"memo", "work"}});
    const auto listed = client.ask("GET", path + "?includeTotal=true");
    const auto deleted = client.call("DELETE", one);

    BOOST_TEST(added.at("memo").as_string() == "");
    BOOST_TEST(changed ==
               (json::object{{"type", "Email"}, {"value", "ada@example.test"}, {"memo", "work"}}));
    BOOST_TEST(listed.at("totalCount").as_int64() == 2);
    BOOST_TEST(listed.at("data").at(0).at("value").as_string() == "2125550143");
    BOOST_TEST(listed.at("data").at(1).at("memo").as_string() == "work");
    BOOST_TEST(deleted.status == 200);
    BOOST_TEST(deleted.body.empty());
    BOOST_TEST(client.call("DELETE", one).status == 404);
    BOOST_TEST(client.call("PATCH", one, "{}").status == 404);
    BOOST_TEST(client.ask("GET", path).at("data").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_contact_of_a_kind_that_does_not_exist_is_refused) {
    caller client;
    const auto path = make_booking(client) + "/contacts";

    const auto refused = client.call("POST", path, R"({"type": "Pager", "value": "2125550143"})");

    BOOST_TEST(refused.status == 400);
    BOOST_TEST(errors_of(refused).contains("type"));
}

BOOST_AUTO_TEST_CASE(the_tenant_lists_the_bookings_of_all_providers) {
    sandbox::settings wanted;
    wanted.booking_providers = {{5678, "Ours"}, {9012, "Theirs"}};
    caller client(wanted);
    const std::string theirs = "booking-provider/9012/bookings";
    make_booking(client, "a");
    client.ask("POST", theirs, minimal_booking("b"));
    const auto listed = [&](const std::string& target) {
        return sandbox::values(client, target, "externalId");
    };

    BOOST_TEST(listed("bookings") == (texts{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(listed(theirs) == texts{"b"}, boost::test_tools::per_element());
    BOOST_TEST(listed("bookings?externalId=a") == texts{"a"}, boost::test_tools::per_element());
    BOOST_TEST(client.call("GET", "bookings?ids=a").status == 400);
}

BOOST_AUTO_TEST_CASE(the_tenant_lists_the_contacts_of_a_booking_whoever_provided_it) {
    caller client;
    const auto path = make_booking(client);
    const std::string contacts = "bookings/" + sandbox::id_of(path) + "/contacts";
    const auto listed = [&](const std::string& query = "") {
        return sandbox::values(client, contacts + query, "value");
    };
    const auto email =
        sandbox::make(client, path + "/contacts", {{"type", "Email"}, {"value", "a@example.test"}});
    make_booking(client, "lead-2");

    BOOST_TEST(listed() == (texts{"2125550143", "a@example.test"}),
               boost::test_tools::per_element());
    BOOST_TEST(listed("?pageSize=1&page=2") == texts{"a@example.test"},
               boost::test_tools::per_element());
    client.call("DELETE", email);
    BOOST_TEST(listed() == texts{"2125550143"}, boost::test_tools::per_element());
    BOOST_TEST(client.call("GET", contacts + "?page=0").status == 400);
    BOOST_TEST(client.call("GET", "bookings/7/contacts").status == 404);
}

BOOST_AUTO_TEST_CASE(booking_provider_tags_are_listed_made_and_renamed) {
    caller client;

    const auto made = client.ask("POST", "booking-provider-tags",
                                 {{"tagName", "Calendly"}, {"description", "appointments"}});
    const auto id = std::to_string(made.at("id").as_int64());
    const auto renamed =
        client.ask("PATCH", "booking-provider-tags/" + id, {{"tagName", "Cal.com"}});
    const auto listed = client.ask("GET", "booking-provider-tags?name=Cal.com");
    const auto got = client.ask("GET", "booking-provider-tags/" + id);

    BOOST_TEST(!made.contains("active"));
    BOOST_TEST(renamed.at("tagName").as_string() == "Cal.com");
    BOOST_TEST(renamed.at("description").as_string() == "appointments");
    BOOST_TEST(listed.at("data").as_array().size() == 1u);
    BOOST_TEST(got.at("active").as_bool());
    BOOST_TEST(client.call("GET", "booking-provider/" + id + "/bookings").status == 200);
}

BOOST_AUTO_TEST_CASE(a_tag_name_is_taken_once) {
    caller client;

    const auto refused = client.call("POST", "booking-provider-tags",
                                     R"({"tagName": "Sandbox", "description": "again"})");

    BOOST_TEST(refused.status == 409);
}
