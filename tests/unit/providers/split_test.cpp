#include "providers/split.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using mapping::errc;

namespace {

std::string texts(const std::vector<providers::event_part>& parts) {
    std::string all;
    for (const auto& part : parts) all += json::serialize(*part.item) + " ";
    return all;
}

mapping::problem sole_problem_of(const std::string& document,
                                 const std::vector<std::string>& lists) {
    const json::value parsed = json::parse(document);
    const auto parts = providers::split(parsed, lists);
    BOOST_REQUIRE(parts.has_error());
    BOOST_REQUIRE_EQUAL(parts.error().size(), 1u);
    return parts.error()[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_document_is_one_event_unless_it_is_split) {
    const json::value document = json::parse(R"({"updates": [1, 2]})");

    const auto parts = providers::split(document, {}).value();

    BOOST_REQUIRE_EQUAL(parts.size(), 1u);
    BOOST_TEST(parts[0].item == &document);
    BOOST_TEST(parts[0].root == &document);
    BOOST_TEST(!parts[0].parent);
}

BOOST_AUTO_TEST_CASE(each_element_of_the_list_is_an_event) {
    const json::value document = json::parse(R"({"data": {"updates": [{"id": 1}, {"id": 2}]}})");

    const auto parts = providers::split(document, {"/data/updates"}).value();

    BOOST_TEST(texts(parts) == R"({"id":1} {"id":2} )");
    BOOST_TEST(parts[1].parent == &document);
    BOOST_TEST(parts[1].root == &document);
}

BOOST_AUTO_TEST_CASE(lists_within_lists_are_split_to_the_innermost) {
    const json::value document = json::parse(
        R"({"entry": [{"id": "a", "changes": [1, 2]}, {"id": "b"}, {"id": "c", "changes": [3]}]})");

    const auto parts = providers::split(document, {"/entry", "/changes"}).value();

    BOOST_TEST(texts(parts) == "1 2 3 ");
    BOOST_TEST(parts[0].parent->at("id").as_string() == "a");
    BOOST_TEST(parts[2].parent->at("id").as_string() == "c");
    BOOST_TEST(parts[2].root == &document);
}

BOOST_AUTO_TEST_CASE(a_list_that_is_empty_holds_no_event) {
    const json::value document = json::parse(R"({"updates": []})");

    BOOST_TEST(providers::split(document, {"/updates"}).value().empty());
}

// To take it for an empty one would lose whatever it says.
BOOST_AUTO_TEST_CASE(a_request_without_its_list_is_a_problem) {
    for (const char* text : {R"({"updates": null})", "{}", "[]", "7"}) {
        const auto wrong = sole_problem_of(text, {"/updates"});

        BOOST_TEST((wrong.code == errc::missing), text);
        BOOST_TEST(wrong.where == "/updates");
    }
}

BOOST_AUTO_TEST_CASE(a_document_may_be_the_list_itself) {
    const json::value document = json::parse(R"([{"id": 1}, {"id": 2}])");

    BOOST_TEST(texts(providers::split(document, {""}).value()) == R"({"id":1} {"id":2} )");
    BOOST_TEST((sole_problem_of("{}", {""}).code == errc::wrong_type));
}

BOOST_AUTO_TEST_CASE(what_is_no_list_is_a_problem_with_its_place) {
    const auto flat = sole_problem_of(R"({"updates": {"id": 1}})", {"/updates"});
    const auto nested = sole_problem_of(R"({"entry": [{"changes": []}, {"changes": "x"}]})",
                                        {"/entry", "/changes"});

    BOOST_TEST((flat.code == errc::wrong_type));
    BOOST_TEST(flat.where == "/updates");
    BOOST_TEST(nested.where == "/entry/1/changes");
}

BOOST_AUTO_TEST_CASE(a_request_holds_a_bounded_number_of_events) {
    json::array many(providers::most_parts, json::value(1));
    const json::value most = json::object{{"updates", many}};
    many.push_back(1);

    BOOST_TEST(providers::split(most, {"/updates"}).value().size() == providers::most_parts);
    const auto wrong =
        sole_problem_of(json::serialize(json::object{{"updates", many}}), {"/updates"});
    BOOST_TEST((wrong.code == errc::too_large));
}
