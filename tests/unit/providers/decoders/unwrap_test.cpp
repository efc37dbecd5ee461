#include "providers/decoders/unwrap.hpp"

#include <boost/json/parse.hpp>

#include "tests/unit/providers/decoders/decoded.hpp"

using testing::outcome_of;
using testing::repeated;

namespace {

std::string after(std::string_view document, const std::vector<std::string>& pointers) {
    return outcome_of(
        providers::unwrapped(boost::json::parse({document.data(), document.size()}), pointers));
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_text_that_holds_json_is_replaced_by_its_value) {
    BOOST_TEST(after(R"({"data":"{\"id\": 7}","x":"{}"})", {"/data"}) ==
               R"({"data":{"id":7},"x":"{}"})");
    BOOST_TEST(after(R"({"data":" [1, \"a\"]\n"})", {"/data"}) == R"({"data":[1,"a"]})");
    BOOST_TEST(after(R"({"data":"7"})", {"/data"}) == R"({"data":7})");
    BOOST_TEST(after(R"({"all":[{"x":"1"},{"x":"2"}]})", {"/all/1/x"}) ==
               R"({"all":[{"x":"1"},{"x":2}]})");
}

BOOST_AUTO_TEST_CASE(a_later_pointer_reaches_into_what_an_earlier_one_brought_out) {
    const char* twice = R"({"data":"{\"type\":\"new\",\"data\":\"{\\\"id\\\":\\\"B1\\\"}\"}"})";

    BOOST_TEST(after(twice, {"/data", "/data/data"}) ==
               R"({"data":{"type":"new","data":{"id":"B1"}}})");
    BOOST_TEST(after(twice, {"/data/data", "/data"}) ==
               R"({"data":{"type":"new","data":"{\"id\":\"B1\"}"}})");
    BOOST_TEST(after(R"({"a":"\"{}\""})", {"/a", "/a"}) == R"({"a":{}})");
}

BOOST_AUTO_TEST_CASE(where_no_text_stands_nothing_is_done) {
    for (const std::string document :
         {R"({})", R"({"data":null})", R"({"data":""})", R"({"data":" \n"})",
          R"({"data":{"id":1}})", R"({"data":[]})", R"({"data":7})", "[]", "7"})
        BOOST_TEST(after(document, {"/data"}) ==
                   boost::json::serialize(boost::json::parse(document)));
}

BOOST_AUTO_TEST_CASE(a_text_that_is_not_json_is_refused_as_a_body_would_be) {
    BOOST_TEST(
        after(R"({"a":{"b":"hello"}})", {"/a/b"}).starts_with("/a/b, byte 0: malformed: not JSON"));
    BOOST_TEST(after(R"({"a":"{\"b\":1,\"b\":2}"})", {"/a"}) ==
               "/a, byte 9: duplicate: a key is given twice in one object");
    BOOST_TEST(after(R"({"a":"{} {}"})", {"/a"}).starts_with("/a, byte 3: malformed"));
    BOOST_TEST(after("{\"a\":\"" + repeated("[", 100'000) + "\"}", {"/a"}) ==
               "/a, byte 64: too_large: nested deeper than 64");
}
