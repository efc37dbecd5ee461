#include "providers/yaml_scalar.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace {

// The value as JSON text, or the code of the problem.
std::string scalar(std::string_view text) {
    const auto value = providers::plain_scalar(text, "line 1");
    return value ? boost::json::serialize(*value) : std::string(to_string(value.error()[0].code));
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_unquoted_scalar_means_what_the_core_schema_says) {
    const struct {
        std::string_view text, json;
    } cases[] = {
        {"", "null"},
        {"~", "null"},
        {"null", "null"},
        {"NULL", "null"},
        {"nULL", "\"nULL\""},
        {"true", "true"},
        {"TRUE", "true"},
        {"False", "false"},
        {"yes", "\"yes\""},
        {"no", "\"no\""},
        {"on", "\"on\""},
        {"off", "\"off\""},
        {"0", "0"},
        {"42", "42"},
        {"-7", "-7"},
        {"+7", "7"},
        {"-0", "0"},
        {"0x1F", "31"},
        {"0o17", "15"},
        {"0x", "\"0x\""},
        {"0o8", "\"0o8\""},
        {"1_000", "\"1_000\""},
        {"12:30", "\"12:30\""},
        {"-", "\"-\""},
        {"2026-11-01", "\"2026-11-01\""},
        {"256KiB", "\"256KiB\""},
        {"300s", "\"300s\""},
        {"1.2.3", "\"1.2.3\""},
        {".", "\".\""},
        {"e5", "\"e5\""},
        {"1e", "\"1e\""},
        {"+", "\"+\""},
        {"--1", "\"--1\""},
        {"/a/b", "\"/a/b\""},
        {"<<", "\"<<\""},
    };

    for (const auto& one : cases) BOOST_TEST(scalar(one.text) == one.json, one.text);
}

BOOST_AUTO_TEST_CASE(a_number_with_a_fraction_or_an_exponent_is_a_double) {
    const struct {
        std::string_view text;
        double number;
    } cases[] = {{"1.5", 1.5}, {"-.5", -0.5}, {"+2.", 2.0}, {"1e3", 1000.0}, {"2.5E-1", 0.25}};

    for (const auto& one : cases)
        BOOST_TEST(providers::plain_scalar(one.text, "").value().as_double() == one.number);
}

BOOST_AUTO_TEST_CASE(whole_numbers_never_pass_through_a_double) {
    BOOST_TEST(scalar("240123621172183344") == "240123621172183344");
    BOOST_TEST(scalar("-9223372036854775808") == "-9223372036854775808");
    BOOST_TEST(scalar("18446744073709551615") == "18446744073709551615");
    BOOST_TEST(scalar("18446744073709551616") == "\"18446744073709551616\"");
}

BOOST_AUTO_TEST_CASE(what_would_change_without_a_word_is_refused) {
    BOOST_TEST(scalar("07030") == "malformed");
    BOOST_TEST(scalar("-007") == "malformed");
    BOOST_TEST(scalar("00") == "malformed");
    BOOST_TEST(scalar("0xFFFFFFFFFFFFFFFFFF") == "out_of_range");
    BOOST_TEST(scalar("1e999") == "out_of_range");
    BOOST_TEST(scalar(".inf") == "out_of_range");
    BOOST_TEST(scalar("-.Inf") == "out_of_range");
    BOOST_TEST(scalar(".NaN") == "out_of_range");
}
