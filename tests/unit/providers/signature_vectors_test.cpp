#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>

#include "mapping/json.hpp"
#include "signed_webhook.hpp"
#include "tests/support/key_pair.hpp"
#include "tests/unit/providers/definitions.hpp"

// Signatures that partners published or that were captured, kept beside the sources and not part of
// them. Where they are not at hand these cases are skipped.

namespace json = boost::json;

namespace {

const std::filesystem::path vectors_file =
    SOURCE_FOLDER "/../shared/reference/signature-vectors.json";

// Said aloud, because the framework keeps the reason for a skipped case to itself.
boost::test_tools::assertion_result vectors_are_at_hand(boost::unit_test::test_unit_id) {
    const bool found = std::filesystem::exists(vectors_file);
    if (!found) std::clog << "skipped: there are no signature vectors at " << vectors_file << '\n';
    return found;
}

json::array read_vectors() {
    std::ifstream file(vectors_file, std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(file), {});
    return mapping::parse_json(text).value().as_array();
}

std::string text_of(const json::object& vector, std::string_view member) {
    const json::value* found = vector.if_contains(member);
    return found && found->is_string() ? std::string(found->get_string()) : "";
}

// The one header that carries the signature, whatever the partner calls it.
std::string signature_header_of(const json::object& vector) {
    for (const auto& [name, value] : vector.at("headers").as_object()) {
        const std::string_view text = name;
        if (text.ends_with("ignature") || text.find("-Hmac-") != text.npos ||
            text.find("ignature-") != text.npos)
            return std::string(name);
    }
    return "no-such-header";
}

json::object signature(const json::object& vector, std::string_view form,
                       std::string_view encoding) {
    return {{"header", signature_header_of(vector)}, {"form", form}, {"encoding", encoding}};
}

json::value mac(json::object settings) {
    settings["secret"] = "key";
    return {{"mac", std::move(settings)}};
}

json::value standard_webhooks(const json::object&) {
    return json::parse(R"({"mac": {
        "secret": "key", "secret_encoding": "base64", "secret_prefix": "whsec_",
        "message": "{id}.{timestamp}.{body}",
        "signature": {"header": ["svix-signature", "webhook-signature"], "form": "tagged",
                      "key": "v1", "encoding": "base64"},
        "timestamp": {"header": ["svix-timestamp", "webhook-timestamp"], "tolerance": "300s"},
        "id": {"header": ["svix-id", "webhook-id"]}}})");
}

json::value timestamp_and_signature(const json::object& vector) {
    json::object settings = {{"message", "{timestamp}.{body}"}};
    settings["signature"] = signature(vector, "pairs", "hex");
    settings["signature"].as_object()["key"] = "v1";
    settings["timestamp"] = {
        {"key", "t"},
        {"tolerance", std::to_string(vector.at("tolerance_s").to_number<int>()) + "s"}};
    return mac(std::move(settings));
}

json::value hex_prefixed(const json::object& vector) {
    json::object settings;
    settings["signature"] = signature(vector, "prefixed", "hex");
    settings["signature"].as_object()["prefix"] = "sha256=";
    return mac(std::move(settings));
}

json::value hex(const json::object& vector) {
    json::object settings;
    settings["signature"] = signature(vector, "bare", "hex");
    return mac(std::move(settings));
}

json::value base64(const json::object& vector) {
    json::object settings;
    settings["signature"] = signature(vector, "bare", "base64");
    return mac(std::move(settings));
}

json::value url_and_body(const json::object& vector) {
    json::value config = base64(vector);
    config.at("mac").as_object()["message"] = "{url}{body}";
    return config;
}

json::value by_template(const json::object& vector) {
    json::value config = hex(vector);
    config.at("mac").as_object()["message"] = vector.at("template");
    config.at("mac").as_object()["timestamp"] = {{"header", "Api-Timestamp"}};
    return config;
}

json::value basic(const json::object&) { return {{"basic", "key"}}; }

json::value body_field(const json::object& vector) {
    return {{"body", "/" + text_of(vector, "field")}, {"secret", "key"}};
}

json::value token_in_body(const json::object&) {
    return json::parse(R"({"jwt": {"in": "body", "algorithm": "RS256", "key": "key"}})");
}

// How a definition says each scheme.
const std::map<std::string, json::value (*)(const json::object&), std::less<>> schemes = {
    {"standard-webhooks-v1", standard_webhooks},
    {"hmac-t-v1", timestamp_and_signature},
    {"hmac-hex-prefixed", hex_prefixed},
    {"hmac-hex", hex},
    {"hmac-base64", base64},
    {"hmac-url-body-base64", url_and_body},
    {"hmac-template-hex", by_template},
    {"basic", basic},
    {"static-body-field", body_field},
    {"jwt-body-rs256", token_in_body},
};

