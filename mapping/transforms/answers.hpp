#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

// The questions of a partner's form with a customer's answers to them.
namespace mapping {

namespace json = boost::json;

struct answered_question {
    std::string question, answer;  // the answer is never blank
};

// Which members of a list's elements hold the two; of several names the first that says something.
struct answer_members {
    std::vector<std::string> question = {"question"}, answer = {"answer"};
};

// Reads a list of objects with those members, or an object whose members are {label, value}. What
// was not answered is left out; several answers to one question are joined by ", ".
std::vector<answered_question> read_answers(const json::value& from, const answer_members& members);

// "Question: answer" lines.
std::string to_lines(const std::vector<answered_question>& answers);

}  // namespace mapping
