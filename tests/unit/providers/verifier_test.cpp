#include "providers/verifier.hpp"

#include <boost/test/unit_test.hpp>
#include <set>
#include <stdexcept>

#include "signed_webhook.hpp"

using testing::post;
using testing::problems_of;
using testing::verdict;
using testing::verifier_for;

namespace {

const providers::secret_store secrets = {{"key", {"s3cret"}}, {"credentials", {"ann:password"}},
                                         {"empty", {""}},     {"blank", {"good", " \n"}},
                                         {"none", {}},        {"a/b", {"s3cret"}}};

// "missing at /verify/mac", one line for each problem.
std::string codes_of(std::string_view config) {
    const auto made = providers::make_verifier(boost::json::parse(config), "/verify",
                                               {secrets, "https://a.example", {}, false});
    std::string text;
    if (made) return text;
    for (const mapping::problem& one : made.error()) {
        if (!text.empty()) text += '\n';
        text.append(to_string(one.code)).append(" at ").append(one.where);
    }
    return text;
}

// A working `mac` with some members replaced or added.
std::string mac(std::string_view changes) {
    auto config = boost::json::parse(
        R"({"secret": "key", "signature": {"header": "X-Signature", "encoding": "hex"}})");
    const auto changed = boost::json::parse(changes);
    for (const auto& [name, value] : changed.as_object()) config.as_object()[name] = value;
    return R"({"mac": )" + boost::json::serialize(config) + "}";
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_reason_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (const auto reason : providers::all_rejections) names.insert(to_string(reason));

    BOOST_TEST(names.size() == std::size(providers::all_rejections));
    BOOST_TEST(names.count("unknown") == 0u);
    BOOST_TEST(names.count("timestamp_skew") == 1u);
}

BOOST_AUTO_TEST_CASE(none_believes_everybody_and_says_that_it_proves_nothing) {
    const auto none = verifier_for(R"("none")", {});

    BOOST_TEST(verdict(*none, post({})) == "accepted");
    BOOST_TEST(!none->proves_anything());
    BOOST_TEST(verifier_for(R"({"bearer": "key"})", secrets)->proves_anything());
}

BOOST_AUTO_TEST_CASE(each_kind_compiles) {
    for (const std::string_view config :
         {R"({"basic": "credentials"})", R"({"bearer": "key"})",
          R"({"header": "X-Key", "secret": "key"})", R"({"query": "key", "secret": "key"})",
          R"({"path": "key"})", R"({"body": "/key", "secret": "key"})"})
        BOOST_TEST(codes_of(config) == "", config);
    for (
        const std::string_view changes :
        {R"({})", R"({"message": "{sorted_form}"})", R"({"secret_prefix": "x_"})",
         R"({"digest": "hmac-sha1"})", R"({"digest": "sha256", "message": "{secret}{body}"})",
         R"({"signature": {"header": ["A", "B"], "encoding": "base64", "form": "bare"}})",
         R"({"signature": {"header": "A", "encoding": "hex", "form": "prefixed", "prefix": "v0="}})",
         R"({"message": "{timestamp}{body}", "timestamp": {"header": "T", "tolerance": "7d"}})",
         R"({"message": "{id}{body}", "id": {"header": "I"}})"})
        BOOST_TEST(codes_of(mac(changes)) == "", changes);
}

BOOST_AUTO_TEST_CASE(what_would_verify_nothing_does_not_compile) {
    const struct {
        std::string_view config, problems;
    } cases[] = {
        {"null", "missing at /verify"},
        {"{}", "missing at /verify"},
        {"[]", "not_allowed at /verify"},
        {"true", "not_allowed at /verify"},
        {R"("None")", "not_allowed at /verify"},
        {R"("basic")", "not_allowed at /verify"},
        {R"({"none": true})", "missing at /verify"},
        {R"({"secret": "key"})", "missing at /verify"},
        {R"([{"bearer": "key"}])", "not_allowed at /verify"},
        {R"({"bearer": "key", "basic": "credentials"})", "not_allowed at /verify"},
        {R"({"bearer": "key", "mac": {}})", "not_allowed at /verify"},
        {R"({"bearer": "key", "secret": "key"})", "unknown at /verify/secret"},
        {R"({"bearer": "key", "scheme": "x"})", "unknown at /verify/scheme"},
        {R"({"bearer": ""})", "missing at /verify/bearer"},
        {R"({"bearer": {}})", "wrong_type at /verify/bearer"},
        {R"({"path": null})", "missing at /verify/path"},
        {R"({"header": "X-Key"})", "missing at /verify/secret"},
        {R"({"header": "X Key", "secret": "key"})", "malformed at /verify/header"},
        {R"({"header": "", "secret": ""})", "missing at /verify/header\nmissing at /verify/secret"},
        {R"({"header": ["X-Key"], "secret": "key"})", "wrong_type at /verify/header"},
        {R"({"query": " ", "secret": "key"})", "missing at /verify/query"},
        {R"({"body": "key", "secret": "key"})", "malformed at /verify/body"},
        {R"({"body": "/a~2", "secret": "key"})", "malformed at /verify/body"},
        {R"({"body": "/a~", "secret": "key"})", "malformed at /verify/body"},
    };

    for (const auto& one : cases) BOOST_TEST(codes_of(one.config) == one.problems, one.config);
}

BOOST_AUTO_TEST_CASE(a_mac_that_would_prove_nothing_does_not_compile) {
    const struct {
        std::string_view changes, problems;
    } cases[] = {
        {R"({"message": "{method}"})", "missing at /verify/mac/message"},
        {R"({"message": ""})", "missing at /verify/mac/message"},
        {R"({"message": "{{body}}"})", "missing at /verify/mac/message"},
        {R"({"message": "{body"})", "malformed at /verify/mac/message"},
        {R"({"message": "{nonce}{body}"})", "unknown at /verify/mac/message"},
        {R"({"message": 5})", "wrong_type at /verify/mac/message\nmissing at /verify/mac/message"},
        {R"({"digest": "sha256"})", "missing at /verify/mac/message"},
        {R"({"digest": "md5"})", "not_allowed at /verify/mac/digest"},
        {R"({"digest": "HMAC-SHA256"})", "not_allowed at /verify/mac/digest"},
        {R"({"secret_encoding": "ascii"})", "not_allowed at /verify/mac/secret_encoding"},
        {R"({"message": "{timestamp}{body}"})", "not_allowed at /verify/mac/message"},
        {R"({"timestamp": {"header": "T"}})", "missing at /verify/mac/message"},
        {R"({"message": "{id}{body}"})", "not_allowed at /verify/mac/message"},
        {R"({"id": {"header": "I"}})", "missing at /verify/mac/message"},
        {R"({"message": "{id}{body}", "id": {}})", "missing at /verify/mac/id/header"},
        {R"({"message": "{id}{body}", "id": {"header": "I", "key": "i"}})",
         "unknown at /verify/mac/id/key"},
        {R"({"signature": null})",
         "missing at /verify/mac/signature/header\nmissing at /verify/mac/signature/encoding"},
        {R"({"signature": "X-Signature"})",
         "wrong_type at /verify/mac/signature\nmissing at /verify/mac/signature/header\n"
         "missing at /verify/mac/signature/encoding"},
        {R"({"signature": {"header": "X", "encoding": "hex", "form": "pairs"}})",
         "missing at /verify/mac/signature/key"},
        {R"({"signature": {"header": "X", "encoding": "hex", "form": "prefixed"}})",
         "missing at /verify/mac/signature/prefix"},
        {R"({"signature": {"header": "X", "encoding": "hex", "prefix": "v0=", "key": "v1"}})",
         "not_allowed at /verify/mac/signature/prefix\nnot_allowed at /verify/mac/signature/key"},
        {R"({"signature": {"header": "X", "encoding": "base32", "form": "list"}})",
         "not_allowed at /verify/mac/signature/form\n"
         "not_allowed at /verify/mac/signature/encoding"},
        {R"({"signature": {"header": [], "encoding": "hex", "x": 1}})",
         "unknown at /verify/mac/signature/x\nmissing at /verify/mac/signature/header"},
        {R"({"secret": null, "nonce": 1})",
         "unknown at /verify/mac/nonce\nmissing at /verify/mac/secret"},
    };

    for (const auto& one : cases)
        BOOST_TEST(codes_of(mac(one.changes)) == one.problems, one.changes);
    BOOST_TEST(codes_of(R"({"mac": {}})").starts_with("missing at /verify/mac/secret"));
    BOOST_TEST(codes_of(R"({"mac": null})").starts_with("missing at /verify/mac/secret"));
    BOOST_TEST(codes_of(R"({"mac": []})").starts_with("wrong_type at /verify/mac\n"));
}

BOOST_AUTO_TEST_CASE(a_timestamp_that_would_not_count_does_not_compile) {
    const auto with = [](std::string_view timestamp, std::string_view form = "bare") {
        const std::string key = form == "pairs" ? R"(, "key": "v1")" : "";
        return codes_of(mac(R"({"message": "{timestamp}{body}", "timestamp": )" +
                            std::string(timestamp) + R"(, "signature": {"header": "X",)" +
                            R"( "encoding": "hex", "form": ")" + std::string(form) + "\"" + key +
                            "}}"));
    };
    const std::string at = " at /verify/mac/timestamp";

    BOOST_TEST(with("{}") == "missing" + at);
    BOOST_TEST(with("null") == "missing" + at);
    BOOST_TEST(with(R"("X-Time")") == "wrong_type" + at + "\nmissing" + at);
    BOOST_TEST(with(R"({"header": "T", "key": "t"})", "pairs") == "not_allowed" + at);
    BOOST_TEST(with(R"({"key": "t"})") == "not_allowed" + at + "/key");
    BOOST_TEST(with(R"({"key": "v1"})", "pairs") == "not_allowed" + at + "/key");
    BOOST_TEST(with(R"({"key": ""})", "pairs") == "missing" + at + "/key");
    BOOST_TEST(with(R"({"header": "T", "unit": "us"})") == "not_allowed" + at + "/unit");
    BOOST_TEST(with(R"({"header": "T", "zone": "UTC"})") == "unknown" + at + "/zone");
    BOOST_TEST(with(R"({"header": "T", "tolerance": "0s"})") == "out_of_range" + at + "/tolerance");
    BOOST_TEST(with(R"({"header": "T", "tolerance": "8d"})") == "out_of_range" + at + "/tolerance");
    BOOST_TEST(with(R"({"header": "T", "tolerance": "soon"})")
                   .starts_with("malformed" + at + "/tolerance"));
    BOOST_TEST(
        with(R"({"header": "T", "tolerance": 300})").starts_with("wrong_type" + at + "/tolerance"));
    BOOST_TEST(with(R"({"header": "T", "tolerance": "1s"})") == "");
    BOOST_TEST(with(R"({"key": "t"})", "pairs") == "");
}

BOOST_AUTO_TEST_CASE(a_secret_that_is_absent_or_empty_is_named_where_the_connection_gives_it) {
    for (const std::string name : {"absent", "empty", "blank", "none"}) {
        const std::string expected = "missing at /secrets/" + name;
        BOOST_TEST(codes_of(R"({"bearer": ")" + name + "\"}") == expected);
        BOOST_TEST(codes_of(mac(R"({"secret": ")" + name + "\"}")) == expected);
    }
    BOOST_TEST(codes_of(R"({"bearer": "a/b"})") == "");
    BOOST_TEST(codes_of(R"({"bearer": "a/c"})") == "missing at /secrets/a~1c");
}

