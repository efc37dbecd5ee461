#include "providers/sign.hpp"

#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/support/key_pair.hpp"
#include "tests/unit/providers/definitions.hpp"
#include "tests/unit/providers/shipped.hpp"

using providers::connection;
using providers::connection_settings;
using providers::webhook;
using testing::key_pair;
using testing::plain_definition_with;
using testing::plain_settings;
using testing::posted;

namespace {

constexpr mapping::timestamp now{std::chrono::milliseconds(1'793'722'800'123)};

// What a scheme of the table signs besides showing who sends it.
enum class proves { sender, body };

struct scheme_case {
    const char* verify;
    providers::secret_store secrets;
    std::string private_key = {};
    proves what = proves::body;
    std::string body = R"({"key": "hush", "signed_at": 1793722800, "a": "b"})";
    std::string content_type = "application/json";
};

const key_pair ed25519 = key_pair::ed25519(), rsa = key_pair::rsa(), p256 = key_pair::ec();

std::shared_ptr<const connection> connection_of(const scheme_case& one) {
    auto settings = plain_settings();
    settings.secrets = one.secrets;
    settings.public_url = "https://hooks.example.com/hooks/acme?x=1";
    return testing::connected(plain_definition_with("/verify", one.verify), settings);
}

mapping::result<providers::signed_webhook> signed_by(const connection& as, webhook hook,
                                                     const std::string& private_key = {}) {
    return providers::sign(as, std::move(hook), {private_key, "msg_1", now});
}

std::string verdict(const connection& of, const webhook& hook) {
    const auto authentic = of.authenticate(hook, now);
    return authentic ? "believed" : std::string(to_string(authentic.error()));
}

std::string why_not(const mapping::result<providers::signed_webhook>& made) {
    return made ? "signed" : mapping::to_text(made.error());
}

bool mentions(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

const std::vector<scheme_case>& schemes() {
    static const std::vector<scheme_case> all = {
        {R"({"basic": "s"})", {{"s", {"user:p\u00e4ss word"}}}, "", proves::sender},
        {R"({"bearer": "s"})", {{"s", {"token"}}}, "", proves::sender},
        {R"({"header": "X-Key", "secret": "s"})", {{"s", {"token"}}}, "", proves::sender},
        {R"({"query": "the key", "secret": "s"})",
         {{"s", {"a&b=c d/\u00e4+%"}}},
         "",
         proves::sender},
        {R"({"path": "s"})", {{"s", {"a/b c%?#\u00e4"}}}, "", proves::sender},
        {R"({"body": "/key", "secret": "s"})", {{"s", {"hush"}}}, "", proves::sender},
        {R"({"mac": {"secret": "s", "signature": {"header": "X-S", "encoding": "hex"}}})",
         {{"s", {"key", "old"}}}},
        {R"({"mac": {"secret": "s", "digest": "hmac-sha1", "message": "{method} {url} {body}",
             "signature": {"header": ["X-S", "X-Old"], "form": "prefixed", "prefix": "sha1=",
                           "encoding": "base64"}}})",
         {{"s", {"key"}}}},
        {R"({"mac": {"secret": "s", "digest": "hmac-sha512", "message": "{timestamp}.{body}",
             "signature": {"header": "X-S", "form": "pairs", "key": "v1", "encoding": "hex"},
             "timestamp": {"key": "t", "unit": "s"}}})",
         {{"s", {"key"}}}},
        {R"({"mac": {"secret": "s", "secret_prefix": "whsec_", "secret_encoding": "base64",
             "message": "{id}.{timestamp}.{body}",
             "signature": {"header": "X-S", "form": "tagged", "key": "v1", "encoding": "base64"},
             "timestamp": {"header": "X-T", "unit": "ms"}, "id": {"header": "X-Id"}}})",
         {{"s", {"whsec_a2V5IG9mIGEgcGFydG5lcg=="}}}},
        {R"({"mac": {"secret": "s", "secret_encoding": "hex", "message": "{timestamp}{body}",
             "signature": {"query": "sig", "encoding": "hex"},
             "timestamp": {"header": "X-T", "unit": "rfc3339"}}})",
         {{"s", {"00ff1700"}}}},
        {R"({"mac": {"secret": "s", "digest": "sha256", "message": "{secret}{body}",
             "signature": {"header": "X-S", "encoding": "hex"}}})",
         {{"s", {"key"}}}},
        {R"({"mac": {"secret": "s", "message": "{body}",
             "signature": {"header": "X-S", "encoding": "hex"},
             "timestamp": {"body": "/signed_at", "unit": "s"}}})",
         {{"s", {"key"}}}},
        {R"({"mac": {"secret": "s", "digest": "hmac-sha1", "message": "{url}{sorted_form}",
             "signature": {"header": "X-S", "encoding": "base64"}}})",
         {{"s", {"key"}}},
         "",
         proves::body,
         "b=2&a=1",
         "application/x-www-form-urlencoded"},
        {R"({"public_key": {"key": "k", "algorithm": "ed25519", "message": "{timestamp}{body}",
             "signature": {"header": "X-S", "encoding": "hex"},
             "timestamp": {"header": "X-T"}}})",
         {{"k", {ed25519.public_pem()}}},
         ed25519.private_pem()},
        {R"({"public_key": {"key": "k", "algorithm": "rsa-sha256",
             "signature": {"header": "X-S", "encoding": "base64"}}})",
         {{"k", {rsa.public_pem()}}},
         rsa.private_pem()},
        {R"({"jwt": {"in": "bearer", "algorithm": "HS256", "key": "k", "issuer": "site",
             "audience": "us", "body_digest": {"claim": "sha", "encoding": "hex"}}})",
         {{"k", {"secret"}}}},
        {R"({"jwt": {"in": {"header": "X-Jwt"}, "algorithm": "ES256", "key": "k",
             "body_digest": {"claim": "sha", "encoding": "base64"}}})",
         {{"k", {p256.public_pem()}}},
         p256.private_pem()},
        {R"({"jwt": {"in": "body", "algorithm": "RS256", "key": "k"}})",
         {{"k", {rsa.public_pem()}}},
         rsa.private_pem()},
        {R"({"jwt": {"in": "body", "algorithm": "EdDSA", "key": "k"}})",
         {{"k", {ed25519.public_pem()}}},
         ed25519.private_pem()},
        {R"({"all_of": [{"basic": "s"}, {"mac": {"secret": "t",
             "signature": {"header": "X-S", "encoding": "hex"}}}]})",
         {{"s", {"a:bb"}}, {"t", {"key"}}}},
        {R"({"any_of": [{"basic": "s"}, {"mac": {"secret": "t",
             "signature": {"header": "X-S", "encoding": "hex"}}}]})",
         {{"t", {"key"}}}},
    };
    return all;
}

