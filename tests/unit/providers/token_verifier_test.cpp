#include "providers/token_verifier.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using testing::post;
using testing::verdict;
using testing::verifier_for;

namespace {

const providers::secret_store secrets = {
    {"key", {"s3cret"}},
    {"rotating", {"new one", "old one", "older one"}},
    {"credentials", {"ann:pass:word"}},
};

std::string authorization_verdict(const providers::verifier& verifier, std::string value) {
    return verdict(verifier, post({{"authorization", std::move(value)}}));
}

std::string basic(std::string_view credentials) {
    return "Basic " + testing::to_base64(credentials);
}

providers::webhook at_path(std::string path) {
    providers::webhook hook = post({});
    hook.path = std::move(path);
    return hook;
}

providers::webhook queried(std::string query) {
    providers::webhook hook = post({});
    hook.query = std::move(query);
    return hook;
}

providers::webhook form(std::string body) {
    return post({{"Content-Type", "Application/X-WWW-Form-Urlencoded; charset=utf-8"}},
                std::move(body));
}

}  // namespace

BOOST_AUTO_TEST_CASE(basic_takes_user_and_password_as_one_secret) {
    const auto verifier = verifier_for(R"({"basic": "credentials"})", secrets);
    const struct {
        std::string header, expected;
    } cases[] = {
        {basic("ann:pass:word"), "accepted by secret 0"},
        {"bAsIc " + testing::to_base64("ann:pass:word"), "accepted by secret 0"},
        {"Basic   " + testing::to_base64("ann:pass:word"), "accepted by secret 0"},
        {"Basic YW5uOnBhc3M6d29yZA", "accepted by secret 0"},  // without its padding
        {basic("ann:pass:wor"), "credentials_wrong"},
        {basic("ann:pass:word "), "credentials_wrong"},
        {basic("Ann:pass:word"), "credentials_wrong"},
        {basic("ann:"), "credentials_wrong"},
        {basic(":"), "credentials_wrong"},
        {basic(std::string(100'000, 'x') + ":"), "credentials_wrong"},
        {basic("ann"), "credentials_malformed"},
        {"", "credentials_missing"},
        {"   ", "credentials_missing"},
        {"Basic", "credentials_malformed"},
        {"Basic ", "credentials_malformed"},
        {"Basic ====", "credentials_malformed"},
        {"Basic YW5uOnBhc3M6d29yZ", "credentials_malformed"},
        {"Basic ann:pass:word", "credentials_malformed"},
        {"Basic \xC3\xA9\xFF", "credentials_malformed"},
        {"Bearer " + testing::to_base64("ann:pass:word"), "credentials_malformed"},
        {testing::to_base64("ann:pass:word"), "credentials_malformed"},
        {"Basic" + testing::to_base64("ann:pass:word"), "credentials_malformed"},
    };

    for (const auto& one : cases)
        BOOST_TEST(authorization_verdict(*verifier, one.header) == one.expected, one.header);
}

BOOST_AUTO_TEST_CASE(bearer_takes_the_secret_after_the_scheme) {
    const auto verifier = verifier_for(R"({"bearer": "key"})", secrets);
    const struct {
        std::string header, expected;
    } cases[] = {
        {"Bearer s3cret", "accepted by secret 0"},
        {"bEARER s3cret", "accepted by secret 0"},
        {"Bearer s3cre", "credentials_wrong"},
        {"Bearer S3cret", "credentials_wrong"},
        {"Bearer s3cret, s3cret", "credentials_wrong"},
        {"Bearer s\xC3\xA9", "credentials_wrong"},
        {"Bearer " + std::string(100'000, 's'), "credentials_wrong"},
        {"Bearer", "credentials_malformed"},
        {"Bearer ", "credentials_malformed"},
        {"Basic s3cret", "credentials_malformed"},
        {"s3cret", "credentials_malformed"},
        {"", "credentials_missing"},
    };

    for (const auto& one : cases)
        BOOST_TEST(authorization_verdict(*verifier, one.header) == one.expected, one.header);
}

BOOST_AUTO_TEST_CASE(a_header_holds_the_secret_as_it_is) {
    const auto verifier = verifier_for(R"({"header": "X-Api-Key", "secret": "key"})", secrets);
    const struct {
        std::vector<providers::header> headers;
        std::string expected;
    } cases[] = {
        {{{"x-api-key", "s3cret"}}, "accepted by secret 0"},
        {{{"X-Api-Key", "s3cre"}}, "credentials_wrong"},
        {{{"X-Api-Key", "s3crets"}}, "credentials_wrong"},
        {{{"X-Api-Key", "S3CRET"}}, "credentials_wrong"},
        {{{"X-Api-Key", "\xFF\xFE"}}, "credentials_wrong"},
        {{{"X-Api-Key", std::string(100'000, 'x')}}, "credentials_wrong"},
        {{{"X-Api-Key", ""}}, "credentials_missing"},
        {{}, "credentials_missing"},
        {{{"X-Api-Key", "s3cret"}, {"X-Api-Key", "s3cret"}}, "credentials_repeated"},
        {{{"X-Api-Key", "wrong"}, {"x-api-key", "s3cret"}}, "credentials_repeated"},
    };

    for (const auto& one : cases) BOOST_TEST(verdict(*verifier, post(one.headers)) == one.expected);
}

BOOST_AUTO_TEST_CASE(an_authorization_that_was_sent_twice_is_refused) {
    const auto hook =
        post({{"Authorization", "Bearer s3cret"}, {"Authorization", "Bearer s3cret"}});

    BOOST_TEST(verdict(*verifier_for(R"({"bearer": "key"})", secrets), hook) ==
               "credentials_repeated");
    BOOST_TEST(verdict(*verifier_for(R"({"basic": "credentials"})", secrets), hook) ==
               "credentials_repeated");
}

BOOST_AUTO_TEST_CASE(a_query_parameter_holds_the_secret) {
    const auto verifier = verifier_for(R"({"query": "key", "secret": "rotating"})", secrets);
    const struct {
        std::string query, expected;
    } cases[] = {
        {"key=new+one", "accepted by secret 0"},
        {"a=1&key=old%20one", "accepted by secret 1"},
        {"key=new", "credentials_wrong"},
        {"key=" + std::string(100'000, 'x'), "credentials_wrong"},
        {"", "credentials_missing"},
        {"key=", "credentials_missing"},
        {"key=wrong&key=new+one", "credentials_repeated"},
        {"key=%zz", "credentials_malformed"},
        {"key=new+one&\xFF", "credentials_malformed"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict(*verifier, queried(one.query)) == one.expected, one.query);
}

BOOST_AUTO_TEST_CASE(the_path_after_the_connection_is_the_secret) {
    const auto verifier = verifier_for(R"({"path": "rotating"})", secrets);
    const struct {
        std::string path, expected;
    } cases[] = {
        {"/new%20one", "accepted by secret 0"},
        {"/new+one", "credentials_wrong"},
        {"/new%20one/", "credentials_wrong"},
        {"//new%20one", "credentials_wrong"},
        {"/new%20on", "credentials_wrong"},
        {"/\xC3\xA9", "credentials_wrong"},
        {"/" + std::string(100'000, 'x'), "credentials_wrong"},
        {"", "credentials_missing"},
        {"/", "credentials_missing"},
        {"/%", "credentials_malformed"},
        {"/new%2", "credentials_malformed"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict(*verifier, at_path(one.path)) == one.expected, one.path);
}

BOOST_AUTO_TEST_CASE(a_json_body_holds_the_secret_at_the_pointer) {
    const auto verifier = verifier_for(R"({"body": "/auth/a~1b", "secret": "key"})", secrets);
    const struct {
        std::string body, expected;
    } cases[] = {
        {R"({"auth": {"a/b": "s3cret"}})", "accepted by secret 0"},
        {R"({"auth": {"a/b": "s3cre"}})", "credentials_wrong"},
        {R"({"auth": {"a/b": "s3cret "}})", "credentials_wrong"},
        {R"({"auth": {"a/b": " "}})", "credentials_missing"},
        {R"({"auth": {"a/b": ""}})", "credentials_missing"},
        {R"({"auth": {"a/b": null}})", "credentials_missing"},
        {R"({"auth": {}})", "credentials_missing"},
        {R"({"auth": []})", "credentials_missing"},
        {R"("s3cret")", "credentials_missing"},
        {R"({"auth": {"a/b": ["s3cret"]}})", "credentials_malformed"},
        {R"({"auth": {"a/b": {"s3cret": 1}}})", "credentials_malformed"},
        {R"({"auth": {"a/b": 5}})", "credentials_malformed"},
        {R"({"auth": {"a/b": true}})", "credentials_malformed"},
        {R"({"auth": {"a/b": "x", "a/b": "s3cret"}})", "credentials_malformed"},
        {R"({"auth": {"a/b": "s3cret")", "credentials_malformed"},
        {"auth=s3cret", "credentials_malformed"},
        {"", "credentials_malformed"},
        {"\xFF", "credentials_malformed"},
        {std::string(100'000, '['), "credentials_malformed"},
    };

    for (const auto& one : cases)
        BOOST_TEST(verdict(*verifier, post({}, one.body)) == one.expected, one.body);
}

BOOST_AUTO_TEST_CASE(a_form_body_holds_the_secret_in_a_field) {
    const auto verifier = verifier_for(R"({"body": "/key", "secret": "rotating"})", secrets);
    const struct {
        std::string body, expected;
    } cases[] = {
        {"id=1&key=older+one", "accepted by secret 2"},
        {"key=older", "credentials_wrong"},
        {"key=", "credentials_missing"},
        {"id=1", "credentials_missing"},
        {"key=wrong&key=new+one", "credentials_repeated"},
        {"key=%", "credentials_malformed"},
    };

    for (const auto& one : cases) BOOST_TEST(verdict(*verifier, form(one.body)) == one.expected);
}

BOOST_AUTO_TEST_CASE(a_body_is_a_form_only_when_its_content_type_says_so_once) {
    const auto verifier = verifier_for(R"({"body": "/key", "secret": "key"})", secrets);
    const std::string type = "application/x-www-form-urlencoded";

    BOOST_TEST(verdict(*verifier, post({{"content-type", type}}, "key=s3cret")) ==
               "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, post({{"content-type", type + "x"}}, "key=s3cret")) ==
               "credentials_malformed");
    BOOST_TEST(verdict(*verifier, post({{"content-type", type}, {"content-type", type}},
                                       "key=s3cret")) == "credentials_malformed");
}

BOOST_AUTO_TEST_CASE(every_secret_of_a_rotation_is_accepted_and_the_proof_says_which) {
    const auto verifier = verifier_for(R"({"header": "X-Key", "secret": "rotating"})", secrets);

    BOOST_TEST(verdict(*verifier, post({{"X-Key", "new one"}})) == "accepted by secret 0");
    BOOST_TEST(verdict(*verifier, post({{"X-Key", "old one"}})) == "accepted by secret 1");
    BOOST_TEST(verdict(*verifier, post({{"X-Key", "older one"}})) == "accepted by secret 2");
    BOOST_TEST(verdict(*verifier, post({{"X-Key", "oldest one"}})) == "credentials_wrong");
}

BOOST_AUTO_TEST_CASE(of_two_equal_secrets_the_newer_is_named) {
    const auto verifier = verifier_for(R"({"bearer": "key"})", {{"key", {"same", "same"}}});

    BOOST_TEST(authorization_verdict(*verifier, "Bearer same") == "accepted by secret 0");
}

BOOST_AUTO_TEST_CASE(one_wrong_bit_is_refused) {
    const auto verifier = verifier_for(R"({"header": "X-Key", "secret": "key"})", secrets);
    const std::string right = "s3cret";

    for (std::size_t bit = 0; bit < right.size() * 8; ++bit) {
        std::string wrong = right;
        wrong[bit / 8] = static_cast<char>(wrong[bit / 8] ^ (1 << (bit % 8)));
        BOOST_TEST(verdict(*verifier, post({{"X-Key", wrong}})) == "credentials_wrong");
    }
}