BOOST_AUTO_TEST_CASE(a_secret_that_cannot_be_what_it_must_be_is_named) {
    BOOST_TEST(codes_of(R"({"basic": "key"})") == "malformed at /secrets/key");
    BOOST_TEST(problems_of(R"({"basic": "k"})", {{"k", {"a:b", ":"}}}) ==
               "/secrets/k: malformed: must be user:password");
    BOOST_TEST(problems_of(mac(R"({"secret_encoding": "hex"})"), {{"key", {"0g", "00", "0"}}}) ==
               "/secrets/key: malformed: is not written in hex\n"
               "/secrets/key: malformed: is not written in hex");
    BOOST_TEST(problems_of(mac(R"({"secret_encoding": "base64", "secret_prefix": "whsec_"})"),
                           {{"key", {"whsec_"}}}) ==
               "/secrets/key: malformed: is not written in base64");
    BOOST_TEST(problems_of(mac(R"({"secret_prefix": "whsec_"})"), {{"key", {"whsec_"}}}) != "");
}

BOOST_AUTO_TEST_CASE(everything_that_a_connection_lacks_is_reported_at_once) {
    BOOST_TEST(problems_of(mac(R"({"message": "{url}{body}"})"), {}) ==
               "/secrets/key: missing: the provider's definition verifies with this secret\n"
               "/public_url: missing: is needed: the partner signs the URL that it was given");
}

