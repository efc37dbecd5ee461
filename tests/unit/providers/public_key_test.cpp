#include "providers/public_key.hpp"

#include <openssl/err.h>

#include <boost/test/unit_test.hpp>

#include "tests/support/key_pair.hpp"
#include "tests/support/signing.hpp"

using providers::key_algorithm;
using providers::public_key;
using testing::key_pair;

namespace {

const std::string message = "a message";

std::string problem_of(key_algorithm algorithm, const std::string& text) {
    const auto parsed = public_key::parse(algorithm, text, "/secrets/key");
    BOOST_TEST(ERR_peek_error() == 0u);
    return parsed ? "" : mapping::to_text(parsed.error());
}

bool verifies(key_algorithm algorithm, const std::string& key, const std::string& signature,
              const std::string& text = message) {
    const bool verdict = public_key::parse(algorithm, key, "/k").value().verifies(text, signature);
    BOOST_TEST(ERR_peek_error() == 0u);
    return verdict;
}

// Signatures that are none, or not of this length.
const std::string no_signatures[] = {"",
                                     "x",
                                     std::string(64, '\0'),
                                     std::string(64, '\xFF'),
                                     std::string(256, '\0'),
                                     std::string(100'000, 'a')};

}  // namespace

BOOST_AUTO_TEST_CASE(each_algorithm_verifies_what_its_key_signed_and_nothing_else) {
    const struct {
        key_algorithm algorithm;
        key_pair key;
    } cases[] = {{key_algorithm::ed25519, key_pair::ed25519()},
                 {key_algorithm::rsa_sha256, key_pair::rsa()},
                 {key_algorithm::ecdsa_p256_sha256, key_pair::ec()}};

    for (const auto& [algorithm, key] : cases) {
        const bool is_pair = algorithm == key_algorithm::ecdsa_p256_sha256;
        const std::string signature = is_pair ? key.sign_pair(message) : key.sign(message);
        const std::string pem = key.public_pem();
        std::string altered = signature;
        altered[40] = static_cast<char>(altered[40] ^ 1);

        BOOST_TEST(verifies(algorithm, pem, signature));
        BOOST_TEST(!verifies(algorithm, pem, signature, message + "."));
        BOOST_TEST(!verifies(algorithm, pem, signature, ""));
        BOOST_TEST(!verifies(algorithm, pem, altered));
        BOOST_TEST(!verifies(algorithm, pem, signature + '\0'));
        BOOST_TEST(!verifies(algorithm, pem, signature.substr(0, signature.size() - 1)));
        for (const std::string& none : no_signatures) BOOST_TEST(!verifies(algorithm, pem, none));
    }
}

BOOST_AUTO_TEST_CASE(another_key_of_the_same_kind_verifies_nothing) {
    BOOST_TEST(!verifies(key_algorithm::ed25519, key_pair::ed25519().public_pem(),
                         key_pair::ed25519().sign(message)));
    BOOST_TEST(!verifies(key_algorithm::rsa_sha256, key_pair::rsa().public_pem(),
                         key_pair::rsa().sign(message)));
}

BOOST_AUTO_TEST_CASE(an_ed25519_key_may_be_32_bytes_in_base64) {
    const auto key = key_pair::ed25519();
    const std::string text = testing::to_base64(key.public_bytes());

    BOOST_TEST(verifies(key_algorithm::ed25519, text, key.sign(message)));
    BOOST_TEST(verifies(key_algorithm::ed25519, "whpk_" + text + "\n", key.sign(message)));
    BOOST_TEST(problem_of(key_algorithm::ed25519, "whsec_" + text) ==
               "/secrets/key: malformed: is no public key in PEM, nor 32 bytes in base64");
    BOOST_TEST(problem_of(key_algorithm::ed25519, "AAAA") != "");
    BOOST_TEST(problem_of(key_algorithm::ed25519, "") != "");
    BOOST_TEST(problem_of(key_algorithm::rsa_sha256, text) ==
               "/secrets/key: malformed: is no public key in PEM");
}

BOOST_AUTO_TEST_CASE(a_key_of_another_kind_is_refused) {
    const std::string ed25519 = key_pair::ed25519().public_pem(), ec = key_pair::ec().public_pem();

    BOOST_TEST(problem_of(key_algorithm::ed25519, ec) ==
               "/secrets/key: not_allowed: is no ed25519 key");
    BOOST_TEST(problem_of(key_algorithm::rsa_sha256, ed25519) ==
               "/secrets/key: not_allowed: is no RSA key");
    BOOST_TEST(problem_of(key_algorithm::rsa_sha256, key_pair::rsa(1024).public_pem()) ==
               "/secrets/key: not_allowed: is an RSA key of fewer than 2048 bits");
    BOOST_TEST(problem_of(key_algorithm::ecdsa_p256_sha256, key_pair::ec("P-384").public_pem()) ==
               "/secrets/key: not_allowed: is no P-256 key");
    BOOST_TEST(problem_of(key_algorithm::ecdsa_p256_sha256, ed25519) ==
               "/secrets/key: not_allowed: is no P-256 key");
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_public_key_is_refused) {
    const std::string pem = key_pair::rsa().public_pem();
    const std::string encrypted =
        "-----BEGIN PUBLIC KEY-----\nProc-Type: 4,ENCRYPTED\n"
        "DEK-Info: AES-128-CBC,00112233445566778899AABBCCDDEEFF\n\nAAAA\n"
        "-----END PUBLIC KEY-----\n";

    for (const std::string& text :
         {pem.substr(0, 100), std::string("-----BEGIN PUBLIC KEY-----"), encrypted,
          std::string("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")})
        BOOST_TEST(problem_of(key_algorithm::rsa_sha256, text) ==
                       "/secrets/key: malformed: is no public key in PEM",
                   text);
}
