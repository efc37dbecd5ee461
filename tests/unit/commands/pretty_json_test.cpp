#include "gateway/commands/pretty_json.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

namespace {

std::string shown(std::string_view text) { return gateway::pretty(boost::json::parse(text)); }

}  // namespace

BOOST_AUTO_TEST_CASE(shows_a_member_a_line) {
    BOOST_TEST(
        shown(R"({"a": 1, "b": {"c": [true, "x\ny"]}})") ==
        "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [\n      true,\n      \"x\\ny\"\n    ]\n  }\n}\n");
}

BOOST_AUTO_TEST_CASE(keeps_what_is_empty_in_one_line) {
    BOOST_TEST(shown(R"({"a": {}, "b": []})") == "{\n  \"a\": {},\n  \"b\": []\n}\n");
    BOOST_TEST(shown("null") == "null\n");
}
