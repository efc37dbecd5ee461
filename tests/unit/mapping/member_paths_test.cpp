#include "mapping/member_paths.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;

namespace {

std::string paths_of(const char* text) {
    std::string all;
    for (const std::string& one : mapping::member_paths(json::parse(text))) all += one + " ";
    return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(tells_how_a_document_is_shaped_and_nothing_of_what_it_says) {
    BOOST_TEST(paths_of(R"({"name": "Ada", "at": {"zip": 97301, "none": null}})") ==
               "/at /at/none /at/zip /name ");
    BOOST_TEST(paths_of(R"({"qa": [{"q": "x"}, {"q": "y", "a": "z"}, "stray"]})") ==
               "/qa /qa/* /qa/*/a /qa/*/q ");
    BOOST_TEST(paths_of("5").empty());
}

BOOST_AUTO_TEST_CASE(a_key_that_may_be_a_customers_word_is_not_told) {
    BOOST_TEST(paths_of(R"({"ada@example.com": 1, "15035550142": 2, "": 3, "Straße": 4})") ==
               "/* ");
    BOOST_TEST(paths_of(R"({"@part": 1, "#text": 2, "dc:title": 3, "a-b_c.d$": 4})") ==
               "/#text /@part /a-b_c.d$ /dc:title ");
}

BOOST_AUTO_TEST_CASE(a_document_without_end_is_looked_at_as_far_as_it_takes) {
    json::value deep = 1;
    for (int i = 0; i < 30; ++i) deep = json::object{{"x", deep}};
    json::object wide;
    for (int i = 0; i < 2'000; ++i) wide["key" + std::to_string(i)] = i;

    BOOST_TEST(mapping::member_paths(deep).size() == 8u);
    BOOST_TEST(mapping::member_paths(wide).size() == 500u);
}
