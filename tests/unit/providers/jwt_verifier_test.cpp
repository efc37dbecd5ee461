#include "providers/jwt_verifier.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"
#include "tests/support/key_pair.hpp"

using testing::at_second;
using testing::key_pair;
using testing::post;
using testing::problems_of;
using testing::to_base64url;
using testing::verdict;
using testing::verifier_for;

namespace {

constexpr std::int64_t now = 1'700'000'000;
const std::string rs256 = R"({"alg":"RS256","typ":"JWT"})";
const std::string claims = R"({"exp":1700000300,"data":"x"})";

const key_pair& rsa() {
    static const key_pair key = key_pair::rsa();
    return key;
}

std::string signing_input(const std::string& header, const std::string& payload) {
    return to_base64url(header) + "." + to_base64url(payload);
}

std::string token(const std::string& payload = claims, const std::string& header = rs256,
                  const key_pair& key = rsa()) {
    const std::string input = signing_input(header, payload);
    return input + "." + to_base64url(key.sign(input));
}

std::string config(const std::string& extra = {}, const std::string& place = "\"body\"",
                   const std::string& algorithm = "RS256") {
    return R"({"jwt": {"in": )" + place + R"(, "algorithm": ")" + algorithm + R"(", "key": "key")" +
           extra + "}}";
}

// Of a token that is the body.
std::string verdict_on(const std::string& body, const std::string& extra = {}) {
    static const providers::secret_store keys = {{"key", {rsa().public_pem()}}};
    return verdict(*verifier_for(config(extra), keys), post({}, body), at_second(now));
}

std::string verdict_on_claims(const std::string& payload, const std::string& extra = {}) {
    return verdict_on(token(payload), extra);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_that_the_key_signed_is_accepted) {
    BOOST_TEST(verdict_on(token()) == "accepted by secret 0");
    BOOST_TEST(verdict_on(token() + "\n") == "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(each_algorithm_is_verified) {
    const auto ec = key_pair::ec(), ed = key_pair::ed25519();
    const auto verdict_by = [&](const std::string& algorithm, const std::string& key,
                                const std::string& signature_of_input) {
        const std::string header = R"({"alg":")" + algorithm + "\"}";
        const std::string input = signing_input(header, claims);
        const std::string signature = signature_of_input == "ec" ? ec.sign_pair(input)
                                      : signature_of_input == "ed"
                                          ? ed.sign(input)
                                          : testing::hmac_sha256(key, input);
        return verdict(*verifier_for(config("", "\"body\"", algorithm), {{"key", {key}}}),
                       post({}, input + "." + to_base64url(signature)), at_second(now));
    };

    BOOST_TEST(verdict_by("ES256", ec.public_pem(), "ec") == "accepted by secret 0");
    BOOST_TEST(verdict_by("EdDSA", ed.public_pem(), "ed") == "accepted by secret 0");
    BOOST_TEST(verdict_by("HS256", "a shared secret", "mac") == "accepted by secret 0");
    BOOST_TEST(verdict_by("ES256", key_pair::ec().public_pem(), "ec") == "credentials_wrong");
    BOOST_TEST(verdict_by("ES256", ec.public_pem(), "mac") == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(the_algorithm_is_pinned) {
    const std::string none = signing_input(R"({"alg":"none"})", claims);
    const std::string confused = signing_input(R"({"alg":"HS256"})", claims);

    BOOST_TEST(verdict_on(none + ".") == "credentials_malformed");
    BOOST_TEST(verdict_on(none + ".AAAA") == "credentials_wrong");
    BOOST_TEST(verdict_on(confused + "." +
                          to_base64url(testing::hmac_sha256(rsa().public_pem(), confused))) ==
               "credentials_wrong");
    for (const char* header :
         {R"({"alg":"none"})", R"({"alg":"None"})", R"({"alg":"rs256"})", R"({"alg":"RS512"})",
          R"({"alg":"PS256"})", R"({"alg":""})", R"({"alg":"RS256 "})"})
        BOOST_TEST(verdict_on(token(claims, header)) == "credentials_wrong", header);
}

BOOST_AUTO_TEST_CASE(a_header_that_cannot_be_understood_is_refused_though_signed) {
    for (const std::string& header :
         {std::string("{}"), std::string("[]"), std::string("null"), std::string("\"RS256\""),
          std::string("{"), std::string("\xFF\xFE"), std::string(R"({"alg":null})"),
          std::string(R"({"alg":["RS256"]})"), std::string(R"({"alg":"none","alg":"RS256"})"),
          std::string(R"({"alg":"RS256","crit":["exp"],"exp":1})"),
          std::string(R"({"alg":"RS256","b64":false,"crit":["b64"]})")})
        BOOST_TEST(verdict_on(token(claims, header)) == "credentials_malformed", header);
}

BOOST_AUTO_TEST_CASE(what_is_not_a_token_of_three_parts_is_refused) {
    const std::string right = token();
    const auto first = right.find('.'), last = right.rfind('.');
    const struct {
        std::string body, expected;
    } cases[] = {
        {"", "credentials_missing"},
        {" \r\n", "credentials_missing"},
        {"{}", "credentials_malformed"},
        {right.substr(0, last), "credentials_malformed"},
        {right.substr(0, last + 1), "credentials_malformed"},
        {right + ".", "credentials_malformed"},
        {right + ".AAAA", "credentials_malformed"},
        {right + "=", "credentials_malformed"},
        {right + "%", "credentials_malformed"},
        {"." + right, "credentials_malformed"},
        {right.substr(0, first + 1) + right.substr(last), "credentials_malformed"},
        {right.substr(first), "credentials_malformed"},
        {"\xC3\xA9" + right, "credentials_malformed"},
        {std::string(2'000'000, 'A') + ".e30.AAAA", "credentials_malformed"},
        {right + "AAAA", "credentials_wrong"},
        {right.substr(0, right.size() - 2), "credentials_wrong"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict_on(one.body) == one.expected, one.body.substr(0, 40));
}

BOOST_AUTO_TEST_CASE(one_wrong_bit_anywhere_in_a_token_is_refused) {
    const std::string right = token();
    for (std::size_t i = 0; i < right.size(); ++i) {
        std::string wrong = right;
        wrong[i] = static_cast<char>(wrong[i] ^ 1);
        BOOST_TEST(!verdict_on(wrong).starts_with("accepted"), i);
    }
}

BOOST_AUTO_TEST_CASE(claims_that_are_no_object_or_say_a_thing_twice_are_refused) {
    for (const std::string& payload :
         {std::string("[]"), std::string("1"), std::string("null"), std::string("not JSON"),
          std::string("\xFF"), std::string(R"({"exp":1700000300,"exp":1})")})
        BOOST_TEST(verdict_on_claims(payload) == "credentials_malformed", payload);
}

BOOST_AUTO_TEST_CASE(a_token_counts_while_its_times_and_the_leeway_say_so) {
    const struct {
        std::string payload, expected;
    } cases[] = {
        {R"({"exp":1700000001})", "accepted by secret 0"},
        {R"({"exp":1699999941})", "accepted by secret 0"},
        {R"({"exp":1699999940})", "timestamp_skew"},
        {R"({"exp":0})", "timestamp_skew"},
        {R"({"exp":-9223372036854775808})", "timestamp_skew"},
        {R"({"exp":9223372036854775807})", "accepted by secret 0"},
        {R"({"exp":1700000000.5})", "accepted by secret 0"},
        {R"({})", "timestamp_missing"},
        {R"({"exp":null})", "timestamp_malformed"},
        {R"({"exp":"1700000300"})", "timestamp_malformed"},
        {R"({"exp":"Infinity"})", "timestamp_malformed"},
        {R"({"exp":true})", "timestamp_malformed"},
        {R"({"exp":[1700000300]})", "timestamp_malformed"},
        {R"({"exp":99999999999999999999})", "timestamp_malformed"},
        {R"({"exp":1700000300,"nbf":1700000060})", "accepted by secret 0"},
        {R"({"exp":1700000300,"nbf":1700000061})", "timestamp_skew"},
        {R"({"exp":1700000300,"nbf":"now"})", "timestamp_malformed"},
        {R"({"exp":1700000300,"iat":1600000000})", "accepted by secret 0"},
        {R"({"exp":1700000300,"iat":1700000061})", "timestamp_skew"},
        {R"({"exp":1700000300,"iat":{}})", "timestamp_malformed"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict_on_claims(one.payload) == one.expected, one.payload);
    BOOST_TEST(verdict_on_claims(R"({"exp":1699999999})", R"(, "leeway": "0s")") ==
               "timestamp_skew");
    BOOST_TEST(verdict_on_claims("{}", R"(, "require_exp": false)") == "accepted by secret 0");
    BOOST_TEST(verdict_on_claims(R"({"exp":1})", R"(, "require_exp": false)") == "timestamp_skew");
}

BOOST_AUTO_TEST_CASE(issuer_and_audience_must_be_the_configured_ones) {
    const std::string extra = R"(, "issuer": "site", "audience": "us", "require_exp": false)";
    const struct {
        std::string payload, expected;
    } cases[] = {
        {R"({"iss":"site","aud":"us"})", "accepted by secret 0"},
        {R"({"iss":"site","aud":["them","us"]})", "accepted by secret 0"},
        {R"({"iss":"site"})", "credentials_wrong"},
        {R"({"aud":"us"})", "credentials_wrong"},
        {R"({"iss":"Site","aud":"us"})", "credentials_wrong"},
        {R"({"iss":["site"],"aud":"us"})", "credentials_wrong"},
        {R"({"iss":"site","aud":[]})", "credentials_wrong"},
        {R"({"iss":"site","aud":["them"]})", "credentials_wrong"},
        {R"({"iss":"site","aud":{"us":"us"}})", "credentials_wrong"},
        {R"({"iss":"site","aud":null})", "credentials_wrong"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict_on_claims(one.payload, extra) == one.expected, one.payload);
}

BOOST_AUTO_TEST_CASE(a_token_can_be_in_a_header) {
    const providers::secret_store keys = {
        {"key", {key_pair::rsa().public_pem(), rsa().public_pem()}}};
    const auto bearer = verifier_for(config("", "\"bearer\""), keys);
    const auto header = verifier_for(config("", R"({"header": "X-Token"})"), keys);
    const auto of_bearer = [&](std::vector<providers::header> headers) {
        return verdict(*bearer, post(std::move(headers)), at_second(now));
    };
    const auto of_header = [&](std::vector<providers::header> headers) {
        return verdict(*header, post(std::move(headers)), at_second(now));
    };

    BOOST_TEST(of_bearer({{"Authorization", "Bearer " + token()}}) == "accepted by secret 1");
    BOOST_TEST(of_bearer({{"Authorization", token()}}) == "credentials_malformed");
    BOOST_TEST(of_bearer({{"Authorization", "Basic " + token()}}) == "credentials_malformed");
    BOOST_TEST(of_bearer({{"Authorization", "Bearer "}}) == "credentials_malformed");
    BOOST_TEST(of_bearer({{"X-Token", token()}}) == "credentials_missing");
    BOOST_TEST(of_header({{"x-token", token()}}) == "accepted by secret 1");
    BOOST_TEST(of_header({}) == "credentials_missing");
    BOOST_TEST(of_header({{"X-Token", ""}}) == "credentials_missing");
    BOOST_TEST(of_header({{"X-Token", token()}, {"X-Token", token()}}) == "credentials_repeated");
    BOOST_TEST(of_header({{"X-Token", "\xC3\xA9"}}) == "credentials_malformed");
}

BOOST_AUTO_TEST_CASE(a_claim_can_hold_the_digest_of_the_body) {
    const auto verdict_with = [](const std::string& payload, const std::string& encoding) {
        const auto verifier = verifier_for(
            config(R"(, "require_exp": false, "body_digest": {"claim": "h", "encoding": ")" +
                       encoding + "\"}",
                   "\"bearer\""),
            {{"key", {rsa().public_pem()}}});
        return verdict(*verifier, post({{"Authorization", "Bearer " + token(payload)}}, "abc"),
                       at_second(now));
    };
    // The digest of "abc" (FIPS 180-2, B.1).
    const std::string hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    const std::string base64 = "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=";

    BOOST_TEST(verdict_with(R"({"h":")" + hex + "\"}", "hex") == "accepted by secret 0");
    BOOST_TEST(verdict_with(R"({"h":")" + base64 + "\"}", "base64") == "accepted by secret 0");
    BOOST_TEST(verdict_with(R"({"h":")" + hex.substr(2) + "\"}", "hex") == "credentials_wrong");
    BOOST_TEST(verdict_with(R"({"h":""})", "hex") == "credentials_wrong");
    BOOST_TEST(verdict_with(R"({"h":")" + base64 + "\"}", "hex") == "credentials_malformed");
    BOOST_TEST(verdict_with(R"({"h":7})", "hex") == "credentials_malformed");
    BOOST_TEST(verdict_with("{}", "hex") == "credentials_missing");
}

BOOST_AUTO_TEST_CASE(what_would_verify_too_little_does_not_compile) {
    const providers::secret_store secrets = {{"key", {rsa().public_pem()}}};
    const struct {
        std::string config, problem;
    } cases[] = {
        {R"({"jwt": {}})",
         "/verify/jwt/in: missing: a text is required\n"
         "/verify/jwt/algorithm: missing: a text is required\n"
         "/verify/jwt/key: missing: a text is required"},
        {config("", "\"query\""), "/verify/jwt/in: not_allowed: must be one of body, bearer"},
        {config("", R"({"header": "X Y"})"),
         "/verify/jwt/in/header: malformed: is not the name of a header"},
        {config("", R"({"query": "x"})"),
         "/verify/jwt/in/query: unknown: is not a known setting\n"
         "/verify/jwt/in/header: missing: a text is required"},
        {config("", "\"body\"", "none"),
         "/verify/jwt/algorithm: not_allowed: must be one of RS256, ES256, EdDSA, HS256"},
        {config("", "\"body\"", "HS256"),
         "/secrets/key: not_allowed: is half of a key pair; HS256 takes a secret"},
        {config("", "\"body\"", "ES256"), "/secrets/key: not_allowed: is no P-256 key"},
        {config(R"(, "issuer": "", "audience": 5)"),
         "/verify/jwt/issuer: missing: must not be blank\n"
         "/verify/jwt/audience: wrong_type: must be a text"},
        {config(R"(, "leeway": "2h")"), "/verify/jwt/leeway: out_of_range: must be at most 1h"},
        {config(R"(, "require_exp": "no", "crit": [])"),
         "/verify/jwt/crit: unknown: is not a known setting\n"
         "/verify/jwt/require_exp: wrong_type: must be true or false"},
        {config(R"(, "body_digest": {"claim": "h", "encoding": "hex"})"),
         "/verify/jwt/body_digest: not_allowed: a token that is the body has no other to prove"},
        {config(R"(, "body_digest": {"digest": "md5"})", "\"bearer\""),
         "/verify/jwt/body_digest/claim: missing: a text is required\n"
         "/verify/jwt/body_digest/digest: not_allowed: must be one of sha256\n"
         "/verify/jwt/body_digest/encoding: missing: a text is required"},
    };

    for (const auto& one : cases)
        BOOST_TEST(problems_of(one.config, secrets) == one.problem, one.config);
}
