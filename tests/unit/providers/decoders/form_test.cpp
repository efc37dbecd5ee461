#include "providers/decoders/form.hpp"

#include "tests/unit/providers/decoders/decoded.hpp"

using providers::decode_form;
using providers::name_nesting;
using testing::decoding;
using testing::outcome_of;
using testing::repeated;

namespace {

std::string decoded(std::string_view body, name_nesting nesting = name_nesting::brackets) {
    return outcome_of(decode_form(body, nesting));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_becomes_an_object_of_texts) {
    const decoding cases[] = {
        {"", "{}"},
        {"&&", "{}"},
        {"id=123&action=moved", R"({"id":"123","action":"moved"})"},
        {"a=1&&b=2&", R"({"a":"1","b":"2"})"},
        {"name=Ann+Lee%2C+Jr&zip=07030", R"({"name":"Ann Lee, Jr","zip":"07030"})"},
        {"flag&empty=", R"({"flag":"","empty":""})"},
        {"=x", R"({"":"x"})"},
        {"a=b=c", R"({"a":"b=c"})"},
        {"caf%C3%A9=%E2%82%AC", "{\"caf\xC3\xA9\":\"\xE2\x82\xAC\"}"},
        {"a%26b=%3D", R"({"a&b":"="})"},
        {"a=%00", R"({"a":"\u0000"})"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_sent_several_times_keeps_all_its_values_in_order) {
    BOOST_TEST(decoded("a=1&b=x&a=2&a=3") == R"({"a":["1","2","3"],"b":"x"})");
    BOOST_TEST(decoded("a=&a=") == R"({"a":["",""]})");
    BOOST_TEST(decoded("a[b]=1&a[b]=2") == R"({"a":{"b":["1","2"]}})");
}

BOOST_AUTO_TEST_CASE(names_in_brackets_become_objects_and_lists) {
    const decoding cases[] = {
        {"a[b]=1&a[c]=2", R"({"a":{"b":"1","c":"2"}})"},
        {"a%5Bb%5D=1&x=0&a%5Bc%5D%5Bd%5D=2", R"({"a":{"b":"1","c":{"d":"2"}},"x":"0"})"},
        {"a[]=1", R"({"a":["1"]})"},
        {"a[]=1&a[]=2", R"({"a":["1","2"]})"},
        {"a=&a[]=1", R"({"a":["","1"]})"},
        {"a[b][]=1", R"({"a":{"b":["1"]}})"},
        {"a[0][b]=1&a[1][b]=2&a[0][c]=3", R"({"a":[{"b":"1","c":"3"},{"b":"2"}]})"},
        {"a[1]=y&a[0]=x", R"({"a":["x","y"]})"},
        {"a[0]=1", R"({"a":["1"]})"},
        {"a[2]=x&a[0]=y", R"({"a":{"2":"x","0":"y"}})"},
        {"a[1]=x", R"({"a":{"1":"x"}})"},
        {"a[00]=x", R"({"a":{"00":"x"}})"},
        {"a[99999999999999999999]=x", R"({"a":{"99999999999999999999":"x"}})"},
        {"0=x", R"({"0":"x"})"},
        {"a b[c d]=1", R"({"a b":{"c d":"1"}})"},
        {"a.b=1&a__b=2", R"({"a.b":"1","a__b":"2"})"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_name_whose_brackets_do_not_nest_is_taken_as_it_stands) {
    for (const std::string name : {"[", "]", "[]", "[a]", "a[", "a]", "a[b", "a[b]c", "a[b]c]",
                                   "a[b]]", "a[[b]", "a[b[c]]", "a[b]c[d]", "a][b"})
        BOOST_TEST(decoded(name + "=1") == "{\"" + name + "\":\"1\"}");
}

BOOST_AUTO_TEST_CASE(names_with_double_underscores_become_objects_and_lists) {
    const decoding cases[] = {
        {"a__b=1&a__c=2", R"({"a":{"b":"1","c":"2"}})"},
        {"a__0__q=x&a__0__r=y&a__1__q=z", R"({"a":[{"q":"x","r":"y"},{"q":"z"}]})"},
        {"a___b=1", R"({"a":{"_b":"1"}})"},
        {"a_b=1", R"({"a_b":"1"})"},
        {"__a=1&b__=2&c____d=3&__=4", R"({"__a":"1","b__":"2","c____d":"3","__":"4"})"},
        {"=1", R"({"":"1"})"},
        {"a[b]=1", R"({"a[b]":"1"})"},
    };

    for (const decoding& one : cases)
        BOOST_TEST(decoded(one.body, name_nesting::underscores) == one.expected);
}

BOOST_AUTO_TEST_CASE(without_nesting_a_name_is_a_name) {
    BOOST_TEST(decoded("a[]=1&a[b]=2&a__0=3", name_nesting::none) ==
               R"({"a[]":"1","a[b]":"2","a__0":"3"})");
}

BOOST_AUTO_TEST_CASE(a_form_that_contradicts_itself_is_refused_with_the_field) {
    const std::string contradiction =
        ": not_allowed: its name has a value of its own and members too";
    const decoding cases[] = {
        {"a=1&a[b]=2", "field 2" + contradiction},
        {"x=0&a[b]=2&a=1", "field 3" + contradiction},
        {"a[]=1&a[0]=2", "field 2" + contradiction},
        {"a[b]=1&a[b][c][d]=2", "field 2" + contradiction},
        {"a[][b]=1", "field 1: malformed: its name has [] before its end"},
        {"a[b]=1&a[][]=1", "field 2: malformed: its name has [] before its end"},
    };

    for (const decoding& one : cases) BOOST_TEST(decoded(one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(names_nest_at_most_32_deep) {
    BOOST_TEST(decoded("a" + repeated("[b]", 31) + "=1").starts_with(R"({"a":{"b":{"b":)"));
    BOOST_TEST(decoded("a" + repeated("[b]", 31) + "[]=1").starts_with(R"({"a":{"b":{"b":)"));

    BOOST_TEST(decoded("a" + repeated("[b]", 32) + "=1") ==
               "field 1: too_large: its name nests deeper than 32");
    BOOST_TEST(decoded("a" + repeated("[b]", 100'000) + "=1") ==
               "field 1: too_large: its name nests deeper than 32");
    BOOST_TEST(decoded("a" + repeated("__b", 100'000), name_nesting::underscores) ==
               "field 1: too_large: its name nests deeper than 32");
    BOOST_TEST(decoded("a" + repeated("[", 100'000) + "]=1").starts_with(R"({"a[[)"));
}

BOOST_AUTO_TEST_CASE(a_form_that_cannot_be_read_whole_is_refused_with_the_place) {
    const struct {
        std::string body, where;
    } cases[] = {
        {"a=1&b=%", "byte 6"},           {"a=1&b=50%&c=2", "byte 6"}, {"%4=1", "byte 0"},
        {"a=1&b=%FF", "byte 6"},         {"a=1&%C3=2", "byte 4"},     {"a=%ED%A0%80", "byte 2"},
        {"a=\xC3\xA9&b=\xE9", "byte 7"},
    };

    for (const auto& one : cases) {
        const auto value = decode_form(one.body, name_nesting::brackets);
        BOOST_REQUIRE(value.has_error());
        BOOST_TEST(value.error()[0].where == one.where, one.body);
        BOOST_TEST(to_string(value.error()[0].code) == "malformed");
    }
}

BOOST_AUTO_TEST_CASE(a_form_has_at_most_a_thousand_fields) {
    const std::string body = repeated("a&", 1000);

    BOOST_TEST(providers::parse_form(body).value().size() == 1000u);
    BOOST_TEST(decoded(body + "b") == "byte 2000: too_large: more than 1000 fields");
}

BOOST_AUTO_TEST_CASE(a_query_keeps_the_order_in_which_it_was_sent) {
    const auto fields = providers::parse_form("b=2&a=1&b=0");

    BOOST_REQUIRE(fields.has_value());
    BOOST_REQUIRE(fields->size() == 3u);
    BOOST_TEST((*fields)[0].name == "b");
    BOOST_TEST((*fields)[1].value == "1");
    BOOST_TEST((*fields)[2].value == "0");
}
