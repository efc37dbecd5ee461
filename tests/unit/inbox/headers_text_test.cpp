#include "gateway/inbox/headers_text.hpp"

#include <boost/test/unit_test.hpp>

using gateway::rows::headers_from;
using gateway::rows::to_text;

BOOST_AUTO_TEST_CASE(gives_headers_back_as_they_were) {
    const std::vector<std::vector<providers::header>> cases = {
        {},
        {{"Content-Type", "application/json"}},
        {{"X-Twice", "one"}, {"x-twice", "two"}},
        {{"X-Empty", ""}},
        {{"X-Latin-1", "J\xf6rg"}, {"X-UTF-8", "J\xc3\xb6rg"}},
        {{"X-Quoted", "\"a\\b\"\t/"}},
    };
    for (const auto& headers : cases) {
        const auto back = headers_from(to_text(headers));

        BOOST_REQUIRE(back.size() == headers.size());
        for (std::size_t i = 0; i < headers.size(); ++i) {
            BOOST_TEST(back[i].name == headers[i].name);
            BOOST_TEST(back[i].value == headers[i].value);
        }
    }
}

BOOST_AUTO_TEST_CASE(writes_compact_json) {
    BOOST_TEST(to_text({{"A", "1"}, {"B", "2"}}) == R"([["A","1"],["B","2"]])");
}

BOOST_AUTO_TEST_CASE(refuses_what_it_did_not_write) {
    for (const char* text : {"", "{}", "[1]", "[[\"only a name\"]]", "[[\"a\", 1]]"})
        BOOST_CHECK_THROW(headers_from(text), std::exception);
}
