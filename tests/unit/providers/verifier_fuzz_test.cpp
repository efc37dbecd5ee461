#include <boost/test/unit_test.hpp>
#include <random>
#include <set>

#include "providers/mac_verifier.hpp"
#include "signed_webhook.hpp"
#include "tests/support/key_pair.hpp"

namespace {

const providers::secret_store secrets = {{"key", {"a key nobody guesses", "an older one"}},
                                         {"credentials", {"ann:a password nobody guesses"}},
                                         {"rsa", {testing::key_pair::rsa().public_pem()}},
                                         {"ec", {testing::key_pair::ec().public_pem()}},
                                         {"ed25519", {testing::key_pair::ed25519().public_pem()}}};

constexpr std::string_view configs[] = {
    R"({"basic": "credentials"})",
    R"({"bearer": "key"})",
    R"({"header": "X-Signature", "secret": "key"})",
    R"({"query": "key", "secret": "key"})",
    R"({"path": "key"})",
    R"({"body": "/key", "secret": "key"})",
    R"({"mac": {"secret": "key", "signature": {"header": "X-Signature", "encoding": "hex"}}})",
    R"({"mac": {"secret": "key", "message": "{url}{sorted_form}{query:key}{header:X-Id}",
        "signature": {"header": "X-Signature", "form": "prefixed", "prefix": "sha256=",
                      "encoding": "base64"}}})",
    R"({"mac": {"secret": "key", "message": "{timestamp}.{body}", "digest": "hmac-sha512",
        "signature": {"header": "X-Signature", "form": "pairs", "key": "v1", "encoding": "hex"},
        "timestamp": {"key": "t", "unit": "ms"}}})",
    R"({"mac": {"secret": "key", "message": "{method}{body}",
        "signature": {"query": "key", "encoding": "base64"},
        "timestamp": {"body": "/key", "unit": "rfc3339"}}})",
    R"({"public_key": {"key": "ed25519", "algorithm": "ed25519", "message": "{id}{body}",
        "signature": {"header": "X-Signature", "form": "tagged", "key": "v1",
                      "encoding": "base64"}, "id": {"header": "X-Id"}}})",
    R"({"public_key": {"key": "rsa", "algorithm": "rsa-sha256",
        "signature": {"header": "X-Signature", "encoding": "hex"}}})",
    R"({"jwt": {"in": "body", "algorithm": "RS256", "key": "rsa"}})",
    R"({"jwt": {"in": "bearer", "algorithm": "ES256", "key": "ec", "issuer": "me"}})",
    R"({"jwt": {"in": {"header": "X-Signature"}, "algorithm": "HS256", "key": "key",
        "body_digest": {"claim": "h", "encoding": "hex"}}})",
    R"({"jwt": {"in": {"header": "X-Signature"}, "algorithm": "EdDSA", "key": "ed25519"}})",
    R"({"address": ["198.51.100.0/24", "2001:db8::/32"]})",
    R"({"client_certificate": {"subject": "CN=partner", "san": "partner.example"}})",
    R"({"any_of": [{"all_of": [{"bearer": "key"}, {"header": "X-Id", "secret": "key"}]},
                   {"jwt": {"in": "bearer", "algorithm": "HS256", "key": "key"}}]})",
    R"({"mac": {"secret": "key", "message": "{id}.{timestamp}.{body}",
        "signature": {"header": "X-Signature", "form": "tagged", "key": "v1",
                      "encoding": "base64"},
        "timestamp": {"header": "X-Time"}, "id": {"header": "X-Id"}}})",
};

// Random webhooks out of pieces that verifiers look for, so that many get past the first check.
class generator {
public:
    explicit generator(unsigned seed) : random_(seed) {}