// How a definition says what a challenge is; it is answered, not verified.
const std::map<std::string, const char*, std::less<>> challenges = {
    {"challenge-echo-json", R"({"method": "POST", "when": "/type", "equals": "url_verification",
        "value": "/challenge", "respond": {"json": {"/challenge": {"result": "value"}}}})"},
    {"challenge-echo-query-text", R"({"when": {"query": "hub.mode"}, "equals": "subscribe",
        "token": {"at": {"query": "hub.verify_token"}, "secret": "key"},
        "value": {"query": "hub.challenge"}})"},
};

bool is_challenge(const json::object& vector) {
    return challenges.contains(text_of(vector, "scheme"));
}

providers::secret_store secrets_of(const json::object& vector) {
    std::vector<std::string> values;
    if (const json::array* list = vector.at("secret").if_array())
        for (const json::value& one : *list) values.emplace_back(one.as_string());
    else
        values.push_back(text_of(vector, "secret"));
    return {{"key", values}};
}

providers::webhook webhook_of(const json::object& vector) {
    providers::webhook hook = testing::post({}, text_of(vector, "body"));
    for (const auto& [name, value] : vector.at("headers").as_object())
        hook.headers.push_back({std::string(name), std::string(value.as_string())});
    return hook;
}

// One that the scheme can take.
const std::string& another_secret(std::string_view scheme) {
    static const std::string login = "another:secret",
                             text = "YW5vdGhlcg==", key = testing::key_pair::rsa().public_pem();
    return scheme == "basic" ? login : scheme == "jwt-body-rs256" ? key : text;
}

bool is_accepted(const json::object& vector, const providers::secret_store& secrets,
                 const providers::webhook& hook) {
    const json::value config = schemes.at(text_of(vector, "scheme"))(vector);
    const auto verifier =
        testing::verifier_for(json::serialize(config), secrets, text_of(vector, "url"));
    const json::value* now = vector.if_contains("now");
    const auto moment = testing::at_second(now ? now->to_number<std::int64_t>() : 0);
    return testing::verdict(*verifier, hook, moment).starts_with("accepted");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_vectors, *boost::unit_test::precondition(vectors_are_at_hand))

BOOST_AUTO_TEST_CASE(every_scheme_is_supported) {
    for (const json::value& one : read_vectors()) {
        const std::string scheme = text_of(one.as_object(), "scheme");
        BOOST_TEST((schemes.contains(scheme) || challenges.contains(scheme)), scheme);
    }
}

BOOST_AUTO_TEST_CASE(each_vector_gets_its_verdict) {
    std::size_t accepted = 0, rejected = 0;
    for (const json::value& one : read_vectors()) {
        const json::object& vector = one.as_object();
        if (is_challenge(vector)) continue;
        const bool wanted = text_of(vector, "verdict") == "accept";
        BOOST_TEST(is_accepted(vector, secrets_of(vector), webhook_of(vector)) == wanted,
                   text_of(vector, "name"));
        ++(wanted ? accepted : rejected);
    }

    BOOST_TEST(accepted >= 25u);
    BOOST_TEST(rejected >= 15u);
}

BOOST_AUTO_TEST_CASE(each_challenge_gets_its_answer) {
    std::size_t answered = 0, refused = 0;
    for (const json::value& one : read_vectors()) {
        const json::object& vector = one.as_object();
        if (!is_challenge(vector)) continue;
        auto settings = testing::plain_settings();
        settings.secrets["key"] = {text_of(vector, "secret")};
        const auto config =
            testing::plain_definition_with("/challenge", challenges.at(text_of(vector, "scheme")));
        const bool needs_key = config.at("challenge").as_object().contains("token");
        if (!needs_key) settings.secrets.erase("key");
        const auto through = testing::connected(config, std::move(settings));
        providers::webhook hook = webhook_of(vector);
        const bool is_get = text_of(vector, "method") == "GET";
        if (is_get) hook.method = "GET";
        hook.query = text_of(vector, "query");

        const auto reply = through->answer_challenge(hook, true);

        const bool wanted = text_of(vector, "verdict") == "accept";
        BOOST_REQUIRE(reply);
        BOOST_TEST((reply->what == providers::challenge_reply::outcome::answered) == wanted);
        if (wanted) BOOST_TEST(reply->reply.body == text_of(vector, "expected"));
        ++(wanted ? answered : refused);
    }

    BOOST_TEST(answered == 2u);
    BOOST_TEST(refused == 1u);
}

BOOST_AUTO_TEST_CASE(no_vector_is_accepted_with_another_secret) {
    for (const json::value& one : read_vectors()) {
        const json::object& vector = one.as_object();
        if (is_challenge(vector)) continue;
        const std::string& other = another_secret(text_of(vector, "scheme"));
        BOOST_TEST(!is_accepted(vector, {{"key", {other}}}, webhook_of(vector)),
                   text_of(vector, "name"));
    }
}

BOOST_AUTO_TEST_SUITE_END()
