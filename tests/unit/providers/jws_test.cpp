#include "providers/jws.hpp"

#include <boost/test/unit_test.hpp>

using providers::split_jws;

namespace {

std::string problem_of(const std::string& text) {
    const auto split = split_jws(text);
    if (split) return "";
    const mapping::problem first = split.error()[0];
    return std::string(to_string(first.code)) + " at " + first.where;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_is_taken_apart) {
    const auto split = split_jws(" eyJhIjoxfQ.e30._-8\n");

    BOOST_REQUIRE(split.has_value());
    BOOST_TEST(split->header == R"({"a":1})");
    BOOST_TEST(split->payload == "{}");
    BOOST_TEST(split->signature == "\xFF\xEF");
    BOOST_TEST(split->signing_input == "eyJhIjoxfQ.e30");
}

BOOST_AUTO_TEST_CASE(what_is_not_three_parts_of_base64url_is_refused) {
    const struct {
        std::string text, problem;
    } cases[] = {
        {"", "malformed at byte 0"},
        {" \n", "malformed at byte 0"},
        {"e30", "malformed at byte 0"},
        {"e30.e30", "malformed at byte 0"},
        {"..", "malformed at byte 0"},
        {"e30.e30.", "malformed at byte 8"},
        {"e30..AAAA", "malformed at byte 4"},
        {".e30.AAAA", "malformed at byte 0"},
        {"e30.e30.AAAA.AAAA", "malformed at byte 4"},
        {"e30.e30.AAAA.AAAA.AAAA", "malformed at byte 4"},
        {"e30=.e30.AAAA", "malformed at byte 0"},
        {"e30.e3 0.AAAA", "malformed at byte 4"},
        {"e30.e30.AA+A", "malformed at byte 8"},
        {"e30.e30.AA/A", "malformed at byte 8"},
        {"e30.e30.AAAAA", "malformed at byte 8"},
        {"e30.e30.AB", "malformed at byte 8"},  // bits that belong to no byte
        {"e30.e30.\xC3\xA9", "malformed at byte 8"},
        {std::string("e30.e30.AA\0A", 12), "malformed at byte 8"},
        {std::string(9000, 'A') + ".e30.AAAA", "too_large at byte 0"},
        {"e30." + std::string(1024 * 1024, 'A') + ".AAAA", "too_large at byte 0"},
    };

    for (const auto& one : cases)
        BOOST_TEST(problem_of(one.text) == one.problem, one.text.substr(0, 40));
}