webhook unsigned_webhook(const scheme_case& one) {
    return posted(one.body, {{"Content-Type", one.content_type}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_is_signed_in_any_way_is_believed) {
    for (const scheme_case& one : schemes()) {
        BOOST_TEST_CONTEXT(one.verify) {
            const auto as = connection_of(one);
            const auto made = signed_by(*as, unsigned_webhook(one), one.private_key);

            BOOST_REQUIRE_MESSAGE(made.has_value(), why_not(made));
            BOOST_TEST(verdict(*as, made->hook) == "believed");
            BOOST_TEST(made->left_out.empty());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_byte_that_changes_after_it_was_signed_is_not_believed) {
    for (const scheme_case& one : schemes()) {
        if (one.what == proves::sender) continue;
        BOOST_TEST_CONTEXT(one.verify) {
            const auto as = connection_of(one);
            webhook hook = signed_by(*as, unsigned_webhook(one), one.private_key).value().hook;
            for (std::size_t i = 0; i < hook.body.size(); i += 5) {
                webhook forged = hook;
                forged.body[i] = forged.body[i] == 'x' ? 'y' : 'x';
                BOOST_TEST(verdict(*as, forged) != "believed", "byte " << i);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_another_secret_signed_is_not_believed) {
    for (const scheme_case& one : schemes()) {
        if (!one.private_key.empty()) continue;
        BOOST_TEST_CONTEXT(one.verify) {
            scheme_case other = one;
            for (auto& [name, values] : other.secrets)
                for (std::string& value : values) value[value.size() / 2] ^= 1;
            const auto made = signed_by(*connection_of(one), unsigned_webhook(one));

            BOOST_TEST(verdict(*connection_of(other), made.value().hook) != "believed");
        }
    }
}

BOOST_AUTO_TEST_CASE(the_newest_secret_signs) {
    const auto as = connection_of({R"({"bearer": "s"})", {{"s", {"new", "old"}}}, ""});

    const auto made = signed_by(*as, posted("{}"));

    BOOST_TEST(as->authenticate(made.value().hook, now)->secret_position().value() == 0u);
}

BOOST_AUTO_TEST_CASE(an_id_and_a_time_that_are_there_are_kept_and_signed) {
    const auto as = connection_of({R"({"mac": {"secret": "s", "message": "{id}.{timestamp}.{body}",
             "signature": {"header": "X-S", "encoding": "hex"},
             "timestamp": {"header": "X-T"}, "id": {"header": ["X-Id", "Y-Id"]}}})",
                                   {{"s", {"key"}}},
                                   ""});

    const auto made = signed_by(*as, posted("{}", {{"y-id", "mine"}, {"x-t", "1793722799"}}));

    BOOST_REQUIRE_MESSAGE(made.has_value(), why_not(made));
    BOOST_TEST(made->hook.headers.size() == 3u);
    BOOST_TEST(verdict(*as, made->hook) == "believed");
}

BOOST_AUTO_TEST_CASE(says_what_no_request_carries) {
    auto settings = plain_settings();
    settings.secrets = {{"s", {"a:b"}}};
    settings.has_client_ca = true;
    const auto as = testing::connected(
        plain_definition_with("/verify", R"({"all_of": [{"address": ["192.0.2.0/24"]},
            {"client_certificate": {"san": "a"}}, {"basic": "s"}]})"),
        settings);

    const auto made = signed_by(*as, posted("{}"));

    BOOST_REQUIRE_MESSAGE(made.has_value(), why_not(made));
    BOOST_TEST(made->left_out.size() == 2u);
    BOOST_TEST(made->hook.headers.size() == 1u);
}

BOOST_AUTO_TEST_CASE(prefers_a_way_that_leaves_nothing_to_the_network) {
    const auto as = connection_of(
        {R"({"any_of": [{"address": ["192.0.2.0/24"]}, {"basic": "s"}]})", {{"s", {"a:b"}}}, ""});

    const auto made = signed_by(*as, posted("{}"));

    BOOST_TEST(made.value().left_out.empty());
    BOOST_TEST(verdict(*as, made->hook) == "believed");
}

BOOST_AUTO_TEST_CASE(says_what_keeps_it_from_signing) {
    const auto problem = [](const char* verify, providers::secret_store secrets, webhook hook,
                            const std::string& private_key = {}) {
        return why_not(signed_by(*connection_of({verify, std::move(secrets), ""}), std::move(hook),
                                 private_key));
    };
    const char* with_key = R"({"public_key": {"key": "k", "algorithm": "ed25519",
        "signature": {"header": "X-S", "encoding": "hex"}}})";
    const providers::secret_store key = {{"k", {ed25519.public_pem()}}};
    const char* in_body = R"({"body": "/key", "secret": "s"})";

    BOOST_TEST(mentions(problem(with_key, key, posted("{}")), "the private key: missing"));
    BOOST_TEST(mentions(problem(with_key, key, posted("{}"), rsa.private_pem()), "no ed25519 key"));
    BOOST_TEST(mentions(problem(with_key, key, posted("{}"), "hello"), "no private key in PEM"));
    BOOST_TEST(mentions(problem(in_body, {{"s", {"hush"}}}, posted("{}")), "/key: missing"));
    BOOST_TEST(mentions(problem(in_body, {{"s", {"hush"}}}, posted(R"({"key": "x"})")),
                        "/key: not_allowed"));
    BOOST_TEST(mentions(
        problem(R"({"bearer": "s"})", {{"s", {"hush"}}}, posted("{}", {{"authorization", "mine"}})),
        "Authorization: duplicate"));
    webhook with_path = posted("{}");
    with_path.path = "/v3";
    BOOST_TEST(mentions(problem(R"({"path": "s"})", {{"s", {"hush"}}}, with_path), "the path"));
    webhook with_query = posted("{}");
    with_query.query = "key=1";
    BOOST_TEST(mentions(
        problem(R"({"query": "key", "secret": "s"})", {{"s", {"hush"}}}, with_query), "?key"));
    BOOST_TEST(mentions(problem(R"({"mac": {"secret": "s", "message": "{header:X-Event}{body}",
                                    "signature": {"header": "X-S", "encoding": "hex"}}})",
                                {{"s", {"k"}}}, posted("{}")),
                        "message: missing"));
    BOOST_TEST(mentions(problem(R"({"jwt": {"in": "body", "algorithm": "HS256", "key": "s"}})",
                                {{"s", {"k"}}}, posted("hello")),
                        "neither a token nor its claims"));
}

