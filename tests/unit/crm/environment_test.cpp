#include "gateway/crm/environment.hpp"

#include <boost/test/unit_test.hpp>

using gateway::find_environment;

BOOST_AUTO_TEST_CASE(knows_production_and_integration) {
    const auto production = find_environment("production");
    const auto integration = find_environment("integration");

    BOOST_REQUIRE(production.has_value());
    BOOST_REQUIRE(integration.has_value());
    BOOST_TEST(production->api_url == "https://api.servicetitan.io");
    BOOST_TEST(production->token_url() == "https://auth.servicetitan.io/connect/token");
    BOOST_TEST(integration->api_url == "https://api-integration.servicetitan.io");
    BOOST_TEST(integration->token_url() ==
               "https://auth-integration.servicetitan.io/connect/token");
}

BOOST_AUTO_TEST_CASE(knows_no_other_environment) {
    for (const char* name : {"", "Production", "staging", "https://api.servicetitan.io"})
        BOOST_TEST(!find_environment(name).has_value());
}
