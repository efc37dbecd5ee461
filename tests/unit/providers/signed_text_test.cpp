#include "providers/signed_text.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using testing::at_second;
using testing::hmac_sha256;
using testing::post;
using testing::problems_of;
using testing::verdict;
using testing::verifier_for;

namespace {

constexpr std::int64_t sent_at = 1'700'000'000;  // 2023-11-14T22:13:20Z
const std::string key = "key of the example";
const providers::secret_store secrets = {{"key", {key}}};

// The body alone in hex, with the members of `extra`.
std::string config(const std::string& extra) {
    return R"({"mac": {"secret": "key", "signature": {"header": "X-Signature", "encoding": "hex"})" +
           extra + "}}";
}

std::string hex(const std::string& message) { return testing::to_hex(hmac_sha256(key, message)); }

// A body that says when it was sent, and is signed.
std::string verdict_on_body(const std::string& unit, const std::string& body,
                            const std::string& content_type = "application/json") {
    const auto verifier = verifier_for(
        config(R"(, "timestamp": {"body": "/sent", "unit": ")" + unit + "\"}"), secrets);
    const auto hook = post({{"Content-Type", content_type}, {"X-Signature", hex(body)}}, body);
    return verdict(*verifier, hook, at_second(sent_at));
}

std::string verdict_on_query(const std::string& query) {
    const auto verifier = verifier_for(
        R"({"mac": {"secret": "key", "signature": {"query": "sig", "encoding": "hex"}}})", secrets);
    auto hook = post({}, "body");
    hook.query = query;
    return verdict(*verifier, hook);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_timestamp_can_stand_in_the_body_which_is_signed) {
    BOOST_TEST(verdict_on_body("s", R"({"sent": 1700000000})") == "accepted by secret 0");
    BOOST_TEST(verdict_on_body("s", R"({"sent": "1700000000"})") == "accepted by secret 0");
    BOOST_TEST(verdict_on_body("ms", R"({"sent": 1700000000250})") == "accepted by secret 0");
    BOOST_TEST(verdict_on_body("s", R"({"sent": 1700000301})") == "timestamp_skew");
    BOOST_TEST(verdict_on_body("s", "sent=1700000000", "application/x-www-form-urlencoded") ==
               "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(a_timestamp_in_the_body_that_is_none_is_refused) {
    for (const char* body : {"{}", R"({"sent": null})", R"({"sent": " "})"})
        BOOST_TEST(verdict_on_body("s", body) == "timestamp_missing", body);
    for (const char* body :
         {R"({"sent": 1.7e9})", R"({"sent": -1700000000})", R"({"sent": "soon"})",
          R"({"sent": true})", R"({"sent": [1700000000]})", R"({"sent": {"at": 1}})",
          R"({"sent": 99999999999999999999999999})", R"({"sent": "Infinity"})"})
        BOOST_TEST(verdict_on_body("s", body) == "timestamp_malformed", body);
    for (const char* body : {"", "not JSON", R"({"sent": 1, "sent": 1700000000})", "\xFF"})
        BOOST_TEST(verdict_on_body("s", body) == "credentials_malformed", body);
    BOOST_TEST(verdict_on_body("s", "sent=1&sent=2", "application/x-www-form-urlencoded") ==
               "credentials_repeated");
}

BOOST_AUTO_TEST_CASE(a_timestamp_can_be_in_rfc_3339) {
    const auto verifier = verifier_for(config(R"(, "message": "{timestamp}{body}",
                  "timestamp": {"header": "X-Time", "unit": "rfc3339", "tolerance": "10s"})"),
                                       secrets);
    const auto verdict_at = [&](const std::string& time) {
        return verdict(*verifier, post({{"X-Time", time}, {"X-Signature", hex(time + "{}")}}, "{}"),
                       at_second(sent_at));
    };

    for (const char* time : {"2023-11-14T22:13:20Z", "2023-11-14T22:13:20.123456Z",
                             "2023-11-14T17:13:20-05:00", "2023-11-14t22:13:30z"})
        BOOST_TEST(verdict_at(time) == "accepted by secret 0", time);
    for (const char* time : {"2023-11-14T22:13:31Z", "2023-11-14T22:13:20-05:00"})
        BOOST_TEST(verdict_at(time) == "timestamp_skew", time);
    for (const char* time :
         {"2023-11-14T22:13:20", "1700000000", "11/14/2023 10:13pm", "2023-11-14",
          "2023-11-14T22:13:20[UTC]", "2023-13-14T22:13:20Z", "Infinity", "2023-11-14T25:13:20Z",
          "2023-11-14T22:13:20Z2023-11-14T22:13:20Z", "\xD9\xA1", "TTTTTTTTTTTTTTTTTTTT"})
        BOOST_TEST(verdict_at(time) == "timestamp_malformed", time);
}

BOOST_AUTO_TEST_CASE(a_signature_can_stand_in_the_query) {
    const std::string right = hex("body");

    BOOST_TEST(verdict_on_query("a=1&sig=" + right) == "accepted by secret 0");
    BOOST_TEST(verdict_on_query("") == "credentials_missing");
    BOOST_TEST(verdict_on_query("sig=") == "credentials_missing");
    BOOST_TEST(verdict_on_query("sig=" + right + "&sig=" + right) == "credentials_repeated");
    BOOST_TEST(verdict_on_query("sig=%") == "credentials_malformed");
    BOOST_TEST(verdict_on_query("sig=%FF") == "credentials_malformed");
    BOOST_TEST(verdict_on_query("sig=xyz") == "credentials_malformed");
    BOOST_TEST(verdict_on_query("sig=" + right.substr(2)) == "credentials_wrong");
    BOOST_TEST(verdict_on_query("sig=" + std::string(10'000, '0')) == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(more_signatures_than_a_sender_has_are_not_tried) {
    const auto verifier = verifier_for(
        R"({"mac": {"secret": "key", "signature":
            {"header": "X-Signature", "form": "pairs", "key": "v1", "encoding": "hex"}}})",
        secrets);
    const auto verdict_of = [&](int wrong_ones) {
        std::string header;
        for (int i = 0; i < wrong_ones; ++i) header += "v1=00,";
        return verdict(*verifier, post({{"X-Signature", header + "v1=" + hex("{}")}}));
    };

    BOOST_TEST(verdict_of(15) == "accepted by secret 0");
    BOOST_TEST(verdict_of(16) == "credentials_malformed");
}

BOOST_AUTO_TEST_CASE(what_would_prove_nothing_is_refused) {
    const struct {
        std::string extra, problem;
    } cases[] = {
        {R"(, "timestamp": {"body": "/at", "header": "T"})", "/verify/mac/timestamp: not_allowed"},
        {R"(, "timestamp": {"body": "at"})", "/verify/mac/timestamp/body: malformed"},
        {R"(, "timestamp": {"body": ""})", "/verify/mac/timestamp/body: missing"},
        {R"(, "timestamp": {"body": "/at"}, "message": "{method}")",
         "/verify/mac/message: missing"},
        {R"(, "timestamp": {"body": "/at", "unit": "iso"})",
         "/verify/mac/timestamp/unit: not_allowed"},
    };
    for (const auto& one : cases)
        BOOST_TEST(problems_of(config(one.extra), secrets).starts_with(one.problem), one.extra);

    const auto signature = [](const std::string& members) {
        return problems_of(
            R"({"mac": {"secret": "key", "signature": {"encoding": "hex", )" + members + "}}}",
            secrets);
    };
    BOOST_TEST(signature(R"("query": "q")") == "");
    BOOST_TEST(signature(R"("query": " ")").starts_with("/verify/mac/signature/query: missing"));
    BOOST_TEST(signature(R"("query": ["q"])").starts_with("/verify/mac/signature/query: wrong_ty"));
    BOOST_TEST(signature(R"("query": "q", "header": "X")")
                   .starts_with("/verify/mac/signature: not_allowed"));
}
