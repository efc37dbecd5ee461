#include "gateway/intake/routes.hpp"

#include <boost/test/unit_test.hpp>

using gateway::find_route;
using gateway::route;

BOOST_AUTO_TEST_CASE(finds_a_hook_with_its_connection_and_the_rest_of_the_path) {
    const route found = find_route("/hooks/acme-google/v3/CreateBooking/");

    BOOST_TEST((found.what == route::place::hook));
    BOOST_TEST(found.connection == "acme-google");
    BOOST_TEST(found.rest == "/v3/CreateBooking/");
}

BOOST_AUTO_TEST_CASE(a_hook_without_more_has_an_empty_rest) {
    BOOST_TEST(find_route("/hooks/acme").rest == "");
    BOOST_TEST(find_route("/hooks/acme/").rest == "/");
}

BOOST_AUTO_TEST_CASE(finds_a_receipt) {
    const route found = find_route("/receipts/0123abcd");

    BOOST_TEST((found.what == route::place::receipt));
    BOOST_TEST(found.receipt == "0123abcd");
}

BOOST_AUTO_TEST_CASE(everything_else_is_nowhere) {
    for (const char* path : {"/", "", "/hooks", "/hooks/", "/hooks//x", "/receipts", "/receipts/",
                             "/Hooks/acme", "/metrics", "//hooks/acme", "/hook/acme"})
        BOOST_TEST_CONTEXT(path) { BOOST_TEST((find_route(path).what == route::place::none)); }
}
