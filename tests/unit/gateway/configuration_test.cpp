#include "gateway/config/configuration.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/replace.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "tests/support/temporary_folder.hpp"
#include "tests/support/test_certificate.hpp"

namespace {

const char* gateway_yaml = R"(
listen: {certificate: cert.pem, key: key.pem}
inbox: {path: inbox.db}
crm: {environment: integration}
tenants:
  acme: {id: 7, client_id: {env: CONFIG_TEST}, client_secret: {env: CONFIG_TEST}, app_key: {env: CONFIG_TEST}}
)";

const char* provider_yaml = R"(
receive: {format: json}
verify: {bearer: token}
event: {otherwise: create}
identity: {booking: /id}
booking: {source: Site, name: /name, summary: /summary}
contacts: [{type: Email, value: /email}]
)";

const char* connection_yaml = R"(
provider: site
tenant: acme
booking_provider: 5
secrets: {token: {env: CONFIG_TEST}}
)";

// A configuration folder that loads; a test spoils it.
struct fixture {
    fixture() {
        ::setenv("CONFIG_TEST", "s3cret", 1);
        const auto made = testing::make_test_certificate();
        folder.write("cert.pem", made.certificate);
        folder.write("key.pem", made.key);
        folder.write("gateway.yaml", gateway_yaml);
        folder.write("providers/site.yaml", provider_yaml);
        folder.write("connections/acme-site.yaml", connection_yaml);
    }
    auto load() const { return gateway::load_configuration(folder.path() / "gateway.yaml"); }
    bool has_problem(const std::string& file, const std::string& text) const {
        const auto loaded = load();
        if (loaded) return false;
        for (const std::string& one : loaded.error().all)
            if (boost::algorithm::contains(one, file) && boost::algorithm::contains(one, text))
                return true;
        for (const std::string& one : loaded.error().all) BOOST_TEST_MESSAGE(one);
        return false;
    }
    testing::temporary_folder folder;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(loads_settings_definitions_and_connections, fixture) {
    const auto loaded = load();

    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    const auto connection = loaded->registry->find("acme-site");
    BOOST_REQUIRE(connection);
    BOOST_TEST(connection->settings().booking_provider == 5);
    BOOST_TEST(connection->proves_anything());
    BOOST_TEST(loaded->warnings.empty());
}

BOOST_FIXTURE_TEST_CASE(mistakes_in_several_files_are_reported_together_with_their_lines, fixture) {
    folder.write("gateway.yaml", std::string(gateway_yaml) + "extra: 1\n");
    folder.write("connections/acme-site.yaml", std::string(connection_yaml) + "colour: red\n");

    BOOST_TEST(has_problem("gateway.yaml:7", "/extra"));
    BOOST_TEST(has_problem("acme-site.yaml:6", "/colour"));
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_not_yaml_is_reported, fixture) {
    folder.write("providers/broken.yaml", "a: [1,\n");

    BOOST_TEST(has_problem("broken.yaml", "line"));
}

BOOST_FIXTURE_TEST_CASE(a_folder_that_is_not_there_does_not_pass_for_an_empty_one, fixture) {
    std::filesystem::remove_all(folder.path() / "connections");

    BOOST_TEST(has_problem("connections", "No such file"));
}

BOOST_FIXTURE_TEST_CASE(a_missing_gateway_yaml_is_reported, fixture) {
    const auto loaded = gateway::load_configuration(folder.path() / "absent.yaml");

    BOOST_REQUIRE(loaded.has_error());
    BOOST_TEST(boost::algorithm::contains(to_text(loaded.error()), "absent.yaml"));
}

BOOST_FIXTURE_TEST_CASE(a_connection_of_an_unknown_provider_or_tenant_does_not_load, fixture) {
    folder.write("connections/acme-site.yaml",
                 "{provider: nobody, tenant: other, booking_provider: 5}");

    BOOST_TEST(has_problem("acme-site.yaml", "/provider"));
    BOOST_TEST(has_problem("acme-site.yaml", "/tenant"));
}

BOOST_FIXTURE_TEST_CASE(a_definitions_mistake_is_told_once_and_not_by_its_connections, fixture) {
    for (const char* mistake : {"receive: {format: jason}", "receive: [unclosed"}) {
        folder.write("providers/site.yaml", mistake);

        BOOST_TEST(has_problem("site.yaml", ""));
        BOOST_TEST(!has_problem("acme-site.yaml", ""));
    }
}

BOOST_FIXTURE_TEST_CASE(a_connection_without_the_secret_its_definition_needs_does_not_load,
                        fixture) {
    folder.write("connections/acme-site.yaml",
                 "{provider: site, tenant: acme, booking_provider: 5}");

    BOOST_TEST(has_problem("acme-site.yaml", "token"));
}

BOOST_FIXTURE_TEST_CASE(a_secret_that_is_not_there_is_one_problem_among_the_others, fixture) {
    folder.write("connections/acme-site.yaml",
                 std::string(connection_yaml) + "tables: {jobs: {a: 1}}\n");
    ::unsetenv("CONFIG_TEST");

    BOOST_TEST(has_problem("acme-site.yaml:5", "no variable CONFIG_TEST"));
    BOOST_TEST(has_problem("acme-site.yaml:6", "/tables/jobs"));
    BOOST_TEST(!has_problem("acme-site.yaml:5", "verifies with this secret"));
}

BOOST_FIXTURE_TEST_CASE(client_certificates_are_verified_with_the_doors_authorities, fixture) {
    std::string provider = provider_yaml;
    boost::algorithm::replace_all(provider, "{bearer: token}", "{client_certificate: {san: a}}");
    folder.write("providers/site.yaml", provider);
    folder.write("connections/acme-site.yaml",
                 "{provider: site, tenant: acme, booking_provider: 5}");
    const auto listen = [&](const std::string& more) {
        std::string gateway = gateway_yaml;
        boost::algorithm::replace_all(gateway, "key.pem}", "key.pem, " + more + "}");
        folder.write("gateway.yaml", gateway);
    };
    folder.write("garbage.pem", "hello\n");

    BOOST_TEST(has_problem("acme-site.yaml", "listen.client_ca"));
    listen("client_ca: garbage.pem");
    BOOST_TEST(has_problem("gateway.yaml:2", "/listen/client_ca"));
    listen("client_ca: absent.pem");
    BOOST_TEST(has_problem("gateway.yaml:2", "/listen/client_ca"));
    listen("client_ca: cert.pem");
    BOOST_TEST(load().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_connection_says_which_addresses_its_partner_has, fixture) {
    std::string provider = provider_yaml;
    boost::algorithm::replace_all(provider, "{bearer: token}", "{address: connection}");
    folder.write("providers/site.yaml", provider);
    const auto connect = [&](const std::string& more) {
        folder.write("connections/acme-site.yaml",
                     "provider: site\ntenant: acme\nbooking_provider: 5\n" + more);
    };

    connect("");
    BOOST_TEST(has_problem("acme-site.yaml", "/addresses: missing"));
    connect("addresses: []\n");
    BOOST_TEST(has_problem("acme-site.yaml:4", "/addresses: missing"));
    connect("addresses: [203.0.113.0/24, everywhere]\n");
    BOOST_TEST(has_problem("acme-site.yaml:4", "/addresses/1: malformed"));
    connect("addresses: 203.0.113.0/24\n");
    BOOST_TEST(has_problem("acme-site.yaml:4", "/addresses: wrong_type"));
    connect("addresses: [203.0.113.0/24]\n");
    BOOST_TEST(load().has_value());
    folder.write("providers/site.yaml", provider_yaml);
    connect("addresses: [203.0.113.0/24]\nsecrets: {token: {env: CONFIG_TEST}}\n");
    BOOST_TEST(has_problem("acme-site.yaml:4", "/addresses: unknown"));
}

BOOST_FIXTURE_TEST_CASE(a_connection_says_where_its_fetches_go, fixture) {
    folder.write("providers/site.yaml", std::string(provider_yaml) +
                                            "fetch: [{name: customer, from: "
                                            "\"https://api.example.com\", path: /customer}]\n");
    const auto with = [&](const char* origins) {
        folder.write("connections/acme-site.yaml", std::string(connection_yaml) + origins);
    };

    with("origins: {customer: \"https://sandbox.example.com\"}\n");
    const auto loaded = load();
    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    BOOST_TEST(loaded->registry->find("acme-site")->settings().origins.at("customer") ==
               "https://sandbox.example.com");

    with("origins: {customer: \"http://sandbox.example.com\"}\n");
    BOOST_TEST(has_problem("acme-site.yaml", "/origins/customer: malformed"));
    with("origins: {costumer: \"https://sandbox.example.com\"}\n");
    BOOST_TEST(has_problem("acme-site.yaml", "/origins/costumer: unknown"));
    with("origins: [customer]\n");
    BOOST_TEST(has_problem("acme-site.yaml", "/origins: wrong_type"));
}

BOOST_FIXTURE_TEST_CASE(examples_are_run_with_the_files_that_say_what_is_fetched, fixture) {
    folder.write("providers/site.yaml",
                 "receive: {format: json}\n"
                 "verify: {bearer: token}\n"
                 "event: {otherwise: create}\n"
                 "identity: {booking: /id}\n"
                 "fetch: [{name: customer, from: \"https://api.example.com\", path: /customer}]\n"
                 "booking: {source: Site, name: {fetched: /customer/name}, summary: /summary}\n"
                 "contacts: [{type: Email, value: /email}]\n"
                 "examples:\n"
                 "  - request: r.json\n"
                 "    expect: e.json\n"
                 "    with: {fetched: {customer: c.json}}\n");
    folder.write("providers/r.json", R"({"id": "b-1", "summary": "Leak", "email": "a@b.example"})");
    folder.write("providers/e.json", R"({"kind": "create", "booking_id": "b-1", "booking": {
        "source": "Site", "name": "Ada", "summary": "Leak\nNo appointment time was given.", "isFirstTimeClient": true,
        "externalId": "b-1", "contacts": [{"type": "Email", "value": "a@b.example"}]}})");
    const auto unmet = [&] {
        std::string all;
        for (const std::string& one : gateway::run_examples(folder.path() / "gateway.yaml"))
            all += one + "\n";
        return all;
    };

