#include <boost/test/unit_test.hpp>

#include "mapping/json.hpp"
#include "mapping/transforms/answers.hpp"

using namespace mapping;

namespace {

std::string lines_of(std::string_view answers, const answer_members& members = {}) {
    return to_lines(read_answers(parse_json(answers).value(), members));
}

}  // namespace

BOOST_AUTO_TEST_CASE(writes_a_line_for_each_answer) {
    BOOST_TEST(
        lines_of(R"([{"question": "Pets?", "answer": "Yes"}, {"question": "Age", "answer": 7}])") ==
        "Pets?: Yes\nAge: 7");
    BOOST_TEST(lines_of(R"([{"name": "Gate:", "value": "12"}])", {{"name"}, {"value"}}) ==
               "Gate: 12");
}

BOOST_AUTO_TEST_CASE(takes_the_first_member_that_says_something) {
    const answer_members mixed = {{"q", "label"}, {"a", "value", "text"}};

    BOOST_TEST(lines_of(R"([{"q": "Pets", "a": "dog"}, {"label": "Gate", "value": 12},
                            {"q": null, "label": "Age", "a": " ", "value": [], "text": "new"},
                            {"question": "Not", "answer": "read"}])",
                        mixed) == "Pets: dog\nGate: 12\nAge: new");
}

BOOST_AUTO_TEST_CASE(leaves_out_what_was_not_answered) {
    BOOST_TEST(lines_of(R"([{"question": "a"}, {"question": "b", "answer": null},
                            {"question": "c", "answer": " "}, {"question": "d", "answer": {"x": 1}},
                            {"question": "e", "answer": []}, "f", null])") == "");
}

BOOST_AUTO_TEST_CASE(keeps_an_answer_without_its_question) {
    BOOST_TEST(lines_of(R"([{"answer": "Yes"}])") == "Yes");
}

BOOST_AUTO_TEST_CASE(joins_several_answers_to_one_question) {
    BOOST_TEST(lines_of(R"([{"question": "Rooms", "answer": ["Kitchen", " ", "Bath", 3]}])") ==
               "Rooms: Kitchen, Bath, 3");
}

BOOST_AUTO_TEST_CASE(reads_an_object_of_labels_and_values) {
    BOOST_TEST(lines_of(R"({"a": {"label": "Street", "value": "12 Elm St"}, "b": {"value": true},
                            "c": {"label": "Notes"}, "d": "plain"})") ==
               "Street: 12 Elm St\nb: true");
}
