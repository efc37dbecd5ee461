#include "providers/network.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

using providers::network;

namespace {

bool contains(std::string_view where, std::string_view address) {
    const auto parsed = network::parse(where);
    BOOST_REQUIRE_MESSAGE(parsed.has_value(), where);
    return parsed->contains(address);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_network_contains_the_addresses_with_its_prefix) {
    BOOST_TEST(contains("203.0.113.7", "203.0.113.7"));
    BOOST_TEST(!contains("203.0.113.7", "203.0.113.8"));
    BOOST_TEST(contains("203.0.113.0/24", "203.0.113.255"));
    BOOST_TEST(!contains("203.0.113.0/24", "203.0.114.0"));
    BOOST_TEST(contains("203.0.112.0/23", "203.0.113.1"));
    BOOST_TEST(!contains("203.0.112.0/23", "203.0.111.255"));
    BOOST_TEST(contains("128.0.0.0/1", "255.255.255.255"));
    BOOST_TEST(!contains("128.0.0.0/1", "127.255.255.255"));
    BOOST_TEST(contains("2001:db8::/32", "2001:db8:ffff::1"));
    BOOST_TEST(!contains("2001:db8::/32", "2001:db9::1"));
    BOOST_TEST(contains("2001:db8::1", "2001:DB8:0:0::1"));
    BOOST_TEST(!contains("2001:db8::1", "2001:db8::2"));
    BOOST_TEST(contains("fe80::/10", "fe80::1%eth0"));
}

BOOST_AUTO_TEST_CASE(an_ipv4_address_is_the_same_written_as_ipv6) {
    BOOST_TEST(contains("203.0.113.0/24", "::ffff:203.0.113.7"));
    BOOST_TEST(contains("203.0.113.0/24", "::ffff:cb00:7107"));
    BOOST_TEST(contains("::ffff:203.0.113.0/120", "203.0.113.7"));
    BOOST_TEST(contains("::ffff:203.0.113.7", "203.0.113.7"));
    BOOST_TEST(!contains("::ffff:203.0.113.0/120", "203.0.114.7"));
}

BOOST_AUTO_TEST_CASE(a_network_of_one_family_has_no_address_of_the_other) {
    BOOST_TEST(!contains("::/1", "1.2.3.4"));
    BOOST_TEST(!contains("::/1", "::ffff:1.2.3.4"));
    BOOST_TEST(!contains("32.0.0.0/3", "2001:db8::1"));
    BOOST_TEST(contains("::/1", "::1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_address_is_in_no_network) {
    for (const std::string& text :
         {std::string(), std::string(" "), std::string("203.0.113"), std::string("203.0.113.7 "),
          std::string("203.0.113.07"), std::string("0xCB.0.113.7"), std::string("3405803783"),
          std::string("203.0.113.7/24"), std::string("203.0.113.7\0", 12), std::string("localhost"),
          std::string("\xFF"), std::string("::ffff:203.0.113.7.1"), std::string(100'000, '1'),
          std::string("%")}) {
        BOOST_TEST(!contains("203.0.113.0/24", text), text.substr(0, 40));
        BOOST_TEST(!contains("::/1", text), text.substr(0, 40));
    }
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_network_or_everybodys_is_refused) {
    for (const char* text :
         {"", "x", "203.0.113.0/", "203.0.113.0/33", "203.0.113.0/-1", "203.0.113.0/+8",
          "203.0.113.0/8x", "203.0.113.0/24/24", "203.0.113.0 /24", "203.0.113.1/24", "/24",
          "2001:db8::/129", "2001:db8::1/32", "2001:db8::%eth0/32", "0.0.0.0/0", "::/0",
          "::ffff:0.0.0.0/96", "203.0.113.*", "203.0.113.0-203.0.113.9"})
        BOOST_TEST(!network::parse(text).has_value(), text);
}
