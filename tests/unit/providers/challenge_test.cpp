#include "providers/challenge.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/support/signing.hpp"
#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using mapping::errc;
using outcome = providers::challenge_reply::outcome;

namespace {

// Asked for with a token, answered as a text.
constexpr const char* meta = R"({
    "when": {"query": "hub.mode"}, "equals": "subscribe", "verified": false,
    "token": {"at": {"query": "hub.verify_token"}, "secret": "verify_token"},
    "value": {"query": "hub.challenge"}})";
// Signed, asked for in the body and answered in JSON.
constexpr const char* slack = R"({
    "method": "POST", "when": "/type", "equals": "url_verification", "value": "/challenge",
    "respond": {"json": {"/challenge": {"result": "value"}}}})";
// Signed, answered with a digest.
constexpr const char* zoom = R"({
    "method": "POST", "when": "/event", "equals": "endpoint.url_validation",
    "value": "/payload/plainToken", "digest": {"secret": "key", "encoding": "hex"},
    "respond": {"json": {"/plainToken": {"result": "value"},
                         "/encryptedToken": {"result": "digest"}}}})";
// Answered with a digest of the value, a token and the URL.
constexpr const char* ebay = R"({
    "verified": false, "value": {"query": "challenge_code"},
    "digest": {"digest": "sha256", "secret": "key", "encoding": "hex",
               "message": ["value", "secret", "url"]},
    "respond": {"json": {"/challengeResponse": {"result": "digest"}}}})";
// Echoed in a header.
constexpr const char* asana = R"({
    "method": "POST", "when": {"header": "X-Hook-Secret"}, "verified": false,
    "value": {"header": "X-Hook-Secret"},
    "respond": {"status": 204, "headers": {"X-Hook-Secret": {"result": "value"}}}})";

std::shared_ptr<const providers::connection> with_challenges(std::string challenges,
                                                             providers::secret_store more = {}) {
    auto settings = testing::plain_settings();
    settings.public_url = "https://hooks.example.com/hooks/acme";
    settings.secrets.merge(more);
    json::value config = testing::plain_definition_with("/challenge", challenges);
    return testing::connected(config, std::move(settings));
}

providers::webhook asked(std::string query) {
    providers::webhook hook;
    hook.method = "GET";
    hook.query = std::move(query);
    return hook;
}

std::string told(const std::optional<providers::challenge_reply>& reply) {
    if (!reply) return "no challenge";
    if (reply->what != outcome::answered) return std::string(to_string(reply->what));
    std::string text = std::to_string(reply->reply.status) + " " + reply->reply.content_type + " ";
    return text + reply->reply.body;
}

std::string header_of(const providers::challenge_reply& reply, std::string_view name) {
    for (const auto& one : reply.reply.headers)
        if (one.name == name) return one.value;
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_challenge_with_our_token_gets_its_value_back) {
    const auto through = with_challenges(meta, {{"verify_token", {"new", "old"}}});
    const auto answer_to = [&](const std::string& query) {
        return told(through->answer_challenge(asked(query), false));
    };
    const std::string plain = "200 text/plain; charset=utf-8 ";

    BOOST_TEST(answer_to("hub.mode=subscribe&hub.challenge=115&hub.verify_token=new") ==
               plain + "115");
    BOOST_TEST(answer_to("hub.mode=subscribe&hub.challenge=115&hub.verify_token=old") ==
               plain + "115");
    BOOST_TEST(answer_to("hub.mode=subscribe&hub.challenge=115&hub.verify_token=nope") ==
               "wrong_token");
    BOOST_TEST(answer_to("hub.mode=subscribe&hub.challenge=115") == "wrong_token");
    BOOST_TEST(answer_to("hub.mode=subscribe&hub.challenge=115&hub.verify_token=new"
                         "&hub.verify_token=new") == "wrong_token");
    BOOST_TEST(answer_to("hub.mode=unsubscribe&hub.verify_token=new") == "no challenge");
    BOOST_TEST(answer_to("") == "no challenge");
    BOOST_TEST(told(through->answer_challenge(testing::posted("{}"), false)) == "no challenge");
}

BOOST_AUTO_TEST_CASE(what_no_echo_can_carry_is_not_echoed) {
    const auto through = with_challenges(meta, {{"verify_token", {"t"}}});
    const std::string ask = "hub.mode=subscribe&hub.verify_token=t";
    const std::string long_one(1024, 'x');

    BOOST_TEST(told(through->answer_challenge(asked(ask), false)) == "unusable");
    for (const std::string& value : {std::string("a%0d%0aX-Y:+z"), std::string("%00"),
                                     std::string("caf%c3%a9"), long_one + "x", std::string("%20")})
        BOOST_TEST(told(through->answer_challenge(asked(ask + "&hub.challenge=" + value), false)) ==
                       "unusable",
                   value);
    const auto fits = through->answer_challenge(asked(ask + "&hub.challenge=" + long_one), false);
    BOOST_TEST(told(fits).ends_with(long_one));
    BOOST_TEST(header_of(*fits, "X-Content-Type-Options") == "nosniff");
}