    BOOST_TEST(unmet().find("c.json") != std::string::npos);
    folder.write("providers/c.json", R"({"name": "Bob"})");
    BOOST_TEST(unmet().find("/booking/name") != std::string::npos);
    folder.write("providers/c.json", R"({"name": "Ada"})");
    BOOST_TEST(unmet() == "");
}

BOOST_FIXTURE_TEST_CASE(a_connection_whose_name_cannot_stand_in_a_url_does_not_load, fixture) {
    folder.write("connections/Acme Site.yaml", connection_yaml);

    BOOST_TEST(has_problem("Acme Site.yaml", "name"));
}

BOOST_FIXTURE_TEST_CASE(two_connections_of_one_name_do_not_load, fixture) {
    folder.write("connections/acme-site.yml", connection_yaml);

    BOOST_TEST(has_problem("acme-site.yml", "duplicate"));
}

BOOST_FIXTURE_TEST_CASE(connections_that_could_make_the_same_external_id_do_not_load, fixture) {
    folder.write("connections/acme-two.yaml", connection_yaml);
    BOOST_TEST(has_problem("acme-two.yaml", "external_id_prefix"));

    folder.write("connections/acme-two.yaml",
                 std::string(connection_yaml) + "external_id_prefix: two-\n");
    BOOST_TEST(has_problem("acme-two.yaml", "external_id_prefix"));

    folder.write("connections/acme-site.yaml",
                 std::string(connection_yaml) + "external_id_prefix: one-\n");
    BOOST_TEST(load().has_value());
}

