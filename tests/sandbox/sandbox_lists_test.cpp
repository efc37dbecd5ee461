// How lists are paged, filtered and sorted, by the example of bookings.
#include <boost/test/unit_test.hpp>

#include "tests/sandbox/people.hpp"

using namespace std::chrono_literals;
using sandbox::bookings_path;
using sandbox::caller;
using sandbox::errors_of;
using sandbox::make_booking;
namespace json = sandbox::json;

using texts = std::vector<std::string>;

namespace {

texts external_ids(const json::object& page) {
    texts ids;
    for (const auto& booking : page.at("data").as_array())
        ids.emplace_back(booking.at("externalId").as_string());
    return ids;
}

}  // namespace

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
