// What the sandbox does with bookings and their contacts.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/caller.hpp"

using namespace std::chrono_literals;
using sandbox::bookings_path;
using sandbox::caller;
using sandbox::make_booking;
using sandbox::minimal_booking;
namespace json = sandbox::json;

namespace {

json::object errors_of(const sandbox::answer& refused) {
    return json::parse(refused.body).at("errors").as_object();
}

std::vector<std::string> external_ids(const json::object& page) {
    std::vector<std::string> ids;
    for (const auto& booking : page.at("data").as_array())
        ids.emplace_back(booking.at("externalId").as_string());
    return ids;
}

using texts = std::vector<std::string>;

}  // namespace

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
    make_booking(client, "same");

    const auto again = client.call("POST", bookings_path, json::serialize(minimal_booking("same")));

    BOOST_TEST(again.status == 409);
}

BOOST_AUTO_TEST_CASE(unknown_members_are_dropped_or_refused_when_so_switched) {
    auto wanted = minimal_booking();
    wanted["notes"] = "never seen again";
    sandbox::settings strict;
    strict.refuse_unknown_members = true;
    caller client, strict_client(strict);

    const auto made = client.ask("POST", bookings_path, wanted);
    const auto refused = strict_client.call("POST", bookings_path, json::serialize(wanted));

    BOOST_TEST(!made.contains("notes"));
    BOOST_TEST(refused.status == 400);
    BOOST_TEST(errors_of(refused).contains("notes"));
}

BOOST_AUTO_TEST_CASE(every_missing_member_is_named_at_once) {
    caller client;

    const auto refused = client.call("POST", bookings_path,
                                     R"({"name": null, "contacts": [{"type": "Phone"}],)"
                                     R"( "address": {"street": "12 Elm St"}})");

    const auto errors = errors_of(refused);
    BOOST_TEST(refused.status == 400);
    for (const auto* const member :
         {"source", "summary", "isFirstTimeClient", "externalId", "contacts[0].value",
          "address.city", "address.state", "address.zip", "address.country"})
        BOOST_TEST(errors.contains(member), member);
    BOOST_TEST(errors.at("externalId").at(0).as_string() ==
               "Required property 'externalId' not found in JSON. Path '', line 1, position 83.");
    BOOST_TEST(errors.at("name").at(0).as_string().starts_with(
        "Required property 'name' expects a value but got null."));
    BOOST_TEST(errors.at("request").at(0).as_string() == "The request field is required.");
}

BOOST_AUTO_TEST_CASE(values_that_are_not_of_the_type_are_refused) {
    const struct {
        std::string member;
        json::value value;
        std::string text;
    } cases[] = {
        {"campaignId", "11", "Error converting value \"11\" to type 'System.Int64'."},
        {"isFirstTimeClient", "yes", "Error converting value \"yes\" to type 'System.Boolean'."},
        {"name", 7, "Error converting value 7 to type 'System.String'."},
        {"priority", "Now", "Error converting value \"Now\" to type 'System.String'."},
        {"start", "tomorrow", "Could not convert string to DateTime: tomorrow."},
        {"start", "2026-03-05T10:30:00",
         "Could not convert string to DateTime: 2026-03-05T10:30:00."},
        {"contacts", "2125550143",
         "Error converting value \"2125550143\" to type 'BookingContactModel'."},
    };
    for (const auto& wrong : cases) {
        caller client;
        auto wanted = minimal_booking();
        wanted[wrong.member] = wrong.value;

        const auto refused = client.call("POST", bookings_path, json::serialize(wanted));

        BOOST_TEST_CONTEXT(wrong.text) {
            BOOST_TEST(refused.status == 400);
            const auto text = errors_of(refused).at(wrong.member).at(0).as_string();
            BOOST_TEST(std::string_view(text).starts_with(wrong.text), text);
        }
    }
}

BOOST_AUTO_TEST_CASE(bodies_that_are_no_json_object_are_refused) {
    for (const std::string body : {"", "  ", "{\"name\":", "[]", "7"}) {
        caller client;

        const auto refused = client.call("POST", bookings_path, body);

        BOOST_TEST(refused.status == 400);
        BOOST_TEST(errors_of(refused).contains("request"));
    }
}

