#include "gateway/config/secrets.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/temporary_folder.hpp"

using boost::json::parse;
using gateway::resolve_secret;
using gateway::resolve_secrets;

BOOST_AUTO_TEST_CASE(reads_a_secret_from_the_environment) {
    ::setenv("SECRETS_TEST_A", "a:b", 1);

    const auto value = resolve_secret(parse(R"({"env": "SECRETS_TEST_A"})"), "/s", ".");

    BOOST_TEST(value.value() == "a:b");
}

BOOST_AUTO_TEST_CASE(reads_a_secret_from_a_file_without_its_last_line_break) {
    const testing::temporary_folder folder;
    folder.write("secret", " with space \n");

    const auto value = resolve_secret(parse(R"({"file": "secret"})"), "/s", folder.path());

    BOOST_TEST(value.value() == " with space ");
}

BOOST_AUTO_TEST_CASE(refuses_what_is_not_a_reference_or_names_nothing) {
    ::setenv("SECRETS_TEST_EMPTY", "", 1);
    const testing::temporary_folder folder;
    folder.write("empty", "\n");

    for (const char* reference :
         {R"("the secret itself")", "{}", "null", "12", R"({"env": ""})",
          R"({"env": "SECRETS_TEST_NO"})", R"({"env": "SECRETS_TEST_EMPTY"})",
          R"({"file": "absent"})", R"({"file": "empty"})", R"({"file": "."})", R"({"vault": "x"})",
          R"({"env": "A", "file": "b"})"})
        BOOST_TEST_CONTEXT(reference) {
            const auto value = resolve_secret(parse(reference), "/secrets/key", folder.path());

            BOOST_REQUIRE(value.has_error());
            BOOST_TEST(value.error()[0].where.starts_with("/secrets/key"));
            BOOST_TEST(value.error()[0].what.find("the secret itself") == std::string::npos);
        }
}

BOOST_AUTO_TEST_CASE(a_rotating_secret_is_a_list_and_every_bad_reference_is_reported) {
    ::setenv("SECRETS_TEST_A", "a", 1);
    ::setenv("SECRETS_TEST_B", "b", 1);

    const auto both = resolve_secrets(
        parse(R"([{"env": "SECRETS_TEST_A"}, {"env": "SECRETS_TEST_B"}])"), "/s", ".");
    const auto neither =
        resolve_secrets(parse(R"([{"env": "SECRETS_TEST_X"}, "plain"])"), "/s", ".");

    BOOST_TEST((both.value() == std::vector<std::string>{"a", "b"}));
    BOOST_REQUIRE_EQUAL(neither.error().size(), 2u);
    BOOST_TEST(neither.error()[0].where == "/s/0");
    BOOST_TEST(neither.error()[1].where == "/s/1");
    BOOST_TEST(resolve_secrets(parse("[]"), "/s", ".").has_error());
}
