#pragma once

#include <string>
#include <string_view>

#include "mapping/json_reader.hpp"

namespace providers {

// One of the words that a setting may be, and what it stands for.
template <class Value>
struct choice {
    std::string_view word;
    Value value;
};

// Reads a setting that is one of a few words. Without a fallback it is required.
template <class Value, std::size_t Count>
Value read_choice(mapping::json_reader& in, std::string_view pointer,
                  const choice<Value> (&choices)[Count], std::string_view fallback = {}) {
    const std::string word =
        fallback.empty() ? in.text(pointer) : in.text_or(pointer, std::string(fallback));
    std::string words;
    for (const choice<Value>& one : choices) {
        if (one.word == word) return one.value;
        words.append(words.empty() ? "" : ", ").append(one.word);
    }
    const boost::json::value* given = in.find(pointer);
    const bool is_empty_text = given && given->is_string() && word.empty() && !fallback.empty();
    if (!word.empty() || is_empty_text)
        in.fail(mapping::errc::not_allowed, pointer, "must be one of " + words);
    return choices[0].value;
}

}  // namespace providers
