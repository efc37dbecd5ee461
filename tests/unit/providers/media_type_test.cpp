#include "providers/media_type.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using providers::body_format;
using providers::is_readable;

BOOST_AUTO_TEST_CASE(a_body_is_readable_when_its_media_type_is_the_formats) {
    const struct {
        body_format format;
        std::vector<std::string> readable, unreadable;
    } cases[] = {
        {body_format::json,
         {"", "application/json", "Application/JSON ; charset=utf-8", "text/json",
          "application/vnd.partner+json"},
         {"application/x-www-form-urlencoded", "text/html", "text/plain", "+json",
          "application/jsonp"}},
        {body_format::form,
         {"", "application/x-www-form-urlencoded",
          "application/x-www-form-urlencoded;charset=UTF-8"},
         {"application/json", "multipart/form-data; boundary=x", "text/plain"}},
        {body_format::multipart,
         {"multipart/form-data; boundary=x", "Multipart/Form-Data;boundary=\"x y\""},
         {"", "multipart/form-data", "multipart/mixed; boundary=x", "application/json"}},
        {body_format::xml,
         {"", "application/xml", "text/xml; charset=utf-8", "application/soap+xml"},
         {"application/json", "text/html", "+xml", "text/plain"}},
        {body_format::text, {"", "text/plain; charset=utf-8"}, {"text/html", "application/json"}},
        {body_format::jwt,
         {"", "application/jwt", "application/jose", "text/plain"},
         {"application/json", "application/jwk+json"}},
    };

    for (const auto& one : cases) {
        for (const std::string& type : one.readable)
            BOOST_TEST(is_readable(type, one.format), "should be readable: " << type);
        for (const std::string& type : one.unreadable)
            BOOST_TEST(!is_readable(type, one.format), "should be unreadable: " << type);
    }
}

BOOST_AUTO_TEST_CASE(a_body_without_a_media_type_is_taken_for_what_it_should_be) {
    BOOST_TEST(is_readable(std::nullopt, body_format::json));
    BOOST_TEST(is_readable(std::nullopt, body_format::form));
    BOOST_TEST(!is_readable(std::nullopt, body_format::multipart));
}
