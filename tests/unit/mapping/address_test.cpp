#include <boost/test/unit_test.hpp>

#include "mapping/transforms/address.hpp"

using namespace mapping;

namespace {

std::string parts_of(std::string_view line) {
    const auto read = parse_us_address(line);
    if (!read) return "nothing";
    return read->street + "|" + read->unit + "|" + read->city + "|" + read->state + "|" + read->zip;
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_a_one_line_address_apart) {
    const struct {
        const char* line;
        const char* expected;
    } table[] = {
        {"742 Evergreen Ter Apt 2, Springfield, OR 97477",
         "742 Evergreen Ter|Apt 2|Springfield|OR|97477"},
        {"742 Evergreen Ter, Springfield, OR 97477, USA",
         "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 Evergreen Ter, Unit 5, Springfield, Oregon, 97477, United States",
         "742 Evergreen Ter|Unit 5|Springfield|OR|97477"},
        {"1 Main St #4B,New York,New York 10001-1234", "1 Main St|#4B|New York|NY|10001-1234"},
        {"1 Main St # 4, Boston, ma 2134", "1 Main St|# 4|Boston|MA|02134"},
        {"1 Main St Ste. 200, Washington, DC 20001", "1 Main St|Ste. 200|Washington|DC|20001"},
        {"1 Main St\nFloor 3\nBoston, MA 02134", "1 Main St|Floor 3|Boston|MA|02134"},
        {"5 Old Building Rd, Boston, MA 02134", "5 Old Building Rd||Boston|MA|02134"},
        {"12 Unit 5, Boston, MA 02134", "12 Unit 5||Boston|MA|02134"},
    };
    for (const auto& row : table) BOOST_TEST(parts_of(row.line) == row.expected, row.line);
}

BOOST_AUTO_TEST_CASE(leaves_an_address_whole_when_a_part_is_not_certain) {
    for (const char* line : {"", "742 Evergreen Ter", "742 Evergreen Ter Springfield OR 97477",
                             "Springfield, OR 97477", "742 Evergreen Ter, Springfield, OR",
                             "742 Evergreen Ter, Springfield, XX 97477", "OR, 97477, USA",
                             "10 Downing St, London, SW1A 2AA, UK", ",,,"})
        BOOST_TEST(parts_of(line) == "nothing", line);
}

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
