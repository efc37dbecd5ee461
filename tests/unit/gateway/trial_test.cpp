#include "gateway/config/trial.hpp"

#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/temporary_folder.hpp"

namespace {

const std::string definition =
    "receive: {format: json}\n"
    "verify: {bearer: token}\n"
    "event: {otherwise: create}\n"
    "identity: {booking: /id}\n"
    "booking: {source: Site, name: /name, summary: /summary}\n"
    "contacts: [{type: Email, value: /email}]\n";
const std::string connection =
    "provider: site\ntenant: acme\nbooking_provider: 5\nsecrets: {token: {env: TRIAL_TEST}}\n";

// Enough of a configuration to try something out, and not more.
struct fixture {
    fixture() {
        ::setenv("TRIAL_TEST", "s3cret", 1);
        folder.write("gateway.yaml",
                     "inbox: {path: inbox.db}\n"
                     "tenants: {acme: {id: 7, client_id: {env: NOWHERE_TO_BE_FOUND}}}\n");
        folder.write("providers/site.yaml", definition);
        folder.write("connections/acme-site.yaml", connection);
    }
    std::filesystem::path gateway_yaml() const { return folder.path() / "gateway.yaml"; }
    std::string problems_of(const std::string& name) const {
        const auto loaded = gateway::load_trial(gateway_yaml(), name);
        return loaded ? "" : to_text(loaded.error());
    }
    std::string problems_of_comparison(const std::string& text) const {
        const auto loaded =
            gateway::load_comparisons(gateway_yaml(), folder.write("new/site.yaml", text));
        return loaded ? "" : to_text(loaded.error());
    }
    testing::temporary_folder folder;
};

bool mentions(const std::string& text, std::string_view words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_connection_is_loaded_whatever_is_wrong_elsewhere, fixture) {
    folder.write("providers/broken.yaml", "a: [1,\n");
    folder.write("connections/broken.yaml", "a: [1,\n");

    const auto loaded = gateway::load_trial(gateway_yaml(), "acme-site");

    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    BOOST_TEST(loaded->tenant_id == 7);
    BOOST_TEST(loaded->absent_secrets.empty());
    BOOST_TEST(loaded->through->settings().name == "acme-site");
    providers::webhook hook;
    hook.headers = {{"Authorization", "Bearer s3cret"}};
    BOOST_TEST(loaded->through->authenticate(hook, {}).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_connection_whose_secret_is_not_here_believes_nobody_and_says_why,
                        fixture) {
    ::unsetenv("TRIAL_TEST");

    const auto loaded = gateway::load_trial(gateway_yaml(), "acme-site");

    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    BOOST_REQUIRE(loaded->absent_secrets.size() == 1u);
    BOOST_TEST(mentions(loaded->absent_secrets[0], "acme-site.yaml:4: /secrets/token"));
    providers::webhook hook;
    hook.headers = {{"Authorization", "Bearer s3cret"}};
    BOOST_TEST(!loaded->through->authenticate(hook, {}).has_value());
}

BOOST_FIXTURE_TEST_CASE(mistakes_of_its_own_are_said_with_file_and_line, fixture) {
    BOOST_TEST(mentions(problems_of("nobody"), "nobody.yaml: No such file"));
    folder.write("connections/acme-site.yaml", connection + "colour: red\n");
    BOOST_TEST(mentions(problems_of("acme-site"), "acme-site.yaml:5: /colour"));
    folder.write("connections/acme-site.yaml", connection + "tables: {jobs: {a: 1}}\n");
    BOOST_TEST(mentions(problems_of("acme-site"), "acme-site.yaml:5: /tables/jobs"));
    folder.write("connections/acme-site.yaml",
                 "provider: site\ntenant: other\nbooking_provider: 5\n");
    BOOST_TEST(mentions(problems_of("acme-site"), "/tenants/other/id: missing"));
}

BOOST_FIXTURE_TEST_CASE(a_definition_is_compared_for_the_connections_that_use_it, fixture) {
    folder.write("providers/other.yaml", definition);
    folder.write("connections/acme-other.yaml",
                 "provider: other\ntenant: acme\nbooking_provider: 6\n");
    const auto changed = folder.write("new/site.yaml", definition + "on_unmappable: reject\n");

    const auto loaded = gateway::load_comparisons(gateway_yaml(), changed);

    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    BOOST_REQUIRE(loaded->size() == 1u);
    const gateway::comparison& one = loaded->at("acme-site");
    BOOST_TEST(!one.now->provider().reject_unmappable);
    BOOST_TEST(one.then->provider().reject_unmappable);
    BOOST_TEST(one.now->settings().booking_provider == 5);
    BOOST_TEST(one.then->settings().booking_provider == 5);
}

BOOST_FIXTURE_TEST_CASE(a_new_definition_that_does_not_compile_or_suit_is_refused, fixture) {
    BOOST_TEST(
        mentions(problems_of_comparison(definition + "colour: red\n"), "site.yaml:7: /colour"));
    std::string demanding = definition;
    demanding.replace(demanding.find("name: /name"), 0, "jobTypeId: {lookup: /job, in: jobs}, ");
    BOOST_TEST(mentions(problems_of_comparison(demanding), "acme-site.yaml"));
    std::filesystem::remove(folder.path() / "providers/site.yaml");
    BOOST_TEST(mentions(problems_of_comparison(definition), "providers/site.yaml: No such file"));
}

BOOST_FIXTURE_TEST_CASE(the_inbox_is_where_gateway_yaml_says, fixture) {
    BOOST_TEST(gateway::inbox_path(gateway_yaml()).value() == folder.path() / "inbox.db");
    folder.write("gateway.yaml", "tenants: {}\n");
    BOOST_TEST(mentions(to_text(gateway::inbox_path(gateway_yaml()).error()), "/inbox/path"));
}
