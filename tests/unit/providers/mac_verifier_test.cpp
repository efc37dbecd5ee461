#include "providers/mac_verifier.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using testing::at_second;
using testing::hmac_sha256;
using testing::post;
using testing::problems_of;
using testing::to_base64;
using testing::verdict;
using testing::verifier_for;

namespace {

constexpr std::int64_t sent_at = 1'700'000'000;
const std::string key = "the key of the example";
const std::string body = R"({"event":"booked","id":7})";

const providers::secret_store secrets = {{"key", {key}}, {"rotating", {"new key", "old key"}}};

std::string hex_signature(std::string_view secret, std::string_view message) {
    return providers::to_hex(hmac_sha256(secret, message));
}

// Three headers as in Standard Webhooks.
constexpr std::string_view standard_config = R"({"mac": {
    "secret": "key", "message": "{id}.{timestamp}.{body}",
    "signature": {"header": ["svix-signature", "webhook-signature"], "form": "tagged", "key": "v1",
                  "encoding": "base64"},
    "timestamp": {"header": ["svix-timestamp", "webhook-timestamp"]},
    "id": {"header": ["svix-id", "webhook-id"]}}})";

providers::webhook standard_webhook() {
    const std::string timestamp = std::to_string(sent_at);
    const std::string signature = to_base64(hmac_sha256(key, "msg_1." + timestamp + "." + body));
    return post({{"webhook-id", "msg_1"},
                 {"webhook-timestamp", timestamp},
                 {"webhook-signature", "v1," + signature}},
                body);
}

// One header `t=...,v1=...`.
constexpr std::string_view pairs_config = R"({"mac": {
    "secret": "rotating", "message": "{timestamp}.{body}",
    "signature": {"header": "X-Signature", "form": "pairs", "key": "v1", "encoding": "hex"},
    "timestamp": {"key": "t", "tolerance": "180s"}}})";

std::string pairs_verdict(const std::string& header, std::int64_t now = sent_at) {
    const auto verifier = verifier_for(pairs_config, secrets);
    return verdict(*verifier, post({{"X-Signature", header}}, body), at_second(now));
}

std::string signed_with(std::string_view secret) {
    return hex_signature(secret, std::to_string(sent_at) + "." + body);
}

// The body alone, in hex, by `extra` settings.
std::string bare_config(const std::string& extra = {}) {
    return R"({"mac": {"secret": "key", "signature": {"header": "X-Signature", "encoding": "hex"})" +
           extra + "}}";
}

std::string bare_verdict(const std::string& config, const std::string& signature,
                         const providers::secret_store& store = secrets) {
    return verdict(*verifier_for(config, store), post({{"X-Signature", signature}}, body));
}

