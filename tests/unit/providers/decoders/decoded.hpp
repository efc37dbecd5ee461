#pragma once

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>
#include <string>

#include "providers/decoder.hpp"

// What the tests of formats share.
namespace testing {

// A body, and the document that it becomes as JSON text, or its problems.
struct decoding {
    std::string body, expected;
};

inline std::string outcome_of(const mapping::result<boost::json::value>& document) {
    return document ? boost::json::serialize(*document) : mapping::to_text(document.error());
}

inline std::string repeated(std::string_view text, std::size_t times) {
    std::string made;
    made.reserve(text.size() * times);
    for (; times > 0; --times) made += text;
    return made;
}

}  // namespace testing
