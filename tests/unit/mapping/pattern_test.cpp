#include <boost/test/unit_test.hpp>

#include <chrono>

#include "mapping/transforms/pattern.hpp"

using mapping::errc;
using mapping::pattern;

namespace {

std::string found(std::string_view expression, std::string_view text, int group = 1) {
    const auto made = pattern::compile(expression, "/pattern");
    BOOST_REQUIRE_MESSAGE(made.has_value(), to_text(made.error()));
    return made->find(text, group).value_or("nothing");
}

mapping::problem refusal_of(std::string_view expression) {
    const auto made = pattern::compile(expression, "/pattern");
    BOOST_REQUIRE_MESSAGE(made.has_error(), expression);
    return made.error()[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(takes_a_group_out_of_a_text) {
    const struct {
        const char* expression;
        const char* text;
        int group;
        const char* expected;
    } table[] = {
        {"Ref: ([A-Z]+-[0-9]+)", "see Ref: AB-17, Ref: CD-18", 1, "AB-17"},
        {"Ref: ([A-Z]+)-([0-9]+)", "Ref: AB-17", 2, "17"},
        {"Ref: ([A-Z]+)-([0-9]+)", "Ref: AB-17", 0, "Ref: AB-17"},
        {"(?i)ref: (\\w+)", "REF: x1", 1, "x1"},
        {"^[^T ]+", "2026-07-20T00:00:00", 0, "2026-07-20"},
        {"invitees/([^/?]+)", "https://api.example.com/events/E1/invitees/I7?x=1", 1, "I7"},
        {"caf(.)", "caf\xC3\xA9", 1, "\xC3\xA9"},
        {"(?m)^Notes: (.*)$", "Gate: 12\nNotes: dog\nend", 1, "dog"},
        {"Ref: ([0-9]+)", "Ref: none", 1, "nothing"},
        {"a(b)?c", "ac", 1, "nothing"},
        {"a(b*)c", "ac", 1, ""},
    };
    for (const auto& row : table)
        BOOST_TEST(found(row.expression, row.text, row.group) == row.expected, row.expression);
}

BOOST_AUTO_TEST_CASE(knows_its_groups_by_number_and_by_name) {
    const auto made = pattern::compile("(?P<area>[0-9]{3})-([0-9]{4})", "/pattern");

    BOOST_TEST(made.value().groups() == 2);
    BOOST_TEST(made->group_named("area").value() == 1);
    BOOST_TEST(!made->group_named("line"));
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_pattern_or_too_large_a_one) {
    for (const char* expression :
         {"(", "[a", "a{2,1}", "*", "\\1", "(?=a)", "a{2000}", "((a{100}){100}){100}", "\xFF"}) {
        const auto problem = refusal_of(expression);

        BOOST_TEST((problem.code == errc::malformed), expression);
        BOOST_TEST(problem.where == "/pattern");
    }
    BOOST_TEST((refusal_of(std::string(1001, 'a')).code == errc::too_large));
    std::string groups;
    for (int i = 0; i < 17; ++i) groups += "(a)";
    BOOST_TEST((refusal_of(groups).code == errc::too_large));
}

BOOST_AUTO_TEST_CASE(takes_what_is_no_utf_8_without_harm) {
    BOOST_TEST(found("a(.*)b", "a\xFF\xC3 b") == "nothing");
    BOOST_TEST(found("a(.*)b",
                     "\xFF"
                     "a b") == " ");
}

// Backtracking would take longer than the age of the universe.
BOOST_AUTO_TEST_CASE(searches_in_linear_time) {
    const std::string text = std::string(100'000, 'a') + "!";
    const auto start = std::chrono::steady_clock::now();

    BOOST_TEST(found("((a+)+)+$", text) == "nothing");
    BOOST_TEST(found("(a?){50}a{50}b", text) == "nothing");

    BOOST_TEST((std::chrono::steady_clock::now() - start < std::chrono::seconds(10)));
}