BOOST_AUTO_TEST_CASE(one_that_must_be_believed_is_answered_to_nobody_else) {
    const auto through = with_challenges(slack);
    const auto sent =
        testing::posted(R"({"type": "url_verification", "challenge": "a\"b", "token": "x"})");

    BOOST_TEST(told(through->answer_challenge(sent, true)) ==
               R"(200 application/json {"challenge":"a\"b"})");
    BOOST_TEST(told(through->answer_challenge(sent, false)) == "no challenge");
    BOOST_TEST(told(through->answer_challenge(testing::posted("not JSON"), true)) ==
               "no challenge");
    BOOST_TEST(told(through->answer_challenge(testing::posted(R"({"type": "new"})"), true)) ==
               "no challenge");
}

BOOST_AUTO_TEST_CASE(one_may_have_another_format_than_the_events) {
    const auto through = with_challenges(R"([
        {"method": "POST", "format": "form", "when": "/challenge", "value": "/challenge"},
        {"method": "POST", "when": "/challenge", "value": "/challenge"},
        {"method": "POST", "format": "text", "when": "/text", "equals": "ping",
         "respond": {"body": "pong"}}])");
    const auto answer_to = [&](const char* body, const char* type) {
        const auto reply =
            through->answer_challenge(testing::posted(body, {{"Content-Type", type}}), true);
        return reply ? reply->reply.body : "no challenge";
    };
    const char* form = "application/x-www-form-urlencoded";

    BOOST_TEST(answer_to("challenge=c1&x=y", form) == "c1");
    BOOST_TEST(answer_to(R"({"challenge": "c2"})", "application/json") == "c2");
    BOOST_TEST(answer_to("ping", "text/plain; charset=utf-8") == "pong");
    BOOST_TEST(answer_to("challenge=c1", "application/json") == "no challenge");
    BOOST_TEST(answer_to("x=y", form) == "no challenge");

    BOOST_TEST(through->provider().takes(form));
    BOOST_TEST(through->provider().takes("text/plain"));
    BOOST_TEST(through->provider().takes("application/json"));
    BOOST_TEST(!through->provider().takes("application/xml"));
}

BOOST_AUTO_TEST_CASE(a_value_is_proven_with_a_digest) {
    const auto by_hmac = with_challenges(zoom, {{"key", {"current", "older"}}});
    const auto by_hash = with_challenges(ebay, {{"key", {"current"}}});
    const auto sent = testing::posted(
        R"({"event": "endpoint.url_validation", "payload": {"plainToken": "qgg8"}})");

    const std::string hmac = testing::to_hex(testing::hmac_sha256("current", "qgg8"));
    BOOST_TEST(told(by_hmac->answer_challenge(sent, true)) ==
               R"(200 application/json {"plainToken":"qgg8","encryptedToken":")" + hmac + "\"}");
    // `printf 'c1currenthttps://hooks.example.com/hooks/acme' | sha256sum`
    const auto reply = by_hash->answer_challenge(asked("challenge_code=c1"), false);
    BOOST_TEST(told(reply) ==
               R"(200 application/json {"challengeResponse":")"
               "bcd4bea3ff52c16334ca5bc3814747081c6db2e2691898f63c46e5d2a2c77c8e\"}");
}

BOOST_AUTO_TEST_CASE(nothing_that_could_be_a_body_is_signed_for_a_stranger) {
    const auto through = with_challenges(ebay, {{"key", {"current"}}});

    for (const char* value : {"%7B%22id%22:1%7D", "id=1", "1700000000.x", "v0:1:2", "a+b"})
        BOOST_TEST(told(through->answer_challenge(asked(std::string("challenge_code=") + value),
                                                  false)) == "unusable",
                   value);
}

BOOST_AUTO_TEST_CASE(a_value_is_echoed_in_a_header) {
    const auto through = with_challenges(asana);

    const auto reply =
        through->answer_challenge(testing::posted("", {{"X-Hook-Secret", "s3"}}), false);

    BOOST_REQUIRE(reply);
    BOOST_TEST(told(reply) == "204  ");
    BOOST_TEST(header_of(*reply, "X-Hook-Secret") == "s3");
}

BOOST_AUTO_TEST_CASE(the_first_that_fits_answers) {
    const auto through = with_challenges("[" + std::string(slack) + R"(, {"method": "POST",
        "when": "/type", "respond": {"body": "any other"}}])");

    const auto other = testing::posted(R"({"type": "hello"})");
    const auto first = testing::posted(R"({"type": "url_verification", "challenge": "c"})");

    BOOST_TEST(told(through->answer_challenge(first, true)).ends_with("{\"challenge\":\"c\"}"));
    BOOST_TEST(told(through->answer_challenge(other, true)).ends_with("any other"));
}

