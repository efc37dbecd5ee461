#include <boost/test/unit_test.hpp>

#include <boost/json/serialize.hpp>

#include "mapping/json.hpp"

using mapping::errc;
using mapping::parse_json;

namespace {

errc refusal_of(const std::string& text) {
    const auto read = parse_json(text);
    BOOST_REQUIRE_MESSAGE(read.has_error(), "accepted: " << text.substr(0, 80));
    BOOST_TEST(read.error().size() == 1u);
    return read.error()[0].code;
}

std::string repeated(const std::string& text, std::size_t times) {
    std::string result;
    for (std::size_t i = 0; i < times; ++i) result += text;
    return result;
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_every_type_of_value) {
    const auto read = parse_json(R"({"a": [1, -2, 2.5, true, null, "text"], "b": {}})");

    BOOST_TEST(serialize(read.value()) == R"({"a":[1,-2,2.5E0,true,null,"text"],"b":{}})");
}

BOOST_AUTO_TEST_CASE(keeps_integers_that_no_64_bits_hold_as_their_digits) {
    const auto read = parse_json(
        "[9223372036854775807, 18446744073709551615, 18446744073709551616, -9223372036854775809]");

    const auto& numbers = read.value().as_array();
    BOOST_TEST(numbers[0].as_int64() == 9223372036854775807);
    BOOST_TEST(numbers[1].as_uint64() == 18446744073709551615u);
    BOOST_TEST((numbers[2].as_string() == "18446744073709551616"));
    BOOST_TEST((numbers[3].as_string() == "-9223372036854775809"));
}

BOOST_AUTO_TEST_CASE(reads_a_decimal_number_as_the_nearest_double) {
    BOOST_TEST(parse_json("25.67").value().as_double() == 25.67);
    BOOST_TEST(parse_json("123456.789012").value().as_double() == 123456.789012);
    BOOST_TEST(parse_json("1e-400").value().as_double() == 0.0);
}

BOOST_AUTO_TEST_CASE(skips_a_byte_order_mark) {
    BOOST_TEST(parse_json("\xEF\xBB\xBF[1]").value().as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(accepts_the_same_key_in_different_objects) {
    BOOST_TEST(parse_json(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 2}]})").has_value());
}

BOOST_AUTO_TEST_CASE(refuses_a_key_given_twice_however_it_is_written) {
    BOOST_TEST((refusal_of(R"({"id": 1, "x": {}, "id": 2})") == errc::duplicate));
    BOOST_TEST((refusal_of(R"({"id": 1, "\u0069d": 1})") == errc::duplicate));
    BOOST_TEST((refusal_of(R"([{"a": {"": 1, "": 1}}])") == errc::duplicate));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_json) {
    for (const std::string text : {"",
                                   " ",
                                   "{",
                                   "[1,]",
                                   "{\"a\":1,}",
                                   "[1] 2",
                                   "NaN",
                                   "[Infinity]",
                                   "-",
                                   "01",
                                   "+1",
                                   "'a'",
                                   "// c\n1",
                                   "\"\t\"",
                                   "nul",
                                   "\"\\ud800\"",
                                   "\"\\udc00x\"",
                                   "\"\\ud800\\u0041\"",
                                   "\"\xFF\"",
                                   "\"\xC0\x80\"",
                                   "\"\xED\xA0\x80\"",
                                   "{\"\xE9\": 1}"})
        BOOST_TEST((refusal_of(text) == errc::malformed), text);
}

BOOST_AUTO_TEST_CASE(accepts_a_surrogate_pair) {
    BOOST_TEST((parse_json(R"("\ud83d\ude00")").value().as_string() == "\xF0\x9F\x98\x80"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_nested_too_deep) {
    BOOST_TEST(parse_json(repeated("[", 64) + repeated("]", 64)).has_value());
    BOOST_TEST((refusal_of(repeated("[", 65) + repeated("]", 65)) == errc::too_large));
    BOOST_TEST((refusal_of(repeated("[", 100'000)) == errc::too_large));
    BOOST_TEST((refusal_of(repeated("{\"a\":", 100'000)) == errc::too_large));
}

BOOST_AUTO_TEST_CASE(refuses_numbers_that_are_too_long_or_too_large) {
    BOOST_TEST(parse_json(repeated("9", 100)).has_value());
    BOOST_TEST((refusal_of(repeated("9", 101)) == errc::too_large));
    BOOST_TEST((refusal_of("[" + repeated("9", 10'000) + "]") == errc::too_large));
    BOOST_TEST((refusal_of("0." + repeated("1", 10'000)) == errc::too_large));
    BOOST_TEST((refusal_of("1e400") == errc::out_of_range));
    BOOST_TEST((refusal_of("-1e400") == errc::out_of_range));
    BOOST_TEST((refusal_of("1e99999999999") == errc::malformed));
}

BOOST_AUTO_TEST_CASE(names_the_byte_where_reading_stopped) {
    BOOST_TEST(parse_json(R"({"a": x})").error()[0].where == "byte 6");
    BOOST_TEST(parse_json("\xEF\xBB\xBF[x]").error()[0].where == "byte 4");
}

BOOST_AUTO_TEST_CASE(never_repeats_the_text_in_a_problem) {
    const auto read = parse_json(R"({"name": "Dana Reyes", "name": "Dana Reyes"})");

    BOOST_TEST(to_text(read.error()).find("Dana") == std::string::npos);
}
