#include "mapping/json_changes.hpp"

#include <boost/test/unit_test.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

using namespace mapping;

namespace {

// "where: before -> after" lines.
std::string changes(std::string_view before, std::string_view after) {
    const auto or_nothing = [](const std::optional<json::value>& value) {
        return value ? serialize(*value) : "nothing";
    };
    std::string text;
    for (const json_change& one : changes_between(json::parse(before), json::parse(after)))
        text += one.where + ": " + or_nothing(one.before) + " -> " + or_nothing(one.after) + "\n";
    return text;
}

}  // namespace

BOOST_AUTO_TEST_CASE(equal_values_have_no_changes) {
    BOOST_TEST(changes(R"({"a": [1, {"b": null}], "c": 1.5})",
                       R"({"c": 1.5, "a": [1, {"b": null}]})") == "");
}

BOOST_AUTO_TEST_CASE(a_member_that_came_went_or_changed_is_named_by_its_pointer) {
    BOOST_TEST(changes(R"({"same": 1, "a/b": 1, "gone": true})",
                       R"({"same": 1, "a/b": "1", "new": {"x": []}})") ==
               "/a~1b: 1 -> \"1\"\n/gone: true -> nothing\n/new: nothing -> {\"x\":[]}\n");
}

BOOST_AUTO_TEST_CASE(lists_are_compared_by_position) {
    BOOST_TEST(changes(R"({"l": [{"x": 1}, 2]})", R"({"l": [{"x": 2}, 2, 3]})") ==
               "/l/0/x: 1 -> 2\n/l/2: nothing -> 3\n");
    BOOST_TEST(changes("[1, 2]", "[1]") == "/1: 2 -> nothing\n");
}

BOOST_AUTO_TEST_CASE(values_of_different_types_differ_as_a_whole) {
    BOOST_TEST(changes(R"({"a": 1})", "[1]") == ": {\"a\":1} -> [1]\n");
    BOOST_TEST(changes(R"({"a": null})", "{}") == "/a: null -> nothing\n");
}
