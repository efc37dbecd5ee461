#include "gateway/http/message.hpp"

#include <boost/test/unit_test.hpp>

using namespace gateway::http;

BOOST_AUTO_TEST_SUITE(message)

BOOST_AUTO_TEST_CASE(finds_the_first_field_of_a_name_in_any_case) {
    const fields all{{"Host", "a"}, {"X-Signature", "first"}, {"x-signature", "second"}};

    const auto found = find(all, "x-SIGNATURE");

    BOOST_TEST_REQUIRE(found.has_value());
    BOOST_TEST(*found == "first");
    BOOST_TEST(!find(all, "X-Signatur").has_value());
    BOOST_TEST(!find(all, "").has_value());
}

BOOST_AUTO_TEST_CASE(splits_a_target_into_path_and_query) {
    struct row {
        std::string target, path, query;
    };
    const row rows[] = {
        {"/hooks/acme", "/hooks/acme", ""},
        {"/hooks/acme?x=1&y=%3F", "/hooks/acme", "x=1&y=%3F"},
        {"/?", "/", ""},
        {"/a?b?c", "/a", "b?c"},
        {"", "", ""},
    };
    for (const auto& [target, path, query] : rows) {
        request one;
        one.target = target;

        BOOST_TEST(one.path() == path);
        BOOST_TEST(one.query() == query);
    }
}

BOOST_AUTO_TEST_SUITE_END()
