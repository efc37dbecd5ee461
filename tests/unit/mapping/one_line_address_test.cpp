#include <boost/test/unit_test.hpp>

#include "mapping/transforms/one_line_address.hpp"

using mapping::parse_us_address;

namespace {

std::string parts_of(std::string_view line) {
    const auto read = parse_us_address(line);
    if (!read) return "nothing";
    return read->street + "|" + read->unit + "|" + read->city + "|" + read->state + "|" + read->zip;
}

struct row {
    const char* line;
    const char* expected;
};

}  // namespace

BOOST_AUTO_TEST_CASE(takes_a_one_line_address_apart) {
    const row table[] = {
        {"742 Evergreen Ter, Springfield, OR 97477", "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 Evergreen Ter, Springfield, OR, 97477", "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 Evergreen Ter, Springfield OR 97477", "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 Evergreen Ter,,Springfield , OR 97477,", "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 evergreen ter, springfield, or 97477", "742 evergreen ter||springfield|OR|97477"},
        {"742 Evergreen Ter\nSpringfield, OR 97477", "742 Evergreen Ter||Springfield|OR|97477"},
        {"1 Main St, New York, NY 10001-1234", "1 Main St||New York|NY|10001-1234"},
        {"1 Main St, Boston, ma 2134", "1 Main St||Boston|MA|02134"},
        {"1 Main St, Washington, DC 20001", "1 Main St||Washington|DC|20001"},
        {"1 Main St, Washington DC 20001", "1 Main St||Washington|DC|20001"},
        {"One Main Street, Boston, MA 02134", "One Main Street||Boston|MA|02134"},
        {"PO Box 123, Springfield, OR 97477", "PO Box 123||Springfield|OR|97477"},
        {"P.O. Box 123, Springfield OR 97477", "P.O. Box 123||Springfield|OR|97477"},
        {"5 Old Building Rd, Boston, MA 02134", "5 Old Building Rd||Boston|MA|02134"},
        {"12 Unit 5, Boston, MA 02134", "12 Unit 5||Boston|MA|02134"},
    };
    for (const auto& row : table) BOOST_TEST(parts_of(row.line) == row.expected, row.line);
}

BOOST_AUTO_TEST_CASE(shortens_a_state_that_is_spelt_out) {
    const row table[] = {
        {"1 Main St, Springfield, Oregon 97477", "1 Main St||Springfield|OR|97477"},
        {"1 Main St, Springfield, oregon, 97477", "1 Main St||Springfield|OR|97477"},
        {"1 Main St, New York, New York 10001", "1 Main St||New York|NY|10001"},
        {"1 Main St, New York New York 10001", "1 Main St||New York|NY|10001"},
        {"1 Main St, Charleston West Virginia 25301", "1 Main St||Charleston|WV|25301"},
        {"1 Main St, Kansas City Kansas 66101", "1 Main St||Kansas City|KS|66101"},
        {"1 Main St, Washington, District of Columbia 20001", "1 Main St||Washington|DC|20001"},
    };
    for (const auto& row : table) BOOST_TEST(parts_of(row.line) == row.expected, row.line);
}

BOOST_AUTO_TEST_CASE(leaves_the_country_out) {
    for (const char* country :
         {", USA", " USA", ", United States", " united states of america", ", U.S.A.", "\nUS"})
        BOOST_TEST(parts_of(std::string("1 Main St, Springfield, OR 97477") + country) ==
                       "1 Main St||Springfield|OR|97477",
                   country);
}