BOOST_AUTO_TEST_CASE(no_problem_shows_a_secret) {
    const std::string secret = "not+base64!";
    const auto text = problems_of(mac(R"({"secret_encoding": "base64"})"), {{"key", {secret}}});

    BOOST_TEST(text != "");
    BOOST_TEST(text.find(secret) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_definition_is_checked_without_secrets) {
    const auto problems = [](std::string_view config) {
        return providers::check_verification(boost::json::parse(config), "/verify").size();
    };

    BOOST_TEST(problems(R"({"basic": "absent"})") == 0u);
    BOOST_TEST(problems(mac(R"({"message": "{url}{body}"})")) == 0u);
    BOOST_TEST(problems(R"("none")") == 0u);
    BOOST_TEST(problems("{}") == 1u);
    BOOST_TEST(problems(mac(R"({"message": "{id}"})")) == 2u);
}

BOOST_AUTO_TEST_CASE(only_what_is_about_the_peer_is_forbidden_whatever_it_sends) {
    std::set<std::string_view> about_the_peer;
    for (const auto reason : providers::all_rejections)
        if (is_about_the_peer(reason)) about_the_peer.insert(to_string(reason));

    const std::set<std::string_view> expected = {"address_refused", "certificate_missing",
                                                 "certificate_refused"};
    BOOST_TEST(about_the_peer == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_rejection_that_nobody_looked_at_is_a_mistake_of_ours) {
    const providers::verification verification = providers::rejection::credentials_wrong;

    BOOST_CHECK_THROW(verification.value(), std::logic_error);
}
