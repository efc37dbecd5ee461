#include "gateway/http/url.hpp"

#include <boost/test/unit_test.hpp>

using gateway::http::parse_url;
using gateway::http::url;

BOOST_AUTO_TEST_CASE(takes_urls_apart) {
    const struct {
        const char* text;
        url expected;
        const char* origin;
    } cases[] = {
        {"https://api.example",
         {true, "api.example", 443, "api.example", "/"},
         "https://api.example"},
        {"https://api.example/",
         {true, "api.example", 443, "api.example", "/"},
         "https://api.example"},
        {"https://API.Example:443/A?b=%2F",
         {true, "api.example", 443, "api.example", "/A?b=%2F"},
         "https://api.example"},
        {"HTTPS://api.example:8443?q",
         {true, "api.example", 8443, "api.example:8443", "/?q"},
         "https://api.example:8443"},
        {"https://[2001:DB8::1]:8443/x",
         {true, "2001:db8::1", 8443, "[2001:db8::1]:8443", "/x"},
         "https://[2001:db8::1]:8443"},
        {"http://127.0.0.1:8080/x",
         {false, "127.0.0.1", 8080, "127.0.0.1:8080", "/x"},
         "http://127.0.0.1:8080"},
        {"http://localhost/", {false, "localhost", 80, "localhost", "/"}, "http://localhost"},
        {"http://[::1]/", {false, "::1", 80, "[::1]", "/"}, "http://[::1]"},
    };
    for (const auto& one : cases) {
        BOOST_TEST_CONTEXT(one.text) {
            const auto got = parse_url(one.text);

            BOOST_REQUIRE(got.has_value());
            BOOST_TEST(got->tls == one.expected.tls);
            BOOST_TEST(got->host == one.expected.host);
            BOOST_TEST(got->port == one.expected.port);
            BOOST_TEST(got->authority == one.expected.authority);
            BOOST_TEST(got->target == one.expected.target);
            BOOST_TEST(got->origin() == one.origin);
        }
    }
}

BOOST_AUTO_TEST_CASE(refuses_what_no_request_should_go_to) {
    const std::string_view cases[] = {"",
                                      "api.example",
                                      "/hooks",
                                      "//api.example/",
                                      "https:",
                                      "https://",
                                      "https:///path",
                                      "ftp://api.example/",
                                      "file:///etc/passwd",
                                      "https://api.example:0/",
                                      "https://api.example:65536/",
                                      "https://api.example:99999/",
                                      "https://api.example:x/",
                                      "https://api.example:/",
                                      "https://user:secret@api.example/",
                                      "https://user@api.example/",
                                      "https://api.example/#part",
                                      "https://api%2Eexample/",
                                      "https://api.example/a b",
                                      "https://api.example/a\r\nX: 1",
                                      "https://api.example/\xc3\xa9",
                                      "https://api.example/%zz",
                                      "http://api.example/",
                                      "http://192.0.2.1/",
                                      "http://localhost.example/",
                                      "http://127.0.0.1.example/",
                                      "https://127.0.0.1x/a",
                                      "http://[2001:db8::1]/"};
    for (const std::string_view text : cases) BOOST_TEST(!parse_url(text).has_value(), text);
}
