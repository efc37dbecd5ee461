#include "providers/decoder.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

using providers::body_format;

namespace {

// The value as JSON text, or the problems.
std::string decoded(body_format format, std::string_view body) {
    const auto value = providers::decode(format, body);
    return value ? boost::json::serialize(*value) : mapping::to_text(value.error());
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_form_becomes_an_object_of_texts) {
    const struct {
        std::string body, expected;
    } cases[] = {
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
    };

    for (const auto& one : cases) BOOST_TEST(decoded(body_format::form, one.body) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_field_that_is_sent_several_times_keeps_all_its_values_in_order) {
    BOOST_TEST(decoded(body_format::form, "a=1&b=x&a=2&a=3") == R"({"a":["1","2","3"],"b":"x"})");
    BOOST_TEST(decoded(body_format::form, "a=&a=") == R"({"a":["",""]})");
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
        const auto value = providers::decode(body_format::form, one.body);
        BOOST_REQUIRE(value.has_error());
        BOOST_TEST(value.error()[0].where == one.where, one.body);
        BOOST_TEST(to_string(value.error()[0].code) == "malformed");
    }
}

BOOST_AUTO_TEST_CASE(a_form_has_at_most_a_thousand_fields) {
    std::string body;
    for (int i = 0; i < 1000; ++i) body += "a&";

    BOOST_TEST(providers::parse_form(body).value().size() == 1000u);
    const auto one_more = providers::parse_form(body + "b");

    BOOST_REQUIRE(one_more.has_error());
    BOOST_TEST(to_string(one_more.error()[0].code) == "too_large");
}

BOOST_AUTO_TEST_CASE(json_is_read_strictly) {
    BOOST_TEST(decoded(body_format::json, R"({"id": 12345678901234567890123})") ==
               R"({"id":"12345678901234567890123"})");

    BOOST_TEST(providers::decode(body_format::json, R"({"a": 1, "a": 2})").has_error());
    BOOST_TEST(providers::decode(body_format::json, "").has_error());
    BOOST_TEST(providers::decode(body_format::json, "a=1").has_error());
}

BOOST_AUTO_TEST_CASE(a_query_keeps_the_order_in_which_it_was_sent) {
    const auto fields = providers::parse_form("b=2&a=1&b=0");

    BOOST_REQUIRE(fields.has_value());
    BOOST_REQUIRE(fields->size() == 3u);
    BOOST_TEST((*fields)[0].name == "b");
    BOOST_TEST((*fields)[1].value == "1");
    BOOST_TEST((*fields)[2].value == "0");
}
