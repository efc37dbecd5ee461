#include "gateway/config/settings.hpp"

#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "providers/yaml.hpp"

using namespace std::chrono_literals;

namespace {

mapping::result<gateway::settings> read(const std::string& yaml) {
    ::setenv("SETTINGS_TEST", "s3cret", 1);
    return gateway::read_settings(providers::parse_yaml(yaml).value().value, "/etc/gateway");
}

const std::string smallest = R"(
listen: {certificate: tls/chain.pem, key: /abs/key.pem}
inbox: {path: inbox.db}
crm: {environment: integration}
tenants:
  acme: {id: 7, client_id: {env: SETTINGS_TEST}, client_secret: {env: SETTINGS_TEST}, app_key: {env: SETTINGS_TEST}}
)";

}  // namespace

BOOST_AUTO_TEST_CASE(the_smallest_file_has_defaults_and_resolves_paths_and_secrets) {
    const auto settings = read(smallest);

    BOOST_REQUIRE_MESSAGE(settings, to_text(settings.error()));
    BOOST_TEST(settings->listen.port == 8443);
    BOOST_TEST(settings->listen.certificate == "/etc/gateway/tls/chain.pem");
    BOOST_TEST(settings->listen.key == "/abs/key.pem");
    BOOST_TEST(settings->admin.address == "127.0.0.1");
    BOOST_TEST(settings->crm.where.api_url == "https://api-integration.servicetitan.io");
    BOOST_TEST(settings->crm.where.auth_url == "https://auth-integration.servicetitan.io");
    BOOST_TEST(settings->tenants.at("acme").id == 7);
    BOOST_TEST(settings->tenants.at("acme").client_secret == "s3cret");
    BOOST_TEST((settings->retention.event_ids == 8 * 24h));
    BOOST_TEST((settings->reconcile.each == 24h));
}

BOOST_AUTO_TEST_CASE(every_setting_can_be_given) {
    const auto settings = read(smallest + R"(
admin: {address: 0.0.0.0, port: 1, token: {env: SETTINGS_TEST}}
threads: 3
limits: {connections: 10, header: 8KiB, handshake_timeout: 1s, header_timeout: 2s, body_timeout: 3s, idle_timeout: 4s, write_timeout: 5s, webhooks: {per_second: 7, burst: 9}}
delivery: {rate: 5, concurrency: 2, settle_time: 1s, retry: {first: 1s, most: 2m, give_up: 1d}}
retention: {event_ids: 9d, events: 10d}
drain: {announce: 1s, grace: 2s}
reconcile: {each: 0s, window: 7d}
log: {level: warn}
)");

    BOOST_REQUIRE_MESSAGE(settings, to_text(settings.error()));
    BOOST_TEST(settings->admin.token == "s3cret");
    BOOST_TEST(settings->threads == 3u);
    BOOST_TEST(settings->limits.header_bytes == 8192u);
    BOOST_TEST((settings->limits.write == 5s));
    BOOST_TEST(settings->arrivals.per_second == 7);
    BOOST_TEST(settings->arrivals.burst == 9);
    BOOST_TEST((settings->drain.grace == 2s));
    BOOST_TEST((settings->reconcile.each == 0s));
    BOOST_TEST((settings->reconcile.window == 7 * 24h));
    BOOST_TEST((settings->log_level == gateway::log::level::warn));
}

BOOST_AUTO_TEST_CASE(a_custom_environment_names_its_urls) {
    std::string yaml = smallest;
    yaml.replace(yaml.find("integration"), 11,
                 R"({api: "https://127.0.0.1:9443/", auth: "https://127.0.0.1:9444"})");

    const auto settings = read(yaml);

    BOOST_REQUIRE_MESSAGE(settings, to_text(settings.error()));
    BOOST_TEST(settings->crm.where.api_url == "https://127.0.0.1:9443");
    BOOST_TEST(settings->crm.where.auth_url == "https://127.0.0.1:9444");
}

BOOST_AUTO_TEST_CASE(an_account_has_one_name) {
    const std::string again =
        "  other: {id: 7, client_id: {env: SETTINGS_TEST}, client_secret: {env: SETTINGS_TEST},"
        " app_key: {env: SETTINGS_TEST}}\n";

    const auto settings = read(smallest + again);

    BOOST_REQUIRE(settings.has_error());
    BOOST_TEST(settings.error().size() == 1u);
    BOOST_TEST((settings.error()[0].code == mapping::errc::duplicate));
    BOOST_TEST(settings.error()[0].where == "/tenants/other/id");
}

BOOST_AUTO_TEST_CASE(an_app_key_that_no_header_can_carry_is_refused) {
    ::setenv("SETTINGS_TEST_SPACED", "two words", 1);
    std::string yaml = smallest;
    yaml.replace(yaml.find("app_key: {env: SETTINGS_TEST}"), 29,
                 "app_key: {env: SETTINGS_TEST_SPACED}");

    const auto settings = read(yaml);

    BOOST_REQUIRE(settings.has_error());
    BOOST_TEST(settings.error().size() == 1u);
    BOOST_TEST(settings.error()[0].where == "/tenants/acme/app_key");
}

BOOST_AUTO_TEST_CASE(secrets_for_the_crm_never_go_over_a_plain_connection) {
    std::string yaml = smallest;
    yaml.replace(yaml.find("integration"), 11,
                 R"({api: "http://crm.example.com", auth: "not a url"})");

    const auto settings = read(yaml);

    BOOST_REQUIRE(settings.has_error());
    BOOST_TEST(settings.error().size() == 2u);
    BOOST_TEST(settings.error()[0].where == "/crm/environment/api");
}

BOOST_AUTO_TEST_CASE(every_mistake_is_reported_at_once_with_its_place) {
    const auto settings = read(R"(
listen: {adress: 127.0.0.1, port: 70000, certificate: 1}
admin: {address: 0.0.0.0}
inbox: {}
crm: {environment: staging}
tenants: {Acme Corp: {id: x, client_id: plain}}
log: {level: loud}
drain: 5s
limits: {header: many, body_timeout: soon, webhooks: {per_second: 0, hourly: 3}}
surprise: 1
)");

    BOOST_REQUIRE(settings.has_error());
    const auto has = [&](std::string_view where) {
        for (const auto& one : settings.error())
            if (one.where == where) return true;
        return false;
    };
    for (const char* where :
         {"/listen/adress", "/listen/port", "/listen/certificate", "/listen/key", "/admin/token",
          "/inbox/path", "/crm/environment", "/tenants/Acme Corp", "/tenants/Acme Corp/id",
          "/tenants/Acme Corp/client_id", "/tenants/Acme Corp/app_key", "/log/level", "/drain",
          "/limits/header", "/limits/body_timeout", "/limits/webhooks/per_second",
          "/limits/webhooks/hourly", "/surprise"})
        BOOST_TEST(has(where), where << " is not among " << to_text(settings.error()));
}
