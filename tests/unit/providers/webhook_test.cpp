#include "providers/webhook.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(a_header_that_was_sent_once_is_found_in_any_letter_case) {
    providers::webhook hook;
    hook.headers = {{"Content-Type", "text/plain"}, {"X-Api-KEY", "k"}};

    BOOST_TEST(providers::sole_header(hook, "x-api-key").value() == "k");
    BOOST_TEST(!providers::sole_header(hook, "x-api"));
}

BOOST_AUTO_TEST_CASE(a_header_that_was_sent_twice_counts_as_absent_even_with_equal_values) {
    providers::webhook hook;
    hook.headers = {{"X-Api-Key", "k"}, {"x-api-key", "k"}};

    BOOST_TEST(!providers::sole_header(hook, "X-Api-Key"));
}

BOOST_AUTO_TEST_CASE(an_empty_header_is_there) {
    providers::webhook hook;
    hook.headers = {{"X-Api-Key", ""}};

    BOOST_TEST(providers::sole_header(hook, "X-Api-Key").value() == "");
}
