#include "mapping/json_template.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

namespace json = boost::json;
using mapping::errc;
using mapping::json_template;
using mapping::source_scope;

namespace {

const json::value document = json::parse(
    R"({"id": 7, "text": "say \"hi\"", "blank": " ", "slot": {"start": 1}, "tags": ["a", "b"]})");
const json::object request{{"result", json::object{{"receipt", "r1"}}}};
const std::map<std::string, mapping::lookup_table, std::less<>> tables;

mapping::result<json_template> compiled(const char* config) {
    return json_template::compile(json::parse(config), "/json", source_scope::answer);
}

std::string filled(const char* config) {
    const auto made = compiled(config);
    BOOST_REQUIRE_MESSAGE(made.has_value(), mapping::to_text(made.error()));
    return json::serialize(made->fill({document, request, tables}));
}

}  // namespace

BOOST_AUTO_TEST_CASE(fills_every_place_with_what_its_source_finds) {
    const struct {
        const char* config;
        const char* expected;
    } cases[] = {
        {R"({"/id": "/id"})", R"({"id":7})"},
        {R"({"/a/b": "/id", "/a/c": "fixed"})", R"({"a":{"b":7,"c":"fixed"}})"},
        {R"({"/text": "/text"})", R"({"text":"say \"hi\""})"},
        {R"({"/slot": "/slot", "/tags": "/tags"})", R"({"slot":{"start":1},"tags":["a","b"]})"},
        {R"({"/list/0": "/id", "/list/1/x": true})", R"({"list":[7,{"x":true}]})"},
        {R"({"/list/0": "/nowhere", "/list/1": 2})", R"({"list":[2]})"},
        {R"({"/gone": "/nowhere", "/blank": "/blank"})", "{}"},
        {R"({"/a~1b": 1, "/m~0n": 2})", R"({"a/b":1,"m~n":2})"},
        {R"({"/receipt": {"result": "receipt"}})", R"({"receipt":"r1"})"},
        {R"({"/receipt": {"result": "booking"}})", "{}"},
    };
    for (const auto& one : cases) BOOST_TEST(filled(one.config) == one.expected, one.config);
}

BOOST_AUTO_TEST_CASE(every_mistake_is_found_with_its_place) {
    const struct {
        const char* config;
        errc code;
        const char* where;
    } cases[] = {
        {"5", errc::wrong_type, "/json"},
        {"{}", errc::wrong_type, "/json"},
        {R"({"id": 1})", errc::malformed, "/json/id"},
        {R"({"/a": 1, "/a/b": 2})", errc::not_allowed, "/json/~1a~1b"},
        {R"({"/a/b": 2, "/a": 1})", errc::not_allowed, "/json/~1a~1b"},
        {R"({"/a": {"made": "up"}})", errc::unknown, "/json/~1a"},
        {R"({"/1/2/3/4/5/6/7/8/9/a/b/c/d/e/f/g/h": 1})", errc::too_large,
         "/json/~11~12~13~14~15~16~17~18~19~1a~1b~1c~1d~1e~1f~1g~1h"},
    };
    for (const auto& one : cases) {
        const auto made = compiled(one.config);

        BOOST_REQUIRE(made.has_error());
        const mapping::problems wrong = made.error();
        BOOST_REQUIRE_EQUAL(wrong.size(), 1u);
        BOOST_TEST((wrong[0].code == one.code), one.config);
        BOOST_TEST(wrong[0].where == one.where);
    }
    BOOST_TEST(compiled(R"({"/a": 1, "/ab": 2})").has_value());
}

BOOST_AUTO_TEST_CASE(what_became_of_a_request_is_for_answers_only) {
    const auto made = json_template::compile(json::parse(R"({"/a": {"result": "receipt"}})"),
                                             "/json", source_scope::event);

    BOOST_REQUIRE(made.has_error());
    const mapping::problems wrong = made.error();
    BOOST_TEST((wrong[0].code == errc::not_allowed));
}