BOOST_AUTO_TEST_CASE(a_body_of_another_media_type_is_refused) {
    caller client;
    client.headers["content-type"] = "text/plain";

    BOOST_TEST(client.call("POST", bookings_path, json::serialize(minimal_booking())).status ==
               415);
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

BOOST_AUTO_TEST_CASE(an_unknown_booking_provider_is_not_found_after_the_body_was_checked) {
    caller client;
    const std::string path = "booking-provider/1111/bookings";

    BOOST_TEST(client.call("POST", path, json::serialize(minimal_booking())).status == 404);
    BOOST_TEST(client.call("POST", path, "{}").status == 400);
    BOOST_TEST(client.call("GET", path).status == 404);
}

BOOST_AUTO_TEST_CASE(another_providers_booking_is_not_found) {
    sandbox::settings wanted;
    wanted.booking_providers = {{5678, "Ours"}, {9012, "Theirs"}};
    caller client(wanted);
    make_booking(client);

    BOOST_TEST(client.call("GET", "booking-provider/9012/bookings/5000000001").status == 404);
    BOOST_TEST(client.call("GET", "bookings/5000000001").status == 200);
}

BOOST_AUTO_TEST_CASE(the_external_id_filter_is_exact) {
    caller client;
    for (const std::string id : {"lead-1", "lead-10", "LEAD-1", "a b"}) make_booking(client, id);

    BOOST_TEST(
        external_ids(client.ask("GET", bookings_path + "?externalId=lead-1")) == texts{"lead-1"},
        boost::test_tools::per_element());
    BOOST_TEST(external_ids(client.ask("GET", bookings_path + "?externalId=a%20b")) == texts{"a b"},
               boost::test_tools::per_element());
    BOOST_TEST(external_ids(client.ask("GET", bookings_path + "?externalId=none")).empty());
}

BOOST_AUTO_TEST_CASE(a_list_comes_in_pages_and_knows_whether_more_follow) {
    caller client;
    for (const std::string id : {"a", "b", "c", "d"}) make_booking(client, id);

    const auto first = client.ask("GET", bookings_path + "?pageSize=2");
    const auto second = client.ask("GET", bookings_path + "?pageSize=2&page=2&includeTotal=true");
    const auto third = client.ask("GET", bookings_path + "?pageSize=2&page=3");

    BOOST_TEST(external_ids(first) == (texts{"a", "b"}), boost::test_tools::per_element());
    BOOST_TEST(first.at("hasMore").as_bool());
    BOOST_TEST(first.at("totalCount").is_null());
    BOOST_TEST(external_ids(second) == (texts{"c", "d"}), boost::test_tools::per_element());
    BOOST_TEST(!second.at("hasMore").as_bool());
    BOOST_TEST(second.at("totalCount").as_int64() == 4);
    BOOST_TEST(external_ids(third).empty());
}

BOOST_AUTO_TEST_CASE(a_list_is_filtered_and_sorted) {
    const struct {
        std::string query;
        texts expected;
    } cases[] = {
        {"", {"a", "b", "c"}},
        {"?sort=-Id", {"c", "b", "a"}},
        {"?sort=%2BCreatedOn", {"a", "b", "c"}},
        {"?sort=-ModifiedOn", {"a", "c", "b"}},
        {"?ids=5000000001,5000000003", {"a", "c"}},
        {"?createdOnOrAfter=2026-03-02T09:00:01Z", {"b", "c"}},
        {"?createdBefore=2026-03-02T09:00:01Z", {"a"}},
        {"?modifiedOnOrAfter=2026-03-02T09:00:03Z", {"a"}},
        {"?unheardOf=1", {"a", "b", "c"}},
    };
    caller client;
    for (const std::string id : {"a", "b", "c"}) {
        make_booking(client, id);
        client.now += 1s;
    }
    client.call("PATCH", bookings_path + "/5000000001", R"({"name": "Ada B. Example"})");
    for (const auto& one : cases) BOOST_TEST_CONTEXT(one.query) {
            BOOST_TEST(external_ids(client.ask("GET", bookings_path + one.query)) == one.expected,
                       boost::test_tools::per_element());
        }
}

BOOST_AUTO_TEST_CASE(list_parameters_that_are_not_valid_are_refused) {
    const struct {
        std::string query, parameter, text;
    } cases[] = {
        {"?page=0", "page", "The value '0' is not valid for Page."},
        {"?pageSize=5001", "pageSize", "The value '5001' is not valid for PageSize."},
        {"?sort=-completedOn", "sort", "The value '-completedOn' is not valid for Sort."},
        {"?sort=+Id", "sort", "The value ' Id' is not valid for Sort."},
        {"?ids=1,x", "ids", "The value '1,x' is not valid for Ids."},
        {"?includeTotal=maybe", "includeTotal", "The value 'maybe' is not valid for IncludeTotal."},
        {"?createdBefore=noon", "createdBefore",
         "The value 'noon' is not valid for CreatedBefore."},
    };
    for (const auto& wrong : cases) {
        caller client;

        const auto refused = client.call("GET", bookings_path + wrong.query);

        BOOST_TEST(refused.status == 400);
        BOOST_TEST(errors_of(refused).at(wrong.parameter).at(0).as_string() == wrong.text);
    }
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
    BOOST_TEST(client.crm_.all_bookings().at(5'000'000'001).dismissing_memo == "cancelled");
    BOOST_TEST(client.call("PATCH", path, R"({"name": "Late"})").status == 409);
    BOOST_TEST(external_ids(client.ask("GET", bookings_path)).size() == 1u);
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

BOOST_AUTO_TEST_CASE(times_are_shown_to_the_tick_without_trailing_zeros) {
    const struct {
        std::string given, shown;
    } cases[] = {
        {"2026-03-05T10:30Z", "2026-03-05T10:30:00Z"},
        {"2026-03-05T23:30:00.5-01:30", "2026-03-06T01:00:00.5Z"},
        {"2024-02-29T00:00:00.1234567Z", "2024-02-29T00:00:00.1234567Z"},
        {"2024-02-29T00:00:00.123456789+00:00", "2024-02-29T00:00:00.1234567Z"},
        {"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
        {"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
    };
    for (const auto& one : cases)
        BOOST_TEST(sandbox::to_text(*sandbox::parse_instant(one.given)) == one.shown);
    for (const auto* const wrong :
         {"", "2026-03-05", "2026-02-30T00:00Z", "2026-03-05T24:00Z", "2026-03-05T10:30",
          "2026-03-05T10:30:00.Z", "2026-03-05T10:30Z ", "2026-03-05T10:30+25:00"})
        BOOST_TEST(!sandbox::parse_instant(wrong), wrong);
}
