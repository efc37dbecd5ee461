#include "providers/public_key_verifier.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"
#include "tests/support/key_pair.hpp"

using testing::at_second;
using testing::key_pair;
using testing::post;
using testing::problems_of;
using testing::verdict;
using testing::verifier_for;

namespace {

constexpr std::int64_t sent_at = 1'700'000'000;
const std::string body = R"({"id": 1})";

// Asymmetric signatures of Standard Webhooks.
constexpr std::string_view standard_config = R"({"public_key": {
    "key": "key", "algorithm": "ed25519", "message": "{id}.{timestamp}.{body}",
    "signature": {"header": "webhook-signature", "form": "tagged", "key": "v1a",
                  "encoding": "base64"},
    "timestamp": {"header": "webhook-timestamp"}, "id": {"header": "webhook-id"}}})";

constexpr std::string_view rsa_config = R"({"public_key": {
    "key": "key", "algorithm": "rsa-sha256", "message": "{url}{body}",
    "signature": {"header": "X-Signature", "encoding": "hex"}}})";

providers::webhook standard_webhook(const key_pair& key) {
    const std::string signature =
        testing::to_base64(key.sign("msg_1." + std::to_string(sent_at) + "." + body));
    return post({{"webhook-id", "msg_1"},
                 {"webhook-timestamp", std::to_string(sent_at)},
                 {"webhook-signature", "v1,AAAA v1a," + signature}},
                body);
}

std::string whpk(const key_pair& key) { return "whpk_" + testing::to_base64(key.public_bytes()); }

}  // namespace

BOOST_AUTO_TEST_CASE(a_tagged_signature_with_an_ed25519_key_is_accepted) {
    const auto key = key_pair::ed25519();
    const auto verifier = verifier_for(standard_config, {{"key", {whpk(key)}}});
    const auto right = standard_webhook(key);

    BOOST_TEST(verdict(*verifier, right, at_second(sent_at)) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, right, at_second(sent_at + 301)) == "timestamp_skew");
    BOOST_TEST(verdict(*verifier, standard_webhook(key_pair::ed25519()), at_second(sent_at)) ==
               "credentials_wrong");
    for (std::size_t i = 0; i < body.size(); ++i) {
        auto altered = right;
        altered.body[i] = static_cast<char>(altered.body[i] ^ 1);
        BOOST_TEST(verdict(*verifier, altered, at_second(sent_at)) == "credentials_wrong");
    }
}

BOOST_AUTO_TEST_CASE(every_key_of_a_rotation_is_tried_and_the_proof_says_which) {
    const auto current = key_pair::ed25519(), before = key_pair::ed25519();
    const auto verifier =
        verifier_for(standard_config, {{"key", {whpk(current), before.public_pem()}}});

    BOOST_TEST(verdict(*verifier, standard_webhook(current), at_second(sent_at)) ==
               "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, standard_webhook(before), at_second(sent_at)) ==
               "accepted by secret 1");
}

BOOST_AUTO_TEST_CASE(an_rsa_signature_is_accepted) {
    const auto key = key_pair::rsa();
    const std::string url = "https://a.example/hooks/b";
    const auto verifier = verifier_for(rsa_config, {{"key", {key.public_pem()}}}, url);
    const auto signed_by = [&](const key_pair& signer, const std::string& text) {
        return post({{"X-Signature", providers::to_hex(signer.sign(text))}}, body);
    };

    BOOST_TEST(verdict(*verifier, signed_by(key, url + body)) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, signed_by(key, body)) == "credentials_wrong");
    BOOST_TEST(verdict(*verifier, signed_by(key_pair::rsa(), url + body)) == "credentials_wrong");
}

// The public key is no secret: it must not pass for the key of a digest.
BOOST_AUTO_TEST_CASE(a_digest_with_the_public_key_as_its_secret_is_refused) {
    const auto key = key_pair::rsa();
    const auto verifier =
        verifier_for(rsa_config, {{"key", {key.public_pem()}}}, "https://a.example");
    const auto forged = testing::hmac_sha256(key.public_pem(), "https://a.example" + body);

    BOOST_TEST(verdict(*verifier, post({{"X-Signature", providers::to_hex(forged)}}, body)) ==
               "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(a_signature_that_cannot_be_one_is_refused) {
    const auto verifier = verifier_for(rsa_config, {{"key", {key_pair::rsa().public_pem()}}}, "u");
    const struct {
        std::vector<providers::header> headers;
        std::string expected;
    } cases[] = {
        {{}, "credentials_missing"},
        {{{"X-Signature", ""}}, "credentials_missing"},
        {{{"X-Signature", "00"}, {"X-Signature", "00"}}, "credentials_repeated"},
        {{{"X-Signature", "xyz"}}, "credentials_malformed"},
        {{{"X-Signature", "\xC3\xA9"}}, "credentials_malformed"},
        {{{"X-Signature", "00"}}, "credentials_wrong"},
        {{{"X-Signature", std::string(512, '0')}}, "credentials_wrong"},
        {{{"X-Signature", std::string(100'000, 'f')}}, "credentials_wrong"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict(*verifier, post(one.headers, body)) == one.expected);
}

BOOST_AUTO_TEST_CASE(every_mistake_is_reported) {
    const providers::secret_store secrets = {{"key", {"nonsense", key_pair::ec().public_pem()}}};

    BOOST_TEST(problems_of(rsa_config, secrets) ==
               "/secrets/key: malformed: is no public key in PEM\n"
               "/secrets/key: not_allowed: is no RSA key\n"
               "/public_url: missing: is needed: the partner signs the URL that it was given");
    BOOST_TEST(problems_of(rsa_config, {}, "u") ==
               "/secrets/key: missing: the provider's definition verifies with this secret");
    BOOST_TEST(problems_of(R"({"public_key": {"key": "", "digest": "hmac-sha256",
                   "message": "{secret}", "signature": {"header": "A", "encoding": "hex"}}})",
                           secrets) ==
               "/verify/public_key/digest: unknown: is not a known setting\n"
               "/verify/public_key/key: missing: must not be blank\n"
               "/verify/public_key/algorithm: missing: a text is required\n"
               "/verify/public_key/message: missing: must contain {body} or {sorted_form}: else it "
               "signs nothing\n"
               "/verify/public_key/message: not_allowed: contains {secret}, but a public key is "
               "none");
    BOOST_TEST(problems_of(R"({"public_key": {"key": "key", "algorithm": "RS256",
                   "signature": {"header": "A", "encoding": "hex"}}})",
                           secrets) ==
               "/verify/public_key/algorithm: not_allowed: must be one of ed25519, rsa-sha256");
}