BOOST_AUTO_TEST_CASE(tells_every_form_of_unit_from_the_street) {
    for (const char* unit :
         {"Apt 4B", "apt. 4b", "#12", "# 12", "Suite 200", "Ste. 200", "Unit C", "Bldg 2 Apt 4"})
        for (const char* separator : {" ", ", ", "\n"})
            BOOST_TEST(parts_of(std::string("742 Evergreen Ter") + separator + unit +
                                ", Springfield, OR 97477") ==
                           std::string("742 Evergreen Ter|") + unit + "|Springfield|OR|97477",
                       unit);
    for (const char* unit : {"4B", "2nd Floor", "Penthouse", "Rear", "Building 2, Apt 4"})
        BOOST_TEST(
            parts_of(std::string("742 Evergreen Ter, ") + unit + ", Springfield, OR 97477") ==
                std::string("742 Evergreen Ter|") + unit + "|Springfield|OR|97477",
            unit);
}

BOOST_AUTO_TEST_CASE(does_without_commas_where_the_end_of_the_street_is_certain) {
    const row table[] = {
        {"742 Evergreen Ter Springfield OR 97477", "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 evergreen terrace springfield oregon 97477 usa",
         "742 evergreen terrace||springfield|OR|97477"},
        {"742 Evergreen Ter Springfield, OR 97477", "742 Evergreen Ter||Springfield|OR|97477"},
        {"742 Evergreen Ter Apt 2 Springfield OR 97477",
         "742 Evergreen Ter|Apt 2|Springfield|OR|97477"},
        {"742 Broadway #4 New York NY 10001", "742 Broadway|#4|New York|NY|10001"},
        {"12 Elm St NW Washington DC 20001", "12 Elm St NW||Washington|DC|20001"},
        {"12 St Paul Ave. Springfield OR 97477", "12 St Paul Ave.||Springfield|OR|97477"},
        {"PO Box 12 Springfield OR 97477", "PO Box 12||Springfield|OR|97477"},
    };
    for (const auto& row : table) BOOST_TEST(parts_of(row.line) == row.expected, row.line);
}

BOOST_AUTO_TEST_CASE(leaves_an_address_whole_when_a_part_is_not_certain) {
    for (const char* line :
         {"", ",,,", "USA", "97477", "OR 97477", "742 Evergreen Ter", "Springfield, OR 97477",
          "742 Evergreen Ter, Springfield, OR", "742 Evergreen Ter, Springfield, 97477",
          "742 Evergreen Ter, Springfield, XX 97477", "742 Evergreen Ter, OR 97477",
          "742 Evergreen Ter, Apt 4, OR 97477", "OR, 97477, USA", "Apt 4, Springfield, OR 97477x",
          // which of the names is the street's, the city's, or neither's
          "Dana Reyes, 742 Evergreen Ter, Springfield, OR 97477",
          "742 Evergreen Ter, Springfield, Lane County, OR 97477",
          "742, Evergreen Ter, Springfield, OR 97477",
          // where the street ends
          "742 Broadway New York NY 10001", "1 Park Ave St Paul MN 55101",
          "12 Elm St North Las Vegas NV 89030", "12 Old Court Rd Baltimore MD 21208",
          "100 State Highway 50 Carson City NV 89701"})
        BOOST_TEST(parts_of(line) == "nothing", line);
}

BOOST_AUTO_TEST_CASE(leaves_addresses_of_other_countries_whole) {
    for (const char* line :
         {"10 Downing St, London, SW1A 2AA, UK", "10 Downing St, London SW1A 2AA",
          "111 Wellington St, Ottawa, ON K1A 0A9, Canada", "Hauptstr. 5, 10115 Berlin, Germany",
          "12 Rue de Rivoli, 75001 Paris", "1 George St, Sydney NSW 2000, Australia",
          "Av. Reforma 222, CDMX 06600, Mexico"})
        BOOST_TEST(parts_of(line) == "nothing", line);
}

BOOST_AUTO_TEST_CASE(leaves_a_text_longer_than_any_address_whole) {
    const std::string address = "742 Evergreen Ter, Springfield, OR 97477";

    BOOST_TEST(parts_of(std::string(300 - address.size(), ' ') + address) != "nothing");
    BOOST_TEST(parts_of(std::string(301 - address.size(), ' ') + address) == "nothing");
}
