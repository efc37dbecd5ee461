#include "gateway/crm/paging.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using boost::json::parse;
using gateway::crm_call;
using gateway::next_call;

BOOST_AUTO_TEST_CASE(a_list_goes_on_with_its_next_page) {
    const crm_call first{"Customers_GetList", {}, {{"name", "Ada"}}, nullptr};
    const auto page = parse(R"({"page": 1, "hasMore": true, "data": [{"id": 1}]})");

    const auto second = next_call(first, page);
    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST(second->query.at("page") == "2");
    BOOST_TEST(second->query.at("name") == "Ada");
    BOOST_TEST(next_call(*second, page)->query.at("page") == "3");
    BOOST_TEST(gateway::page_in(page)->entries.size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_export_goes_on_where_it_stopped) {
    const crm_call first{"ExportBookings_Get", {}, {{"from", "2026-11-01"}}, nullptr};
    const auto page = parse(R"({"hasMore": true, "continueFrom": "t/1", "data": [{"id": 1}]})");

    const auto second = next_call(first, page);
    BOOST_TEST_REQUIRE(second.has_value());
    BOOST_TEST(second->query.at("from") == "t/1");
    BOOST_TEST(!second->query.contains("page"));
}

BOOST_AUTO_TEST_CASE(nothing_comes_after_the_last_page_or_what_is_none) {
    for (const char* answer :
         {R"({"hasMore": false, "data": []})", R"({"data": []})", "[]", "null",
          R"({"hasMore": "yes", "data": [1]})", R"({"hasMore": true, "data": []})",
          R"({"hasMore": true, "data": [1], "continueFrom": ""})",
          R"({"hasMore": true, "data": [1], "continueFrom": null})"})
        BOOST_TEST(!next_call({"Customers_GetList", {}, {}, nullptr}, parse(answer)), answer);
    for (const char* answer : {R"({"data": 1, "hasMore": false})", R"({"data": []})", "[]",
                               R"({"hasMore": true, "data": []})"})
        BOOST_TEST(!gateway::page_in(parse(answer)), answer);
}
