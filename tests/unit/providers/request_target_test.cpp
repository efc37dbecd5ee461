#include "providers/request_target.hpp"

#include <boost/test/unit_test.hpp>

using mapping::errc;
using providers::is_origin;
using providers::path_template;

namespace {

mapping::result<std::string> filled(const char* text,
                                    const std::map<std::string, std::string, std::less<>>& values) {
    const auto compiled = path_template::compile(text, "/path");
    BOOST_REQUIRE_MESSAGE(compiled.has_value(), text << ": " << to_text(compiled.error()));
    return compiled->fill(values);
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_origin_is_https_or_leads_to_loopback_and_has_nothing_behind_it) {
    for (const char* origin :
         {"https://api.example.com", "https://API.example.com:8443", "https://localhost",
          "https://203.0.113.7", "https://[2001:db8::1]:444", "http://localhost:8080",
          "http://127.0.0.1", "http://127.8.9.1:1", "http://[::1]:65535"})
        BOOST_TEST(is_origin(origin), origin);

    for (const char* other : {"",
                              "api.example.com",
                              "ftp://api.example.com",
                              "https://",
                              "https:///x",
                              "https://api.example.com/",
                              "https://api.example.com/v2",
                              "https://api.example.com?x",
                              "https://api.example.com#x",
                              "https://user@api.example.com",
                              "https://a:b@c.example",
                              "https://api.example.com:",
                              "https://api.example.com:0",
                              "https://api.example.com:65536",
                              "https://api.example.com:99999",
                              "https://api..example.com",
                              "https://.example.com",
                              "https://api.example.com\\@evil.example",
                              "https://api example.com",
                              "https://api.example.com\n",
                              "https://%61pi.example.com",
                              "https://[::1",
                              "https://[x]",
                              "https://[203.0.113.7]",
                              "https://{host}",
                              "http://api.example.com",
                              "http://localhost.example.com",
                              "http://128.0.0.1",
                              "http://[2001:db8::1]"})
        BOOST_TEST(!is_origin(other), other);
}

BOOST_AUTO_TEST_CASE(a_value_stays_in_its_segment_or_parameter) {
    BOOST_TEST(filled("/v2/customers/{id}", {{"id", "a b/c?d#e%2F&f=g;\\"}}).value() ==
               "/v2/customers/a%20b%2Fc%3Fd%23e%252F%26f%3Dg%3B%5C");
    BOOST_TEST(filled("/v2/search?email={e}&all={e}", {{"e", "a+b@c.d&x=y"}}).value() ==
               "/v2/search?email=a%2Bb%40c.d%26x%3Dy&all=a%2Bb%40c.d%26x%3Dy");
    BOOST_TEST(filled("/{a}{b}/x", {{"a", "@evil.example"}, {"b", "//"}}).value() ==
               "/%40evil.example%2F%2F/x");
    BOOST_TEST(filled("/c/{id}", {{"id", "\r\nHost: evil"}}).value() == "/c/%0D%0AHost%3A%20evil");
    BOOST_TEST(filled("/c/{id}", {{"id", "caf\xC3\xA9"}}).value() == "/c/caf%C3%A9");
    BOOST_TEST(filled("/a.b/..c?x=../..", {}).value() == "/a.b/..c?x=../..");
    BOOST_TEST(filled("/odata({{{id}}})", {{"id", "7"}}).value() == "/odata(%7B7%7D)");
}

BOOST_AUTO_TEST_CASE(a_value_that_would_lead_elsewhere_is_refused) {
    const struct {
        const char* text;
        const char* value;
    } cases[] = {
        {"/customers/{id}", ".."},       {"/customers/{id}", "."},
        {"/customers/{id}/notes", ".."}, {"/customers/.{id}", "."},
        {"/customers/{id}?x=1", ".."},   {"/customers/{id}", "../../admin?x"},
        {"/customers/{id}", "7/.."},     {"/customers/{id}", "7\\..\\.."},
    };
    for (const auto& [text, value] : cases) {
        const auto made = filled(text, {{"id", value}});

        BOOST_REQUIRE_MESSAGE(made.has_error(), text << " with " << value);
        const mapping::problem refused = made.error()[0];
        BOOST_TEST((refused.code == errc::not_allowed));
        BOOST_TEST(refused.where == "/path");
    }
    const auto long_one = filled("/{id}", {{"id", std::string(4096, 'x')}});
    BOOST_REQUIRE(long_one.has_error());
    const mapping::problem too_large = long_one.error()[0];
    BOOST_TEST((too_large.code == errc::too_large));
    BOOST_TEST(filled("/{id}", {{"id", std::string(4095, 'x')}}).has_value());
}

BOOST_AUTO_TEST_CASE(a_template_that_makes_no_path_does_not_compile) {
    for (const char* text :
         {"",        "v2/customers", "{id}", "/{",        "/}",    "/{}",          "/{id", "/id}",
          "/{{id}",  "/a b",         "/a#b", "/a\\b",     "/a\"b", "/caf\xC3\xA9", "/50%", "/%zz",
          "/a\r\nb", "/../x",        "/x/.", "/%2e%2E/x", "?x=1",  "//{id}/../y"})
        BOOST_TEST(path_template::compile(text, "/path").has_error(), text);
}

BOOST_AUTO_TEST_CASE(a_template_names_its_placeholders) {
    const auto made = path_template::compile("/{a}/{{b}}/{c}?d={a}", "/path");

    BOOST_TEST(made.value().names() == (std::vector<std::string>{"a", "c", "a"}),
               boost::test_tools::per_element());
}