// Every text that differs from `right` in one bit.
std::vector<std::string> one_bit_flipped(const std::string& right) {
    std::vector<std::string> wrong(right.size() * 8, right);
    for (std::size_t bit = 0; bit < wrong.size(); ++bit)
        wrong[bit][bit / 8] = static_cast<char>(right[bit / 8] ^ (1 << (bit % 8)));
    return wrong;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_webhook_that_was_signed_with_the_secret_is_accepted) {
    const auto verifier = verifier_for(standard_config, secrets);

    BOOST_TEST(verdict(*verifier, standard_webhook(), at_second(sent_at)) ==
               "accepted by secret 0");
    BOOST_TEST(bare_verdict(bare_config(), hex_signature(key, body)) == "accepted by secret 0");
    BOOST_TEST(pairs_verdict("t=1700000000,v1=" + signed_with("new key")) ==
               "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(one_wrong_bit_anywhere_in_what_is_signed_is_refused) {
    const auto verifier = verifier_for(standard_config, secrets);
    const auto verdict_with = [&](std::size_t header, const std::string& value) {
        auto hook = standard_webhook();
        hook.headers[header].value = value;
        return verdict(*verifier, hook, at_second(sent_at));
    };
    const auto right = standard_webhook();

    for (std::size_t header = 0; header < right.headers.size(); ++header)
        for (const std::string& wrong : one_bit_flipped(right.headers[header].value))
            BOOST_TEST(!verdict_with(header, wrong).starts_with("accepted"), wrong);
    for (const std::string& wrong : one_bit_flipped(body)) {
        auto hook = right;
        hook.body = wrong;
        BOOST_TEST(verdict(*verifier, hook, at_second(sent_at)) == "credentials_wrong");
    }
}

BOOST_AUTO_TEST_CASE(one_wrong_bit_in_the_bytes_of_a_signature_is_refused) {
    for (const std::string& wrong : one_bit_flipped(hmac_sha256(key, body)))
        BOOST_TEST(bare_verdict(bare_config(), providers::to_hex(wrong)) == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(a_part_of_the_right_signature_is_refused) {
    const std::string right = hmac_sha256(key, body);

    for (std::size_t size = 1; size < right.size(); ++size)
        BOOST_TEST(bare_verdict(bare_config(), providers::to_hex(right.substr(0, size))) ==
                   "credentials_wrong");
    BOOST_TEST(bare_verdict(bare_config(), providers::to_hex(right + '\0')) == "credentials_wrong");
    BOOST_TEST(bare_verdict(bare_config(), providers::to_hex(right + right)) ==
               "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(the_case_of_hex_digits_does_not_matter) {
    std::string signature = hex_signature(key, body);
    for (char& c : signature)
        if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');

    BOOST_TEST(bare_verdict(bare_config(), signature) == "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(the_right_signature_is_found_in_any_position) {
    for (std::size_t position = 0; position < 5; ++position) {
        std::string header = "t=1700000000";
        for (std::size_t i = 0; i < 5; ++i)
            header += ",v1=" + (i == position ? signed_with("new key") : signed_with("no key"));
        BOOST_TEST(pairs_verdict(header) == "accepted by secret 0");
    }
}

BOOST_AUTO_TEST_CASE(every_secret_of_a_rotation_is_tried_and_the_proof_says_which) {
    BOOST_TEST(pairs_verdict("t=1700000000,v1=" + signed_with("old key")) ==
               "accepted by secret 1");
    BOOST_TEST(pairs_verdict("t=1700000000,v1=" + signed_with("old key") +
                             ",v1=" + signed_with("new key")) == "accepted by secret 0");
    BOOST_TEST(pairs_verdict("t=1700000000,v1=" + signed_with("older key")) == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(a_timestamp_counts_within_the_tolerance_in_both_directions) {
    const std::string header = "t=1700000000,v1=" + signed_with("new key");
    const auto verifier = verifier_for(pairs_config, secrets);
    const auto hook = post({{"X-Signature", header}}, body);
    const auto after = [&](std::int64_t milliseconds) {
        return verdict(*verifier, hook,
                       at_second(sent_at) + std::chrono::milliseconds(milliseconds));
    };

    for (const std::int64_t milliseconds : {0, 1, 180'000, -180'000})
        BOOST_TEST(after(milliseconds) == "accepted by secret 0", milliseconds);
    for (const std::int64_t milliseconds : {180'001, -180'001, 86'400'000})
        BOOST_TEST(after(milliseconds) == "timestamp_skew", milliseconds);
}

BOOST_AUTO_TEST_CASE(a_timestamp_is_called_skewed_only_when_the_signature_is_right) {
    BOOST_TEST(pairs_verdict("t=1700000000,v1=" + signed_with("no key"), sent_at + 999) ==
               "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(a_timestamp_of_other_than_decimal_digits_is_malformed_even_when_signed) {
    for (const std::string timestamp :
         {"Infinity", "NaN", "-1700000000", "+1700000000", "1.7e9", "1700000000.0", "17 00", "0x65",
          "1700000000s", "\xD9\xA1", "1700000000000000", "99999999999999999999999999"}) {
        const std::string signature = hex_signature("new key", timestamp + "." + body);
        BOOST_TEST(pairs_verdict("t=" + timestamp + ",v1=" + signature) == "timestamp_malformed",
                   timestamp);
    }
}

BOOST_AUTO_TEST_CASE(the_largest_timestamp_does_not_overflow) {
    const std::string signature = hex_signature("new key", "999999999999999." + body);

    BOOST_TEST(pairs_verdict("t=999999999999999,v1=" + signature) == "timestamp_skew");
}

BOOST_AUTO_TEST_CASE(a_timestamp_can_be_in_milliseconds) {
    const auto verifier = verifier_for(
        R"({"mac": {"secret": "key", "message": "{timestamp}{body}",
            "signature": {"header": "X-Signature", "encoding": "hex"},
            "timestamp": {"header": "X-Time", "unit": "ms"}}})",
        secrets);
    const auto hook = post(
        {{"X-Time", "1700000000250"}, {"X-Signature", hex_signature(key, "1700000000250" + body)}},
        body);

    BOOST_TEST(verdict(*verifier, hook, at_second(sent_at)) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, hook, at_second(sent_at + 300)) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, hook, at_second(sent_at + 301)) == "timestamp_skew");
}

BOOST_AUTO_TEST_CASE(headers_that_are_missing_or_repeated_are_named) {
    const auto verifier = verifier_for(standard_config, secrets);
    const struct {
        std::string header, when_missing, when_repeated;
    } cases[] = {
        {"webhook-id", "credentials_missing", "credentials_repeated"},
        {"webhook-timestamp", "timestamp_missing", "credentials_repeated"},
        {"webhook-signature", "credentials_missing", "credentials_repeated"},
    };

    for (std::size_t i = 0; i < std::size(cases); ++i) {
        auto missing = standard_webhook(), empty = missing, repeated = missing;
        missing.headers.erase(missing.headers.begin() + static_cast<std::ptrdiff_t>(i));
        empty.headers[i].value = "";
        repeated.headers.push_back(repeated.headers[i]);

        BOOST_REQUIRE(empty.headers[i].name == cases[i].header);
        BOOST_TEST(verdict(*verifier, missing, at_second(sent_at)) == cases[i].when_missing);
        BOOST_TEST(verdict(*verifier, empty, at_second(sent_at)) == cases[i].when_missing);
        BOOST_TEST(verdict(*verifier, repeated, at_second(sent_at)) == cases[i].when_repeated);
    }
}

BOOST_AUTO_TEST_CASE(a_timestamp_header_that_is_malformed_is_named) {
    const auto verifier = verifier_for(standard_config, secrets);
    for (const std::string value : {"hello", "-1", "1e9", "\xFF", "170000000012345678"}) {
        auto hook = standard_webhook();
        hook.headers[1].value = value;
        BOOST_TEST(verdict(*verifier, hook, at_second(sent_at)) == "timestamp_malformed", value);
    }
}

BOOST_AUTO_TEST_CASE(a_signature_that_cannot_be_one_is_refused) {
    const struct {
        std::string value, expected;
    } cases[] = {
        {"", "credentials_missing"},
        {"no-secret-provided", "credentials_malformed"},
        {"zz", "credentials_malformed"},
        {"abc", "credentials_malformed"},
        {"\xC3\xA9\xC3\xA9", "credentials_malformed"},
        {std::string(4, '\0'), "credentials_malformed"},
        {std::string(100'000, 'a'), "credentials_wrong"},
        {std::string(100'001, 'a'), "credentials_malformed"},
        {std::string(64, '0'), "credentials_wrong"},
    };

    for (const auto& one : cases)
        BOOST_TEST(bare_verdict(bare_config(), one.value) == one.expected, one.value.substr(0, 40));
}

BOOST_AUTO_TEST_CASE(each_digest_is_what_it_is_called) {
    const auto config = [](const std::string& digest) {
        return bare_config(R"(, "digest": ")" + digest + "\"");
    };
    const auto hex = [](const EVP_MD* algorithm) {
        return providers::to_hex(testing::hmac(algorithm, key, body));
    };

    BOOST_TEST(bare_verdict(config("hmac-sha1"), hex(EVP_sha1())) == "accepted by secret 0");
    BOOST_TEST(bare_verdict(config("hmac-sha256"), hex(EVP_sha256())) == "accepted by secret 0");
    BOOST_TEST(bare_verdict(config("hmac-sha512"), hex(EVP_sha512())) == "accepted by secret 0");
    BOOST_TEST(bare_verdict(config("hmac-sha512"), hex(EVP_sha256())) == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(a_plain_digest_is_over_the_secret_and_the_body) {
    const std::string config = bare_config(R"(, "digest": "sha256", "message": "{secret}{body}")");

    // The digest of the key of the example, followed by the body.
    BOOST_TEST(bare_verdict(config, providers::to_hex(providers::compute(providers::digest::sha256,
                                                                         {}, key + body))) ==
               "accepted by secret 0");
    BOOST_TEST(bare_verdict(config, providers::to_hex(providers::sha256(body))) ==
               "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(a_secret_is_read_as_its_encoding_says) {
    const std::string bytes = "\x01\xFFkey";
    const auto accepts = [&](const std::string& extra, const std::string& secret) {
        return bare_verdict(bare_config(extra), hex_signature(bytes, body), {{"key", {secret}}});
    };

    BOOST_TEST(accepts("", bytes) == "accepted by secret 0");
    BOOST_TEST(accepts(R"(, "secret_encoding": "hex")", "01Ff6b6579") == "accepted by secret 0");
    BOOST_TEST(accepts(R"(, "secret_encoding": "base64")", "Af9rZXk=") == "accepted by secret 0");
    BOOST_TEST(accepts(R"(, "secret_encoding": "base64")", "Af9rZXk") == "accepted by secret 0");
    BOOST_TEST(accepts(R"(, "secret_encoding": "base64")", "Af9rZXl") == "accepted by secret 0");
    BOOST_TEST(accepts(R"(, "secret_encoding": "base64", "secret_prefix": "whsec_")",
                       "whsec_Af9rZXk=") == "accepted by secret 0");
    BOOST_TEST(accepts(R"(, "secret_encoding": "base64", "secret_prefix": "whsec_")", "Af9rZXk=") ==
               "accepted by secret 0");
    BOOST_TEST(accepts("", "Af9rZXk=") == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(the_registered_url_is_signed_whatever_the_request_says) {
    const std::string config = R"({"mac": {"secret": "key", "message": "{url}{body}",
        "signature": {"header": "X-Signature", "encoding": "base64"}}})";
    const std::string url = "https://hooks.example.com/hooks/acme?source=web";
    const auto hook = post({{"X-Signature", to_base64(hmac_sha256(key, url + body))}}, body);

    BOOST_TEST(verdict(*verifier_for(config, secrets, url), hook) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier_for(config, secrets, url + "x"), hook) == "credentials_wrong");
    BOOST_TEST(problems_of(config, secrets) ==
               "/public_url: missing: is needed: the partner signs the URL that it was given");
}

BOOST_AUTO_TEST_CASE(a_part_of_the_message_that_was_not_sent_is_a_rejection) {
    const std::string config = bare_config(R"(, "message": "{header:X-Salt}{query:q}:{body}")");
    auto hook = post({{"X-Salt", "a"}, {"X-Signature", hex_signature(key, "ab:" + body)}}, body);
    const auto verifier = verifier_for(config, secrets);
    hook.query = "q=b";
    auto saltless = hook, queryless = hook;
    saltless.headers.erase(saltless.headers.begin());
    queryless.query = "";

    BOOST_TEST(verdict(*verifier, hook) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, saltless) == "credentials_missing");
    BOOST_TEST(verdict(*verifier, queryless) == "credentials_missing");
}

BOOST_AUTO_TEST_CASE(a_sorted_form_is_signed_after_the_url) {
    const std::string config = R"({"mac": {"secret": "key", "digest": "hmac-sha1",
        "message": "{url}{sorted_form}",
        "signature": {"header": "X-Signature", "encoding": "base64"}}})";
    const std::string message = "https://example.com/aFromAnn LeeTo+1";
    const auto signature = to_base64(testing::hmac(EVP_sha1(), key, message));
    const auto verifier = verifier_for(config, secrets, "https://example.com/a");

    BOOST_TEST(verdict(*verifier, post({{"X-Signature", signature}}, "To=%2B1&From=Ann+Lee")) ==
               "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, post({{"X-Signature", signature}}, "To=%2B1&From=Ann%")) ==
               "credentials_malformed");
}