    providers::webhook next() {
        providers::webhook hook = testing::post({}, text());
        hook.path = "/" + text();
        hook.query = below(2) ? "key=" + text() : text();
        hook.peer = below(2) ? "203.0.113." + std::to_string(below(300)) : text();
        if (below(2)) hook.certificate = providers::certificate_names{text(), {text(), text()}};
        for (std::size_t count = below(7); count-- > 0;)
            hook.headers.push_back({std::string(pick(names)), text()});
        return hook;
    }

private:
    static constexpr std::string_view names[] = {"X-Signature", "x-signature",   "X-Time",
                                                 "X-Id",        "Authorization", "Content-Type"};
    static constexpr std::string_view pieces[] = {
        "t=",
        "t=1700000000,v1=00ff,",
        "t=Infinity,v1=00ff",
        "v1,00ff",
        "v1=",
        "v1,",
        ",",
        " ",
        "=",
        "==",
        "&",
        "%",
        "%41",
        "%ff",
        "+",
        ":",
        "/",
        "\"",
        "{",
        "}",
        "sha256=",
        "Basic ",
        "Bearer ",
        "1700000000",
        "Infinity",
        "-1",
        "e9",
        "key",
        "key=",
        "{\"key\":",
        "{\"key\":\"2023-11-14T22:13:20Z\"}",
        "eyJhbGciOiJSUzI1NiJ9.e30.AAAA",
        "eyJhbGciOiJFUzI1NiJ9.e30.",
        "eyJhbGciOiJFZERTQSJ9.e30.AAAA",
        "eyJhbGciOiJIUzI1NiJ9.",
        "eyJhbGciOiJub25lIn0.e30.",
        "e30",
        ".",
        "application/x-www-form-urlencoded",
        "YW5uOg==",
        "\xC3\xA9",
        "\xFF",
        "\n",
        "4f1cd7feda9826e746b7d482c4badebb657398df1099e1046364f6196a230150",
        "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="};

    std::size_t below(std::size_t limit) { return random_() % limit; }
    template <std::size_t Count>
    std::string_view pick(const std::string_view (&from)[Count]) {
        return from[below(Count)];
    }
    std::string text() {
        std::string made;
        for (std::size_t count = below(8); count-- > 0;) {
            if (below(8) == 0)
                made += static_cast<char>(below(256));
            else
                made += pick(pieces);
        }
        return made;
    }

    std::mt19937 random_;
};

// A request that the last of the configurations accepts.
providers::webhook genuine() {
    const std::string message = "msg_1.1700000000.{}";
    const std::string signature =
        testing::to_base64(testing::hmac_sha256(secrets.at("key").front(), message));
    return testing::post(
        {{"X-Id", "msg_1"}, {"X-Time", "1700000000"}, {"X-Signature", "v1," + signature}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(no_random_webhook_is_accepted_or_upsets_a_verifier) {
    generator webhooks(20'261'121);
    std::vector<std::unique_ptr<const providers::verifier>> verifiers;
    for (const std::string_view config : configs)
        verifiers.push_back(testing::verifier_for(config, secrets, "https://a.example/hooks/b"));

    std::set<std::string> reasons;
    for (int i = 0; i < 10'000; ++i) {
        const providers::webhook hook = webhooks.next();
        for (const auto& verifier : verifiers)
            reasons.insert(testing::verdict(*verifier, hook, testing::at_second(1'700'000'000)));
    }

    const std::set<std::string> expected = {
        "address_refused",     "certificate_missing",  "certificate_refused",
        "credentials_missing", "credentials_repeated", "credentials_malformed",
        "credentials_wrong",   "timestamp_missing",    "timestamp_malformed"};
    BOOST_TEST(reasons == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_genuine_webhook_with_a_random_change_is_not_accepted) {
    const auto verifier = testing::verifier_for(configs[std::size(configs) - 1], secrets);
    const auto now = testing::at_second(1'700'000'000);
    BOOST_REQUIRE(testing::verdict(*verifier, genuine(), now) == "accepted by secret 0");

    std::mt19937 random(20'261'121);
    for (int i = 0; i < 10'000; ++i) {
        auto hook = genuine();
        std::string* const parts[] = {&hook.headers[0].value, &hook.headers[1].value,
                                      &hook.headers[2].value, &hook.body};
        std::string& part = *parts[random() % std::size(parts)];
        char& changed = part[random() % part.size()];
        const char before = changed;
        changed = static_cast<char>(random() % 256);
        // White space in the place of the padding leaves the signature what it was.
        if (changed == before || providers::trimmed({&changed, 1}).empty()) continue;
        BOOST_TEST(!testing::verdict(*verifier, hook, now).starts_with("accepted"));
    }
}
