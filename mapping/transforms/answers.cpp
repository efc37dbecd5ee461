#include "mapping/transforms/answers.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "mapping/transforms/text.hpp"

namespace mapping {
namespace {

std::string answer_text(const json::value& answer) {
    const json::array* several = answer.if_array();
    if (!several) return scalar_text(answer).value_or("");
    std::string text;
    for (const json::value& one : *several) append_with(text, ", ", scalar_text(one).value_or(""));
    return text;
}

std::string first_text(const json::object& pair, const std::vector<std::string>& names) {
    for (const std::string& name : names)
        if (const json::value* member = pair.if_contains(name))
            if (std::string text = answer_text(*member); !text.empty()) return text;
    return {};
}

void add_answer(std::vector<answered_question>& all, const json::value& from,
                std::string_view otherwise_asked, const answer_members& members) {
    const json::object* pair = from.if_object();
    if (!pair) return;
    std::string asked = first_text(*pair, members.question);
    std::string text = first_text(*pair, members.answer);
    if (asked.empty()) asked = otherwise_asked;
    if (!text.empty()) all.push_back({std::move(asked), std::move(text)});
}

}  // namespace

std::vector<answered_question> read_answers(const json::value& from,
                                            const answer_members& members) {
    std::vector<answered_question> all;
    if (const json::array* list = from.if_array())
        for (const json::value& one : *list) add_answer(all, one, "", members);
    if (const json::object* by_name = from.if_object())
        for (const auto& [name, one] : *by_name) add_answer(all, one, name, {{"label"}, {"value"}});
    return all;
}

std::string to_lines(const std::vector<answered_question>& answers) {
    std::string lines;
    for (const auto& [question, answer] : answers) {
        std::string line =
            question.ends_with(':') ? question.substr(0, question.size() - 1) : question;
        append_with(line, ": ", answer);
        append_with(lines, "\n", line);
    }
    return lines;
}

}  // namespace mapping
