#include <boost/test/unit_test.hpp>

#include "mapping/transforms/address.hpp"

using namespace mapping;

BOOST_AUTO_TEST_CASE(shortens_states_to_two_letters) {
    BOOST_TEST(us_state_code("new york").value() == "NY");
    BOOST_TEST(us_state_code(" ny ").value() == "NY");
    BOOST_TEST(us_state_code("Puerto Rico").value() == "PR");
    BOOST_TEST(!us_state_code("Ontario"));
    BOOST_TEST(!us_state_code(""));
}

BOOST_AUTO_TEST_CASE(restores_zip_codes) {
    const struct {
        const char* text;
        const char* expected;
    } table[] = {{"97477", "97477"},
                 {"2134", "02134"},
                 {"601", "00601"},
                 {"97477-1234", "97477-1234"},
                 {"97477 1234", "97477-1234"},
                 {"974771234", "97477-1234"},
                 {"21341234", "02134-1234"},
                 {" 97477 ", "97477"},
                 {"97477-", "97477"}};
    for (const auto& row : table)
        BOOST_TEST(us_zip(row.text).value_or("nothing") == row.expected, row.text);
    for (const char* text : {"", "12", "ABCDE", "974771", "9747-71234", "9747712345", "97477-12-4",
                             "M5V 2T6", "97477x"})
        BOOST_TEST(!us_zip(text), text);
}

BOOST_AUTO_TEST_CASE(knows_the_names_of_the_country) {
    for (const char* name : {"USA", "us", "U.S.", "United States of America"})
        BOOST_TEST(is_usa(name), name);
    for (const char* name : {"", "Canada", "USSR"}) BOOST_TEST(!is_usa(name), name);
}