BOOST_AUTO_TEST_CASE(a_token_is_signed_anew_with_the_claims_that_it_has) {
    const scheme_case one = {R"({"jwt": {"in": "body", "algorithm": "HS256", "key": "s"}})",
                             {{"s", {"key"}}},
                             "",
                             proves::body,
                             R"({"data": "x", "exp": 1})"};
    const auto as = connection_of(one);
    const auto first = signed_by(*as, unsigned_webhook(one));

    const auto second = signed_by(*as, posted(first.value().hook.body));

    BOOST_TEST(verdict(*as, second.value().hook) == "believed");
    BOOST_TEST(second.value().hook.body == first.value().hook.body);
}

// Each way that a shipped definition knows, with the secrets for that way alone.
BOOST_AUTO_TEST_CASE(every_shipped_definition_believes_what_is_signed_for_it) {
    struct shipped_case {
        const char *definition, *secret_name;
        std::string secret, private_key;
        const char* body = "{}";
    };
    const std::vector<shipped_case> cases = {
        {"acuity", "api_key", "hush", ""},
        {"adf-xml", "credentials", "a:b", ""},
        {"adf-xml", "address_secret", "hush", ""},
        {"angi", "api_key", "hush", ""},
        {"angi", "credentials", "a:b", ""},
        {"calcom", "signing_key", "hush", ""},
        {"calendly", "signing_key", "hush", ""},
        {"direct", "signing_key", "whsec_bm9ib2R5J3Mga2V5", ""},
        {"direct", "token", "hush", ""},
        {"google-actions-center", "credentials", "a:b", ""},
        {"google-lead-form", "google_key", "hush", "", R"({"google_key": "hush"})"},
        {"housecall-pro", "signing_key", "hush", ""},
        {"meta-lead-ads", "app_secret", "hush", ""},
        {"yelp", "address_secret", "hush", ""},
        {"square", "signature_key", "hush", ""},
        {"standard-webhooks", "signing_key", "whsec_bm9ib2R5J3Mga2V5", ""},
        {"standard-webhooks", "public_key", ed25519.public_pem(), ed25519.private_pem()},
        {"thumbtack", "credentials", "a:b", ""},
        {"wix", "public_key", rsa.public_pem(), rsa.private_pem()},
        {"zapier-form", "api_key", "hush", ""},
        {"zapier-form", "credentials", "a:b", ""},
        {"zapier-form", "address_secret", "hush", ""},
        {"zapier-json", "api_key", "hush", ""},
        {"zapier-json", "credentials", "a:b", ""},
        {"zapier-json", "address_secret", "hush", ""},
    };
    std::set<std::string> covered;
    for (const shipped_case& one : cases) {
        BOOST_TEST_CONTEXT(one.definition << ", " << one.secret_name) {
            covered.insert(one.definition);
            connection_settings settings;
            settings.name = "acme";
            const auto definition = testing::shipped(one.definition);
            settings.public_url = "https://hooks.example.com/hooks/acme";
            settings.secrets = {{one.secret_name, {one.secret}}};
            for (const std::string& name : definition->secrets_besides_verify)
                settings.secrets.try_emplace(name, std::vector<std::string>{"a:b"});
            const auto as = connection::make(definition, settings);
            BOOST_REQUIRE_MESSAGE(as.has_value(), mapping::to_text(as.error()));

            const auto made = signed_by(
                **as, posted(one.body, {{"Content-Type", "application/json"}}), one.private_key);

            BOOST_REQUIRE_MESSAGE(made.has_value(), why_not(made));
            BOOST_TEST(verdict(**as, made->hook) == "believed");
        }
    }
    const auto names = testing::shipped_names();
    BOOST_TEST(covered == std::set<std::string>(names.begin(), names.end()),
               boost::test_tools::per_element());
}
