#include <boost/test/unit_test.hpp>

#include "providers/connection.hpp"
#include "tests/unit/providers/shipped.hpp"

using providers::header;
using providers::rejection;
using testing::shipped;

// The signatures were computed apart from our code, by the senders' rules.
namespace {

constexpr mapping::timestamp signing_time{std::chrono::seconds(1793722800)};

struct attempt {
    const char* provider;
    const char* secret_name;
    const char* secret;
    std::vector<header> headers;
    const char* expected;  // a rejection, or "authentic"
    const char* public_url = "";
};

std::string verdict_on(const attempt& one, mapping::timestamp now) {
    providers::connection_settings settings;
    settings.name = "acme";
    const auto definition = shipped(one.provider);
    settings.secrets = {{one.secret_name, {one.secret}}};
    for (const std::string& name : definition->secrets_besides_verify)
        settings.secrets.try_emplace(name, std::vector<std::string>{"a:b"});
    settings.public_url = one.public_url;
    const auto connection = providers::connection::make(definition, settings);
    BOOST_REQUIRE_MESSAGE(connection.has_value(), mapping::to_text(connection.error()));

    providers::webhook hook;
    hook.method = "POST";
    hook.headers = one.headers;
    hook.body = R"({"hello":"world"})";
    const auto authentic = (*connection)->authenticate(std::move(hook), now);
    return authentic ? "authentic" : std::string(to_string(authentic.error()));
}

const std::string calendly_signature =
    "t=1793722800,v1=fbee259670a40635c78397ed81688bcb10615c9f9049d18148d3dae74ec9ef3f";
const std::string calcom_signature =
    "6cb59b5960e929643082b1997c7981e09095bc7b0fdb0b3a54d73d28652c96cc";
const std::string standard_signature = "v1,xGGxmWgJCgIn/6n3wGYn7IMFfKnjftpWHv/JseBpdDM=";

const std::string housecall_signature =
    "14142e2ccefbe67b2373ba179863713710af46e1349ebbd49d199c2f7aa16cf9";
const std::string private_key_signature =
    "WxDxfz1lfyPna4Fs9jyHiXKXyZEORIqxRC63kq8vCRPRM46+IvtwaXhYOjTDVtdaizG1kfMa93HMkSq6fUfoCQ==";

const std::string meta_signature =
    "sha256=fac0f0e60cb0bd7408c1b6ecf1ca49fb1df09b5a5a76dec609a32eb79ef61a71";

const attempt attempts[] = {
    {"thumbtack",
     "credentials",
     "acme:s3cret",
     {{"Authorization", "Basic YWNtZTpzM2NyZXQ="}},
     "authentic"},
    {"thumbtack",
     "credentials",
     "acme:s3cret",
     {{"Authorization", "Basic YWNtZTpndWVzcw=="}},
     "credentials_wrong"},
    {"thumbtack", "credentials", "acme:s3cret", {}, "credentials_missing"},

    {"calendly",
     "signing_key",
     "calendly-key",
     {{"Calendly-Webhook-Signature", calendly_signature}},
     "authentic"},
    {"calendly",
     "signing_key",
     "another-key",
     {{"Calendly-Webhook-Signature", calendly_signature}},
     "credentials_wrong"},
    {"calendly", "signing_key", "calendly-key", {}, "credentials_missing"},

    {"calcom",
     "signing_key",
     "calcom-key",
     {{"X-Cal-Signature-256", calcom_signature}},
     "authentic"},
    {"calcom",
     "signing_key",
     "calcom-key",
     {{"X-Cal-Signature-256", "no-secret-provided"}},
     "credentials_malformed"},
    {"calcom",
     "signing_key",
     "calcom-key",
     {{"X-Cal-Signature-256", calcom_signature.substr(0, 32)}},
     "credentials_wrong"},

    {"angi", "api_key", "angi-key", {{"X-API-Key", "angi-key"}}, "authentic"},
    {"angi", "api_key", "angi-key", {{"X-API-Key", "angi-ke"}}, "credentials_wrong"},
    {"angi", "credentials", "angi:key", {{"Authorization", "Basic YW5naTprZXk="}}, "authentic"},
    {"angi", "credentials", "angi:key", {{"X-API-Key", "angi:key"}}, "credentials_missing"},

    {"direct",
     "signing_key",
     "whsec_ZGlyZWN0LWtleS1vZi10d2VudHktZm91cg==",
     {{"webhook-id", "msg_1"},
      {"webhook-timestamp", "1793722800"},
      {"webhook-signature",
       "v1,bm90IHRoaXMgb25lLCBidXQgYW4gb2xkZXIgYXR0ZW1wdCE= " + standard_signature}},
     "authentic"},
    {"direct",
     "signing_key",
     "whsec_ZGlyZWN0LWtleS1vZi10d2VudHktZm91cg==",
     {{"webhook-id", "msg_2"},
      {"webhook-timestamp", "1793722800"},
      {"webhook-signature", standard_signature}},
     "credentials_wrong"},
    {"direct", "token", "a-long-token", {{"Authorization", "Bearer a-long-token"}}, "authentic"},
    {"direct", "token", "a-long-token", {{"Authorization", "Bearer a-long"}}, "credentials_wrong"},

    {"housecall-pro",
     "signing_key",
     "housecall-key",
     {{"Api-Timestamp", "1793722800"}, {"Api-Signature", housecall_signature}},
     "authentic"},
    {"housecall-pro",
     "signing_key",
     "housecall-key",
     {{"Api-Timestamp", "1793722801"}, {"Api-Signature", housecall_signature}},
     "credentials_wrong"},

    {"standard-webhooks",
     "signing_key",
     "whsec_c3RhbmRhcmQta2V5LW9mLXR3ZW50eS1mb3Vy",
     {{"webhook-id", "msg_1"},
      {"webhook-timestamp", "1793722800"},
      {"webhook-signature", "v1,BCrNruHBk524x0Rt8KQGUGATQY848JE7WELy1w17/BU="}},
     "authentic"},
    {"standard-webhooks",
     "public_key",
     "whpk_n3uBedB7ip3mu8HfHyZKLVx7eKMbpXsRZ1vtpd3qDqg=",
     {{"webhook-id", "msg_1"},
      {"webhook-timestamp", "1793722800"},
      {"webhook-signature", "v1a," + private_key_signature}},
     "authentic"},
    {"standard-webhooks",
     "public_key",
     "whpk_n3uBedB7ip3mu8HfHyZKLVx7eKMbpXsRZ1vtpd3qDqg=",
     {{"webhook-id", "msg_2"},
      {"webhook-timestamp", "1793722800"},
      {"webhook-signature", "v1a," + private_key_signature}},
     "credentials_wrong"},

    {"adf-xml", "credentials", "adf:key", {{"Authorization", "Basic YWRmOmtleQ=="}}, "authentic"},
    {"adf-xml", "address_secret", "adf-key", {}, "credentials_missing"},

    {"google-actions-center",
     "credentials",
     "google:key",
     {{"Authorization", "Basic Z29vZ2xlOmtleQ=="}},
     "authentic"},
    {"google-actions-center", "credentials", "google:key", {}, "credentials_missing"},

    // printf '{"hello":"world"}' | openssl dgst -sha256 -hmac meta-secret
    {"meta-lead-ads",
     "app_secret",
     "meta-secret",
     {{"X-Hub-Signature-256", meta_signature}},
     "authentic"},
    {"meta-lead-ads",
     "app_secret",
     "another",
     {{"X-Hub-Signature-256", meta_signature}},
     "credentials_wrong"},
    {"yelp", "address_secret", "yelp-key", {}, "credentials_missing"},

    // printf '{"hello":"world"}' | openssl dgst -sha256 -hmac acuity-key -binary | base64
    {"acuity",
     "api_key",
     "acuity-key",
     {{"X-Acuity-Signature", "3ytlcu+qVVR+9rg1Ui9/hh8b3htA3CWQSQeL8L85FjU="}},
     "authentic"},
    {"acuity",
     "api_key",
     "another",
     {{"X-Acuity-Signature", "3ytlcu+qVVR+9rg1Ui9/hh8b3htA3CWQSQeL8L85FjU="}},
     "credentials_wrong"},

    // printf 'https://hooks.example.com/hooks/acme-square{"hello":"world"}' | openssl dgst ...
    {"square",
     "signature_key",
     "square-key",
     {{"x-square-hmacsha256-signature", "PowP9MNDmUbIIthM4HemOoQGaNqVRYuafzvobIfZQZc="}},
     "authentic",
     "https://hooks.example.com/hooks/acme-square"},
    {"square",
     "signature_key",
     "square-key",
     {{"x-square-hmacsha256-signature", "PowP9MNDmUbIIthM4HemOoQGaNqVRYuafzvobIfZQZc="}},
     "credentials_wrong",
     "https://hooks.example.com/hooks/acme-square/"},

    {"zapier-json", "api_key", "zap-key", {{"X-Api-Key", "zap-key"}}, "authentic"},
    {"zapier-form",
     "credentials",
     "zap:key",
     {{"Authorization", "Basic emFwOmtleQ=="}},
     "authentic"},
    {"zapier-form", "address_secret", "zap-key", {{"X-Api-Key", "zap-key"}}, "credentials_missing"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(believe_the_partner_and_nobody_else) {
    for (const attempt& one : attempts) {
        BOOST_TEST_CONTEXT(one.provider << " with " << one.secret_name << ", expecting "
                                        << one.expected)
        BOOST_TEST(verdict_on(one, signing_time) == one.expected);
    }
}

BOOST_AUTO_TEST_CASE(refuse_a_signature_that_is_too_old) {
    const auto tolerated = signing_time + std::chrono::seconds(300);
    const auto too_late = signing_time + std::chrono::seconds(301);
    const attempt calendly{"calendly",
                           "signing_key",
                           "calendly-key",
                           {{"Calendly-Webhook-Signature", calendly_signature}},
                           ""};
    const attempt direct{"direct",
                         "signing_key",
                         "whsec_ZGlyZWN0LWtleS1vZi10d2VudHktZm91cg==",
                         {{"webhook-id", "msg_1"},
                          {"webhook-timestamp", "1793722800"},
                          {"webhook-signature", standard_signature}},
                         ""};

    for (const attempt& one : {calendly, direct}) {
        BOOST_TEST(verdict_on(one, tolerated) == "authentic");
        BOOST_TEST(verdict_on(one, too_late) == "timestamp_skew");
    }
}

BOOST_AUTO_TEST_CASE(say_that_they_prove_something) {
    for (const std::string& name : testing::shipped_names()) {
        BOOST_TEST(shipped(name)->verify != "none", name);
    }
}
