#include "providers/peer_verifier.hpp"

#include <boost/test/unit_test.hpp>

#include "signed_webhook.hpp"

using providers::certificate_names;
using testing::post;
using testing::problems_of;
using testing::verdict;
using testing::verifier_for;

namespace {

std::string address_verdict(const std::string& peer) {
    auto hook = post({});
    hook.peer = peer;
    return verdict(*verifier_for(R"({"address": ["203.0.113.0/24", "2001:db8::7"]})", {}), hook);
}

std::string certificate_verdict(const std::string& wanted, std::optional<certificate_names> shown) {
    auto hook = post({});
    hook.certificate = std::move(shown);
    return verdict(*verifier_for(R"({"client_certificate": )" + wanted + "}", {}), hook);
}

// Of `{address: ...}` with what a connection adds; "" for none.
std::string problems_with(std::string_view config, std::vector<std::string> addresses,
                          bool has_client_ca = true) {
    const auto made = providers::make_verifier(boost::json::parse(config), "/verify",
                                               {{}, {}, std::move(addresses), has_client_ca});
    return made ? "" : mapping::to_text(made.error());
}

}  // namespace

BOOST_AUTO_TEST_CASE(an_address_on_the_list_is_believed) {
    BOOST_TEST(address_verdict("203.0.113.200") == "accepted");
    BOOST_TEST(address_verdict("::ffff:203.0.113.200") == "accepted");
    BOOST_TEST(address_verdict("2001:db8::7") == "accepted");
    for (const char* peer : {"203.0.114.1", "2001:db8::8", "", "unknown", "\xFF"})
        BOOST_TEST(address_verdict(peer) == "address_refused", peer);
}

BOOST_AUTO_TEST_CASE(what_the_sender_writes_about_its_address_does_not_count) {
    auto hook = post({{"X-Forwarded-For", "203.0.113.1"}, {"Forwarded", "for=203.0.113.1"}});
    hook.peer = "198.51.100.1";

    BOOST_TEST(verdict(*verifier_for(R"({"address": ["203.0.113.0/24"]})", {}), hook) ==
               "address_refused");
}

BOOST_AUTO_TEST_CASE(a_connection_adds_addresses_and_must_where_they_are_left_to_it) {
    const auto accepts = [](std::string_view config, const std::string& peer) {
        const auto made = providers::make_verifier(boost::json::parse(config), "/verify",
                                                   {{}, {}, {"198.51.100.7"}, false});
        auto hook = post({});
        hook.peer = peer;
        return made.value()->verify(hook, {}).has_value();
    };
    constexpr std::string_view listed = R"({"address": ["203.0.113.0/24"]})";
    constexpr std::string_view left = R"({"address": "connection"})";

    BOOST_TEST(accepts(listed, "203.0.113.1"));
    BOOST_TEST(accepts(listed, "198.51.100.7"));
    BOOST_TEST(!accepts(listed, "198.51.100.8"));
    BOOST_TEST(accepts(left, "198.51.100.7"));
    BOOST_TEST(!accepts(left, "203.0.113.1"));
    BOOST_TEST(problems_with(left, {}) ==
               "/addresses: missing: the provider's definition verifies where a webhook comes "
               "from");
    BOOST_TEST(problems_with(listed, {"198.51.100.7", "0.0.0.0/0", "x"}).find("/addresses/1") ==
               0u);
    BOOST_TEST(problems_with(listed, {"x"}).starts_with("/addresses/0: malformed: is no address"));
}

BOOST_AUTO_TEST_CASE(a_certificate_is_believed_by_its_names) {
    const certificate_names partner{"CN=hooks,O=Partner",
                                    {"hooks.partner.example", "spiffe://partner/hooks"}};
    const certificate_names other{"CN=hooks,O=Other", {"hooks.other.example"}};
    const certificate_names nameless{"", {}};
    const std::string subject = R"({"subject": "CN=hooks,O=Partner"})";
    const std::string name = R"({"san": "hooks.partner.example"})";
    const std::string both =
        R"({"subject": "CN=hooks,O=Partner", "san": "spiffe://partner/hooks"})";

    for (const std::string& wanted : {subject, name, both}) {
        BOOST_TEST(certificate_verdict(wanted, partner) == "accepted", wanted);
        BOOST_TEST(certificate_verdict(wanted, other) == "certificate_refused", wanted);
        BOOST_TEST(certificate_verdict(wanted, nameless) == "certificate_refused", wanted);
        BOOST_TEST(certificate_verdict(wanted, std::nullopt) == "certificate_missing", wanted);
    }
    for (const char* near : {"Hooks.partner.example", "hooks.partner.example.", "partner.example",
                             "a.hooks.partner.example", "*.partner.example"})
        BOOST_TEST(
            certificate_verdict(name, certificate_names{"", {near}}) == "certificate_refused",
            near);
    BOOST_TEST(
        certificate_verdict(both, certificate_names{partner.subject, {"hooks.partner.example"}}) ==
        "certificate_refused");
}

BOOST_AUTO_TEST_CASE(what_would_let_everybody_in_does_not_compile) {
    const struct {
        std::string_view config, problem;
    } cases[] = {
        {R"({"address": []})", "/verify/address: missing"},
        {R"({"address": null})", "/verify/address: missing"},
        {R"({"address": "203.0.113.0/24"})", "/verify/address: missing"},
        {R"({"address": ["0.0.0.0/0"]})", "/verify/address/0: malformed"},
        {R"({"address": ["203.0.113.0/24", ""]})", "/verify/address/1: missing"},
        {R"({"address": ["203.0.113.0/24"], "secret": "x"})", "/verify/secret: unknown"},
        {R"({"client_certificate": {}})", "/verify/client_certificate: missing"},
        {R"({"client_certificate": null})", "/verify/client_certificate: missing"},
        {R"({"client_certificate": "CN=x"})", "/verify/client_certificate: wrong_type"},
        {R"({"client_certificate": {"subject": " "}})", "/verify/client_certificate/subject: miss"},
        {R"({"client_certificate": {"san": ["a"]}})", "/verify/client_certificate/san: wrong_type"},
        {R"({"client_certificate": {"issuer": "a"}})", "/verify/client_certificate/issuer: unkn"},
    };

    for (const auto& one : cases)
        BOOST_TEST(problems_of(one.config, {}).starts_with(one.problem), one.config);
    BOOST_TEST(problems_with(R"({"client_certificate": {"subject": "CN=x"}})", {}, false)
                   .starts_with("/provider: missing: "));
}

BOOST_AUTO_TEST_CASE(an_address_and_a_secret_are_proved_together) {
    const auto verifier =
        verifier_for(R"({"all_of": [{"address": ["203.0.113.7"]}, {"bearer": "token"}]})",
                     {{"token", {"new", "old"}}});
    auto hook = post({{"Authorization", "Bearer old"}});

    BOOST_TEST(verdict(*verifier, hook) == "address_refused");
    hook.peer = "203.0.113.7";
    BOOST_TEST(verdict(*verifier, hook) == "accepted by secret 1");
    hook.headers.clear();
    BOOST_TEST(verdict(*verifier, hook) == "credentials_missing");
}