BOOST_FIXTURE_TEST_CASE(verify_none_loads_and_is_loud, fixture) {
    std::string open = provider_yaml;
    open.replace(open.find("{bearer: token}"), 15, "none");
    folder.write("providers/site.yaml", open);
    folder.write("connections/acme-site.yaml",
                 "{provider: site, tenant: acme, booking_provider: 5}");

    const auto loaded = load();

    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    BOOST_TEST(loaded->warnings.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_certificate_that_cannot_be_shown_is_one_more_problem_of_gateway_yaml,
                        fixture) {
    folder.write("key.pem", testing::make_test_certificate().key);
    folder.write("connections/acme-site.yaml", std::string(connection_yaml) + "colour: red\n");

    BOOST_TEST(has_problem("gateway.yaml:2", "/listen"));
    BOOST_TEST(has_problem("acme-site.yaml:6", "/colour"));
}

BOOST_FIXTURE_TEST_CASE(an_authority_that_cannot_be_read_is_one_more_problem_of_gateway_yaml,
                        fixture) {
    std::string with_authority = gateway_yaml;
    with_authority.replace(with_authority.find("integration}"), 12,
                           "integration, ca_file: absent.pem}");
    folder.write("gateway.yaml", with_authority);

    BOOST_TEST(has_problem("gateway.yaml:4", "/crm/ca_file"));
}

BOOST_FIXTURE_TEST_CASE(an_expired_certificate_loads_and_is_loud, fixture) {
    const auto made = testing::make_test_certificate("DNS:localhost", -60);
    folder.write("cert.pem", made.certificate);
    folder.write("key.pem", made.key);

    const auto loaded = load();

    BOOST_REQUIRE_MESSAGE(loaded, to_text(loaded.error()));
    BOOST_TEST(loaded->certificate);
    BOOST_REQUIRE_EQUAL(loaded->warnings.size(), 1u);
    BOOST_TEST(boost::algorithm::contains(loaded->warnings[0], "expired"));
}
