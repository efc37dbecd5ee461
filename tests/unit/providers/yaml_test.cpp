#include "providers/yaml.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using namespace std::string_literals;

namespace {

std::string as_json(std::string_view yaml) {
    const auto document = providers::parse_yaml(yaml);
    return document ? boost::json::serialize(document->value) : mapping::to_text(document.error());
}

// "duplicate at line 3", one line for each problem; "" when there is none.
std::string problems_of(std::string_view yaml) {
    const auto document = providers::parse_yaml(yaml);
    std::string text;
    if (document) return text;
    for (const mapping::problem& one : document.error()) {
        if (!text.empty()) text += '\n';
        text.append(to_string(one.code)).append(" at ").append(one.where);
    }
    return text;
}

std::string nested_lists(int depth) {
    const auto count = static_cast<std::size_t>(depth);
    return std::string(count, '[') + std::string(count, ']');
}

// Each line is a list of nine of the line before it.
std::string laughs(int lines) {
    std::string yaml = "a0: &a0 [lol]\n";
    for (int i = 1; i <= lines; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        yaml += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int n = 1; n < 9; ++n) yaml += ", " + before;
        yaml += "]\n";
    }
    return yaml;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_document_becomes_one_json_value) {
    const std::string yaml =
        "# comment\n"
        "provider: example   # of config/providers\n"
        "ids: [1, '1', \"1\", 0x1]\n"
        "nested: {a: ~, b: true, c: 'true', 5: x}\n"
        "list:\n"
        "  - one\n"
        "  - {two: 2}\n"
        "  -\n"
        "folded: >\n"
        "  a\n"
        "  b\n";

    BOOST_TEST(as_json(yaml) == R"({"provider":"example","ids":[1,"1","1",1],)"
                                R"("nested":{"a":null,"b":true,"c":"true","5":"x"},)"
                                R"("list":["one",{"two":2},null],"folded":"a b\n"})");
}

BOOST_AUTO_TEST_CASE(an_empty_document_is_null) {
    BOOST_TEST(as_json("") == "null");
    BOOST_TEST(as_json("# nothing here\n") == "null");
    BOOST_TEST(as_json("---\n") == "null");
    BOOST_TEST(as_json("\xEF\xBB\xBF"
                       "a: 1") == R"({"a":1})");
}

BOOST_AUTO_TEST_CASE(a_pointer_has_the_line_where_it_is_written) {
    const auto document = providers::parse_yaml(
        "\n"
        "a: 1\n"
        "b:\n"
        "\n"
        "  c/d: x\n"
        "  e:\n"
        "    - 1\n"
        "    - f: 2\n");
    BOOST_REQUIRE(document.has_value());

    const std::pair<std::string, int> lines[] = {
        {"", 2},     {"/a", 2},       {"/b", 3},       {"/b/c~1d", 5},
        {"/b/e", 6}, {"/b/e/0", 7},   {"/b/e/1", 8},   {"/b/e/1/f", 8},
        {"/b/x", 3}, {"/b/e/9/y", 6}, {"/nowhere", 2}, {"no pointer", 2},
    };
    for (const auto& [pointer, line] : lines)
        BOOST_TEST(document->line_of(pointer) == line, pointer);
    BOOST_TEST(providers::yaml_document().line_of("/a/b") == 1);
}

BOOST_AUTO_TEST_CASE(an_alias_is_what_its_anchor_is_and_stands_on_its_own_line) {
    const std::string yaml =
        "rules: &rules\n"
        "  - {then: create}\n"
        "again: *rules\n";

    BOOST_TEST(as_json(yaml) == R"({"rules":[{"then":"create"}],"again":[{"then":"create"}]})");
    BOOST_TEST(providers::parse_yaml(yaml)->line_of("/again/0/then") == 3);
}

BOOST_AUTO_TEST_CASE(anchors_can_stand_within_anchors) {
    std::string yaml = "x";
    for (int i = 0; i < 40; ++i) yaml = "&a" + std::to_string(i) + " [" + yaml + "]";

    BOOST_TEST(problems_of(yaml) == "");
}

BOOST_AUTO_TEST_CASE(an_anchor_can_be_given_again) {
    BOOST_TEST(as_json("[&a 1, *a, &a 2, *a]") == "[1,1,2,2]");
}

BOOST_AUTO_TEST_CASE(what_json_cannot_hold_is_refused_with_its_line) {
    const struct {
        std::string yaml, problems;
    } cases[] = {
        {"a: 1\nb: 2\na: 3\n", "duplicate at line 3"},
        {"a: {x: 1, 'x': 2}", "duplicate at line 1"},
        {"1: a\n'1': b\n", "duplicate at line 2"},
        {"a: 1\n---\nb: 2\n", "not_allowed at line 2"},
        {"a: 1\n---\n", "not_allowed at line 2"},
        {"a: !!str 1\n", "not_allowed at line 1"},
        {"a: !secret x\n", "not_allowed at line 1"},
        {"a:\n  !!map\n  b: 1\n", "not_allowed at line 2"},
        {"a: !!seq [1]\n", "not_allowed at line 1"},
        {"!!str a: 1\n", "not_allowed at line 1"},
        {"a: !!str\n", "not_allowed at line 1"},
        {"? [a]\n: 1\n", "wrong_type at line 1"},
        {"? {a: 1}\n: 1\n", "wrong_type at line 1"},
        {"~: 1\n", "wrong_type at line 1"},
        {": 1\n", "wrong_type at line 1"},
        {"a: &x 1\n*x : 2\n", "wrong_type at line 2"},
        {"&x a: 1\n", "not_allowed at line 1"},
        {"a: {b: &b {c: 1}}\nd:\n  <<: *b\n", "not_allowed at line 3"},
        {"a: 01234\n", "malformed at line 1"},
        {"a: 1\nb: .nan\n", "out_of_range at line 2"},
    };

    for (const auto& one : cases) BOOST_TEST(problems_of(one.yaml) == one.problems, one.yaml);
}