BOOST_AUTO_TEST_CASE(every_mistake_in_a_challenge_is_reported_with_its_place) {
    const struct {
        const char* config;
        errc code;
        const char* where;
    } cases[] = {
        {"5", errc::wrong_type, "/challenge"},
        {"[5]", errc::wrong_type, "/challenge/0"},
        {R"({"value": "/v", "made": "up"})", errc::unknown, "/challenge/made"},
        {R"({"value": "/v", "method": "PUT"})", errc::not_allowed, "/challenge/method"},
        {R"({"value": "/v", "method": "POST"})", errc::missing, "/challenge/when"},
        {R"({"value": "/v", "equals": "x"})", errc::missing, "/challenge/when"},
        {R"({"value": "/v", "verified": "no"})", errc::wrong_type, "/challenge/verified"},
        {R"({})", errc::missing, "/challenge/respond"},
        {R"({"value": "/v", "token": {"secret": "s"}})", errc::missing, "/challenge/token/at"},
        {R"({"value": "/v", "token": {"at": "/t"}})", errc::missing, "/challenge/token/secret"},
        {R"({"value": "/v", "digest": {"secret": "s"}})", errc::missing,
         "/challenge/digest/encoding"},
        {R"({"value": "/v", "digest": {"secret": "s", "encoding": "hex", "message": ["url"]}})",
         errc::missing, "/challenge/digest/message"},
        {R"({"value": "/v", "digest": {"secret": "s", "encoding": "hex", "digest": "sha256"}})",
         errc::not_allowed, "/challenge/digest/message"},
        {R"({"digest": {"secret": "s", "encoding": "hex"}, "respond": {"body": "x"}})",
         errc::missing, "/challenge/value"},
        {R"({"value": "/v", "respond": {"status": 302}})", errc::out_of_range,
         "/challenge/respond/status"},
        {R"({"value": "/v", "respond": {"type": "text/html"}})", errc::not_allowed,
         "/challenge/respond/type"},
        {R"({"value": "/v", "respond": {"headers": {"Bad Name": "x"}}})", errc::malformed,
         "/challenge/respond/headers/Bad Name"},
    };
    for (const auto& one : cases) BOOST_TEST_CONTEXT(one.config) {
            const auto made = providers::compile_definition(
                "plain", testing::plain_definition_with("/challenge", one.config));

            BOOST_REQUIRE(made.has_error());
            const mapping::problems wrong = made.error();
            BOOST_REQUIRE_EQUAL(wrong.size(), 1u);
            BOOST_TEST((wrong[0].code == one.code));
            BOOST_TEST(wrong[0].where == one.where);
        }
}

BOOST_AUTO_TEST_CASE(a_connection_must_give_the_secrets_of_its_challenges) {
    const auto definition = testing::compiled(testing::plain_definition_with("/challenge", meta));

    const auto made = providers::connection::make(definition, testing::plain_settings());

    BOOST_REQUIRE(made.has_error());
    const mapping::problems wrong = made.error();
    BOOST_REQUIRE_EQUAL(wrong.size(), 1u);
    BOOST_TEST(wrong[0].where == "/secrets/verify_token");
}

BOOST_AUTO_TEST_CASE(what_lacks_its_secret_is_told_to_whoever_tries_it_and_to_nobody_else) {
    const auto lacking = [](const char* challenges) {
        auto made = providers::connection::make_disbelieving(
            testing::compiled(testing::plain_definition_with("/challenge", challenges)),
            testing::plain_settings());
        return made.value();
    };
    const auto with_token = lacking(meta), with_digest = lacking(ebay);
    const auto shown = asked("hub.mode=subscribe&hub.challenge=115&hub.verify_token=any");
    const auto not_shown = asked("hub.mode=subscribe&hub.challenge=115");
    const auto passes = providers::absent_secret::passes;

    const auto tried = with_token->answer_challenge(shown, false, passes);
    BOOST_TEST(told(tried) == "200 text/plain; charset=utf-8 115");
    BOOST_TEST(tried->token_lacks == "verify_token");
    BOOST_TEST(told(with_token->answer_challenge(not_shown, false, passes)) == "wrong_token");
    BOOST_TEST(told(with_token->answer_challenge(shown, false)) == "wrong_token");
    const auto undigested =
        with_digest->answer_challenge(asked("challenge_code=c1"), false, passes);
    BOOST_TEST(told(undigested) == "200 application/json {}");
    BOOST_TEST(undigested->digest_lacks == "key");
}

BOOST_AUTO_TEST_CASE(a_reply_says_which_challenge_it_is_of) {
    const auto one = with_challenges(asana);
    const auto several = with_challenges("[" + std::string(slack) + ", " + asana + "]");
    const auto sent = testing::posted("{}", {{"X-Hook-Secret", "s"}});

    BOOST_TEST(one->answer_challenge(sent, false)->where == "/challenge");
    BOOST_TEST(several->answer_challenge(sent, false)->where == "/challenge/1");
    BOOST_TEST(told(several->answer_challenge(testing::posted("{}"), true)) == "no challenge");
}
