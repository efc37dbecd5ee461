#include <boost/test/unit_test.hpp>

#include "mapping/json.hpp"
#include "mapping/timestamp.hpp"
#include "mapping/transforms/text.hpp"

using namespace mapping;

BOOST_AUTO_TEST_CASE(trims_every_kind_of_white_space) {
    BOOST_TEST(trim(" \t\r\n\xC2\xA0 a b \xE2\x80\x8B\xEF\xBB\xBF") == "a b");
    BOOST_TEST(is_blank(" \n\xC2\xA0"));
    BOOST_TEST(!is_blank(" . "));
}

BOOST_AUTO_TEST_CASE(tidies_line_breaks_and_control_characters) {
    BOOST_TEST(tidy("  a\r\nb\rc\n\nd\te\x01\x7F ") == "a\nb\nc\n\nd\te");
    BOOST_TEST(tidy(std::string("a\0b", 3)) == "ab");
}

BOOST_AUTO_TEST_CASE(cuts_text_between_code_points) {
    const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";  // a, e acute, euro, face

    BOOST_TEST(first_bytes(text, 100) == text);
    BOOST_TEST(first_bytes(text, 9) == "a\xC3\xA9\xE2\x82\xAC");
    BOOST_TEST(first_bytes(text, 2) == "a");
    BOOST_TEST(first_bytes(text, 0) == "");
    BOOST_TEST(first_code_points(text, 4) == text);
    BOOST_TEST(first_code_points(text, 3) == "a\xC3\xA9\xE2\x82\xAC");
    BOOST_TEST(first_code_points(text, 0) == "");
}

BOOST_AUTO_TEST_CASE(compares_without_letter_case) {
    BOOST_TEST(equals_ignoring_case("Zip CODE", "zip code"));
    BOOST_TEST(!equals_ignoring_case("zip", "zip code"));
    BOOST_TEST(!equals_ignoring_case("[", "{"));
    BOOST_TEST(contains_ignoring_case("Your ZIP code?", "zip CODE"));
    BOOST_TEST(!contains_ignoring_case("zip", "zip code"));
    BOOST_TEST(contains_ignoring_case("anything", ""));
}

BOOST_AUTO_TEST_CASE(separates_only_between_two_texts) {
    std::string text;

    append_with(text, ", ", "a");
    append_with(text, ", ", "");
    append_with(text, ", ", "b");

    BOOST_TEST(text == "a, b");
}

BOOST_AUTO_TEST_CASE(gives_scalars_as_text_with_all_their_digits) {
    const struct {
        const char* json;
        const char* expected;
    } table[] = {{"\" a \"", "a"},
                 {"9007199254740993", "9007199254740993"},
                 {"18446744073709551615", "18446744073709551615"},
                 {"98765432109876543210", "98765432109876543210"},
                 {"-5", "-5"},
                 {"25.67", "25.67"},
                 {"80210.0", "80210"},
                 {"true", "true"},
                 {"false", "false"}};
    for (const auto& row : table)
        BOOST_TEST(scalar_text(parse_json(row.json).value()).value_or("nothing") == row.expected);
    for (const char* nothing : {"null", "\"\"", "\" \\n\"", "[]", "{}", "[\"a\"]"})
        BOOST_TEST(!scalar_text(parse_json(nothing).value()), nothing);
}

BOOST_AUTO_TEST_CASE(writes_timestamps_as_rfc_3339_in_utc) {
    using namespace std::chrono;
    using namespace std::chrono_literals;
    const timestamp whole = sys_days(2026y / November / 1) + 5h + 30min;

    BOOST_TEST(to_rfc3339(whole) == "2026-11-01T05:30:00Z");
    BOOST_TEST(to_rfc3339(whole + 7ms) == "2026-11-01T05:30:00.007Z");
    BOOST_TEST(to_rfc3339(timestamp(-1ms)) == "1969-12-31T23:59:59.999Z");
}

BOOST_AUTO_TEST_CASE(tells_the_words_of_a_text) {
    const struct {
        const char* text;
        const char* words;
    } table[] = {
        {"As soon as possible!", "as soon as possible"},
        {" --Within 1-2 weeks (flexible)\n", "within 1 2 weeks flexible"},
        {"I\xE2\x80\x99m\xC2\xA0in a hurry \xE2\x80\x93 now", "i m in a hurry now"},
        {"Caf\xC3\xA9", "caf\xC3\xA9"},
        {"\xE2\x80", "\xE2\x80"},
        {"", ""},
        {" ?! ", ""},
    };
    for (const auto& row : table) BOOST_TEST(mapping::words_of(row.text) == row.words, row.text);
}
