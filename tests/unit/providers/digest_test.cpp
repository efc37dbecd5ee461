#include "providers/digest.hpp"

#include <boost/test/unit_test.hpp>

#include "providers/encodings.hpp"

using providers::digest;

// RFC 4231, case 2; RFC 2202, case 2; FIPS 180-2, appendix B.
BOOST_AUTO_TEST_CASE(digests_are_those_of_the_standards) {
    const struct {
        digest kind;
        std::string_view key, message, expected;
    } cases[] = {
        {digest::hmac_sha1, "Jefe", "what do ya want for nothing?",
         "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
        {digest::hmac_sha256, "Jefe", "what do ya want for nothing?",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {digest::hmac_sha512, "Jefe", "what do ya want for nothing?",
         "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
         "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"},
        {digest::sha256, "no matter", "abc",
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    };

    for (const auto& one : cases)
        BOOST_TEST(providers::to_hex(compute(one.kind, one.key, one.message)) == one.expected);
}

BOOST_AUTO_TEST_CASE(an_empty_message_has_a_digest) {
    BOOST_TEST(providers::to_hex(providers::sha256("")) ==
               "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    BOOST_TEST(compute(digest::hmac_sha256, "key", {}).size() == 32u);
}

BOOST_AUTO_TEST_CASE(one_bit_makes_digests_differ) {
    const std::string right = providers::sha256("abc");

    BOOST_TEST(providers::equal_in_constant_time(right, providers::sha256("abc")));
    for (std::size_t bit = 0; bit < right.size() * 8; ++bit) {
        std::string wrong = right;
        wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << (bit % 8)));
        BOOST_TEST(!providers::equal_in_constant_time(right, wrong));
    }
}

BOOST_AUTO_TEST_CASE(a_prefix_of_a_digest_is_not_equal_to_it) {
    const std::string right = providers::sha256("abc");

    for (std::size_t size = 0; size < right.size(); ++size)
        BOOST_TEST(!providers::equal_in_constant_time(right, right.substr(0, size)));
    BOOST_TEST(!providers::equal_in_constant_time(right, right + '\0'));
}
