#include <boost/test/unit_test.hpp>

#include "mapping/transforms/phone.hpp"

using mapping::is_placeholder_phone;
using mapping::parse_phone;

namespace {

std::string read(std::string_view text, const std::string& region = "US") {
    const auto phone = parse_phone(text, region);
    if (!phone) return "nothing";
    return phone->extension.empty() ? phone->number : phone->number + " x" + phone->extension;
}

}  // namespace

BOOST_AUTO_TEST_CASE(gives_north_american_numbers_ten_digits_and_others_e_164) {
    const struct {
        const char* text;
        const char* region;
        const char* expected;
    } table[] = {
        {"4045551234", "US", "4045551234"},
        {"+1 404-555-1234", "US", "4045551234"},
        {"+14045551234", "GB", "4045551234"},
        {"1 (404) 555.1234", "US", "4045551234"},
        {"404/555-1234 ext. 12", "US", "4045551234 x12"},
        {"404-555-1234x7", "US", "4045551234 x7"},
        {"404-555-1234 extension 1234", "US", "4045551234 x1234"},
        {"416-555-0142", "CA", "4165550142"},
        {"+44 20 7946 0958", "US", "+442079460958"},
        {"020 7946 0958", "GB", "+442079460958"},
        {"011 44 20 7946 0958", "US", "+442079460958"},
    };
    for (const auto& row : table) BOOST_TEST(read(row.text, row.region) == row.expected, row.text);
}

BOOST_AUTO_TEST_CASE(accepts_fictitious_numbers_of_a_possible_length) {
    BOOST_TEST(read("5615550142") == "5615550142");
    BOOST_TEST(read("2222222222") == "2222222222");
    BOOST_TEST(read("(555) 867-5308") == "5558675308");
}

BOOST_AUTO_TEST_CASE(refuses_what_cannot_be_dialled) {
    for (const char* text :
         {"", "n/a", "555-0142", "12", "404555123", "404555123456", "4045551234 or 4045551235",
          "4045551234 after 5pm", "+999 1234567890", "dana@example.com"})
        BOOST_TEST(read(text) == "nothing", text);
}

BOOST_AUTO_TEST_CASE(tells_placeholders_from_numbers) {
    for (const char* text :
         {"1234567890", "(123) 456-7890", "+1 123 456 7890", "0123456789", "0000000000", "000-0000",
          "1111111111", "555-555-5555", "+1 999 999 9999"})
        BOOST_TEST(is_placeholder_phone(text), text);
    for (const char* text : {"", "0", "2222222222", "5555555554", "4045551234", "1234567891"})
        BOOST_TEST(!is_placeholder_phone(text), text);
}

BOOST_AUTO_TEST_CASE(knows_regions_by_their_two_letters) {
    BOOST_TEST(mapping::is_phone_region("US"));
    BOOST_TEST(mapping::is_phone_region("CA"));
    BOOST_TEST(!mapping::is_phone_region("USA"));
    BOOST_TEST(!mapping::is_phone_region(""));
}