BOOST_AUTO_TEST_CASE(all_such_problems_of_a_document_are_reported) {
    BOOST_TEST(problems_of("a: 1\na: 2\nb: !x 3\nc: 007\n") ==
               "duplicate at line 2\nnot_allowed at line 3\nmalformed at line 4");
}

BOOST_AUTO_TEST_CASE(what_is_not_yaml_is_refused_with_its_line) {
    const struct {
        std::string yaml, problems;
    } cases[] = {
        {"a: [1, 2\n", "malformed at line 2"},
        {"a: 1\n b: 2\n", "malformed at line 2"},
        {"a: 'x\n", "malformed at line 2"},
        {"a: *nowhere\n", "malformed at line 1"},
        {"\n\na: \xFF\n", "malformed at line 3"},
        {"a: 1\nb: \x04 2\n", "malformed at line 2"},
        {"a\0b"s, "malformed at line 1"},
        {"\xFF\xFE"
         "a\0"s,
         "malformed at line 1"},
        {"a: }\n", "malformed at line 1"},
        {"a: |\n  x\nb", "malformed at line 3"},
    };

    for (const auto& one : cases) BOOST_TEST(problems_of(one.yaml) == one.problems, one.yaml);
}

BOOST_AUTO_TEST_CASE(a_quoted_text_that_is_not_closed_does_not_swallow_the_rest_of_the_file) {
    BOOST_TEST(problems_of("a: 'x\n") == "malformed at line 2");
    BOOST_TEST(problems_of("a: 'x\n  ") == "malformed at line 2");
    BOOST_TEST(problems_of("a: \"x\r\nb: y\r\n") == "malformed at line 3");
    BOOST_TEST(problems_of("- 'x\n- y\n\n") == "malformed at line 4");
}

BOOST_AUTO_TEST_CASE(the_end_of_a_block_text_is_kept_as_its_indicator_says) {
    BOOST_TEST(as_json("a: |\n  x\n") == R"({"a":"x\n"})");
    BOOST_TEST(as_json("a: |-\n  x\n") == R"({"a":"x"})");
    BOOST_TEST(as_json("a: |+\n  x\n\n") == R"({"a":"x\n\n"})");
}

BOOST_AUTO_TEST_CASE(an_alias_within_what_it_refers_to_is_refused) {
    BOOST_TEST(problems_of("a: &a [1, *a]\n") == "not_allowed at line 1");
    BOOST_TEST(problems_of("&a {b: *a}\n") == "not_allowed at line 1");
}

BOOST_AUTO_TEST_CASE(nesting_has_a_bound) {
    BOOST_TEST(problems_of(nested_lists(64)) == "");
    BOOST_TEST(problems_of(nested_lists(65)) == "too_large at line 1");
    BOOST_TEST(problems_of(nested_lists(100'000)) == "too_large at line 1");
}

BOOST_AUTO_TEST_CASE(nesting_that_hides_in_aliases_counts_too) {
    const std::string yaml = "a: &a " + nested_lists(40) + "\nb: ";

    BOOST_TEST(problems_of(yaml + std::string(23, '[') + "*a" + std::string(23, ']')) == "");
    BOOST_TEST(problems_of(yaml + std::string(24, '[') + "*a" + std::string(24, ']')) ==
               "too_large at line 2");
}

BOOST_AUTO_TEST_CASE(a_few_lines_of_aliases_cannot_become_gigabytes) {
    BOOST_TEST(problems_of(laughs(3)) == "");
    BOOST_TEST(problems_of(laughs(9)).starts_with("too_large at line "));
    BOOST_TEST(problems_of(laughs(40)).starts_with("too_large at line "));
}

BOOST_AUTO_TEST_CASE(long_texts_and_long_keys_count_in_the_bound_too) {
    const std::string megabyte(1024 * 1024, 'x');
    std::string aliases = "a: &a " + megabyte + "\nb: [*a";
    for (int i = 0; i < 100; ++i) aliases += ", *a";
    std::string below_long_key = "\"" + megabyte.substr(0, 1000) + "\": [1";
    for (int i = 0; i < 100'000; ++i) below_long_key += ",1";

    std::string in_anchors = "x" + megabyte;
    for (char name = 'a'; name < 'u'; ++name)
        in_anchors = std::string("&") + name + " [" + in_anchors + "]";

    BOOST_TEST(problems_of("a: " + megabyte + "\n") == "");
    BOOST_TEST(problems_of(in_anchors) == "too_large at line 1");
    BOOST_TEST(problems_of(aliases + "]\n") == "too_large at line 2");
    BOOST_TEST(problems_of(below_long_key + "]\n") == "too_large at line 1");
}

BOOST_AUTO_TEST_CASE(a_problem_is_described_with_file_line_and_pointer) {
    const auto document = providers::parse_yaml("a: 1\nsecrets:\n  key:\n").value();
    const auto described = [&](const std::string& where) {
        return describe("config/x.yaml", document,
                        {mapping::errc::missing, where, "a text is required", {}});
    };

    BOOST_TEST(described("/secrets/key") ==
               "config/x.yaml:3: /secrets/key: missing: a text is required");
    BOOST_TEST(described("/secrets/other") ==
               "config/x.yaml:2: /secrets/other: missing: a text is required");
    BOOST_TEST(described("") == "config/x.yaml:1: missing: a text is required");
    BOOST_TEST(described("line 7") == "config/x.yaml:7: missing: a text is required");
}
