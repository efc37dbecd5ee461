#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using mapping::errc;
using providers::connection;
using providers::connection_settings;
using testing::compiled;
using testing::connected;
using testing::plain_definition;
using testing::plain_definition_with;
using testing::plain_settings;
using testing::posted;

namespace {

mapping::problems problems_of(const json::value& config, connection_settings settings) {
    const auto made = connection::make(compiled(config), std::move(settings));
    BOOST_REQUIRE(made.has_error());
    return made.error();
}

bool has(const mapping::problems& all, errc code, std::string_view where) {
    return std::any_of(all.begin(), all.end(), [&](const mapping::problem& one) {
        return one.code == code && one.where == where;
    });
}

struct bad_default {
    const char* name;
    const char* value;
    errc code;
};

constexpr bad_default bad_defaults[] = {
    {"colour", R"("red")", errc::unknown},
    {"externalId", R"("x")", errc::unknown},
    {"start", R"("2026-11-03T16:20:11Z")", errc::unknown},
    {"address", "{}", errc::unknown},
    {"source", "5", errc::wrong_type},
    {"summary", R"(" ")", errc::missing},
    {"campaignId", R"("11")", errc::wrong_type},
    {"campaignId", "0", errc::out_of_range},
    {"businessUnitId", "1.5", errc::wrong_type},
    {"jobTypeId", "-3", errc::out_of_range},
    {"priority", R"("Yesterday")", errc::not_allowed},
    {"priority", "1", errc::wrong_type},
    {"customerType", R"("Martian")", errc::not_allowed},
    {"isFirstTimeClient", R"("yes")", errc::wrong_type},
    {"isSendConfirmationEmail", "1", errc::wrong_type},
};

const char* const two_schemes = R"({"any_of": [{"bearer": "token"}, {"basic": "credentials"}]})";

}  // namespace

BOOST_AUTO_TEST_CASE(lacks_no_secret_that_the_definition_verifies_with) {
    connection_settings settings = plain_settings();
    settings.secrets = {{"tocken", {"x"}}};

    const auto found = problems_of(plain_definition(), settings);

    BOOST_TEST(has(found, errc::missing, "/secrets/token"), mapping::to_text(found));
    BOOST_TEST(has(found, errc::unknown, "/secrets/tocken"), mapping::to_text(found));
}

BOOST_AUTO_TEST_CASE(takes_no_empty_secret) {
    connection_settings settings = plain_settings();
    settings.secrets = {{"token", {""}}};

    BOOST_TEST(problems_of(plain_definition(), settings)[0].where.starts_with("/secrets/token"));
}

BOOST_AUTO_TEST_CASE(uses_the_scheme_whose_secret_it_gives) {
    const auto config = plain_definition_with("/verify", two_schemes);
    connection_settings settings = plain_settings();
    settings.secrets = {{"credentials", {"user:password"}}};
    const auto connection = connected(config, settings);
    const auto attempt = [&](const char* authorization) {
        return connection->authenticate(posted("{}", {{"Authorization", authorization}}), {})
            .has_value();
    };

    BOOST_TEST(attempt("Basic dXNlcjpwYXNzd29yZA=="));
    BOOST_TEST(!attempt("Bearer user:password"));
    BOOST_TEST(!attempt("Bearer open-sesame"));
}

BOOST_AUTO_TEST_CASE(gives_the_secrets_of_at_least_one_scheme) {
    const auto config = plain_definition_with("/verify", two_schemes);
    connection_settings both = plain_settings();
    both.secrets = {{"token", {"x"}}, {"credentials", {"user:password"}}};
    connection_settings neither = plain_settings();
    neither.secrets.clear();
    const auto connection = connected(config, both);
    const auto attempt = [&](const char* authorization) {
        return connection->authenticate(posted("{}", {{"Authorization", authorization}}), {})
            .has_value();
    };

    BOOST_TEST(attempt("Bearer x"));
    BOOST_TEST(attempt("Basic dXNlcjpwYXNzd29yZA=="));
    BOOST_TEST(has(problems_of(config, neither), errc::missing, "/secrets/token"));
}

BOOST_AUTO_TEST_CASE(gives_the_secrets_of_all_schemes_that_are_needed_together) {
    const auto config = plain_definition_with(
        "/verify", R"({"any_of": [{"all_of": [{"bearer": "token"}, {"path": "url"}]},
                                  {"all_of": [{"bearer": "token"}, {"query": "k", "secret": "key"}]}]})");
    const auto problems = [&](providers::secret_store secrets) {
        connection_settings settings = plain_settings();
        settings.secrets = std::move(secrets);
        const auto made = connection::make(compiled(config), settings);
        return made ? "" : mapping::to_text(made.error());
    };

    BOOST_TEST(problems({{"token", {"x"}}, {"url", {"y"}}}) == "");
    BOOST_TEST(problems({{"token", {"x"}}, {"key", {"y"}}}) == "");
    BOOST_TEST(problems({{"token", {"x"}}}).starts_with("/secrets/url: missing: "));
    BOOST_TEST(problems({{"key", {"x"}}}).starts_with("/secrets/token: missing: "));
    BOOST_TEST(problems({}).starts_with("/secrets/token: missing: "));
}

BOOST_AUTO_TEST_CASE(gives_no_secret_that_is_of_no_use_alone) {
    const auto config = plain_definition_with(
        "/verify", R"({"any_of": [{"all_of": [{"bearer": "token"}, {"path": "url"}]},
                                  {"basic": "credentials"}]})");
    connection_settings settings = plain_settings();
    settings.secrets = {{"credentials", {"user:password"}}, {"url", {"y"}}};

    const auto found = problems_of(config, settings);

    BOOST_TEST(found.size() == 1u);
    BOOST_TEST(has(found, errc::not_allowed, "/secrets/url"), mapping::to_text(found));
}

BOOST_AUTO_TEST_CASE(gives_no_addresses_that_nobody_looks_at) {
    connection_settings settings = plain_settings();
    settings.addresses = {"203.0.113.7"};
    const auto looking = plain_definition_with(
        "/verify", R"({"all_of": [{"address": ["198.51.100.7"]}, {"bearer": "token"}]})");

    BOOST_TEST(has(problems_of(plain_definition(), settings), errc::unknown, "/addresses"));
    BOOST_TEST(connection::make(compiled(looking), settings).has_value());
}

BOOST_AUTO_TEST_CASE(proves_nothing_where_the_definition_says_so) {
    connection_settings settings = plain_settings();
    settings.secrets.clear();

    const auto open = connected(plain_definition_with("/verify", R"("none")"), settings);

    BOOST_TEST(!open->proves_anything());
    BOOST_TEST(open->authenticate(posted("{}"), {}).has_value());
    BOOST_TEST(connected(plain_definition())->proves_anything());
}

BOOST_AUTO_TEST_CASE(tells_an_authentic_webhook_from_others) {
    connection_settings settings = plain_settings();
    settings.secrets = {{"token", {"new", "old"}}};
    const auto connection = connected(plain_definition(), settings);
    const auto attempt = [&](std::vector<providers::header> headers) {
        return connection->authenticate(posted("body", std::move(headers)), {});
    };

    const auto authentic = attempt({{"Authorization", "Bearer old"}});

    BOOST_REQUIRE(authentic.has_value());
    BOOST_TEST(authentic->connection() == "acme-plain");
    BOOST_TEST(authentic->request().body == "body");
    BOOST_TEST(authentic->secret_position().value() == 1u);
    BOOST_TEST((attempt({}).error() == providers::rejection::credentials_missing));
    BOOST_TEST((attempt({{"Authorization", "Bearer other"}}).error() ==
                providers::rejection::credentials_wrong));
}

BOOST_AUTO_TEST_CASE(believes_no_webhook_without_secrets) {
    connection_settings settings = plain_settings();
    settings.secrets.clear();

    const auto made = connection::make_disbelieving(compiled(plain_definition()), settings);

    BOOST_REQUIRE(made.has_value());
    BOOST_TEST(!(*made)->authenticate(posted("{}"), {}).has_value());
    BOOST_TEST(
        !(*made)->authenticate(posted("{}", {{"Authorization", "Bearer "}}), {}).has_value());
}

BOOST_AUTO_TEST_CASE(takes_only_defaults_that_a_booking_can_have) {
    for (const bad_default& one : bad_defaults) {
        BOOST_TEST_CONTEXT(one.name << " = " << one.value) {
            connection_settings settings = plain_settings();
            settings.defaults[one.name] = json::parse(one.value);

            const auto found = problems_of(plain_definition(), settings);

            BOOST_TEST(has(found, one.code, std::string("/defaults/") + one.name),
                       mapping::to_text(found));
        }
    }
}

BOOST_AUTO_TEST_CASE(takes_every_default_that_a_booking_can_have) {
    connection_settings settings = plain_settings();
    settings.defaults =
        json::parse(R"({"source": "Partner", "name": "Customer", "summary": "Call back",
                        "customerType": "residential", "priority": "HIGH", "campaignId": 11,
                        "businessUnitId": 22, "jobTypeId": 33, "isFirstTimeClient": false,
                        "isSendConfirmationEmail": true, "region": "CA",
                        "time_zone": "America/Toronto"})")
            .as_object();

    BOOST_TEST(connection::make(compiled(plain_definition()), settings).has_value());
}

BOOST_AUTO_TEST_CASE(lives_in_a_region_and_time_zone_that_exist) {
    connection_settings settings = plain_settings();
    settings.locale.region = "XX";
    settings.locale.time_zone = "America/Springfield";

    const auto found = problems_of(plain_definition(), settings);

    BOOST_TEST(has(found, errc::unknown, "/defaults/region"));
    BOOST_TEST(has(found, errc::unknown, "/defaults/time_zone"));
}

BOOST_AUTO_TEST_CASE(brings_the_tables_that_are_looked_up_and_no_others) {
    const auto config = plain_definition_with("/tables/job_types", R"("required")");
    connection_settings settings = plain_settings();
    settings.tables = {{"job_tips", {}}};

    const auto found = problems_of(config, settings);

    BOOST_TEST(has(found, errc::missing, "/tables/job_types"));
    BOOST_TEST(has(found, errc::unknown, "/tables/job_tips"));
}

BOOST_AUTO_TEST_CASE(finds_nothing_in_an_optional_table_that_it_lacks) {
    const auto hook = posted(R"({"type": "new", "id": "1", "name": "Ada", "text": "Leak",
                                 "email": "ada@example.com", "category": "heating"})");
    connection_settings settings = plain_settings();
    settings.defaults["jobTypeId"] = 7001;
    const auto connection = connected(plain_definition(), settings);

    const auto document = connection->decode(hook);
    const auto part = connection->part_of(*document, std::nullopt).value();
    const auto who = connection->identify(hook, part);
    const auto booking = connection->map(hook, part, *who);

    BOOST_REQUIRE_MESSAGE(booking.has_value(), mapping::to_text(booking.error()));
    BOOST_TEST(booking->to_json().at("jobTypeId").as_int64() == 7001);
}

BOOST_AUTO_TEST_CASE(reports_all_that_does_not_suit_the_definition_at_once) {
    connection_settings settings = plain_settings();
    settings.secrets.clear();
    settings.defaults["colour"] = "red";
    settings.tables = {{"job_tips", {}}};
    settings.locale.time_zone = "Nowhere";

    const auto found = problems_of(plain_definition(), settings);

    BOOST_TEST(found.size() == 4u, mapping::to_text(found));
}

BOOST_AUTO_TEST_CASE(maps_a_booking_under_its_prefixed_id) {
    const auto hook = posted(R"({"type": "new", "id": "b-7", "name": "Ada", "text": "Leak",
                                 "email": "ada@example.com"})");
    connection_settings settings = plain_settings();
    settings.external_id_prefix = "plain-";
    const auto connection = connected(plain_definition(), settings);

    const auto document = connection->decode(hook);
    const auto part = connection->part_of(*document, std::nullopt).value();
    const auto who = connection->identify(hook, part);
    const auto booking = connection->map(hook, part, *who);

    BOOST_REQUIRE_MESSAGE(booking.has_value(), mapping::to_text(booking.error()));
    BOOST_TEST(booking->external_id() == "plain-b-7");
    BOOST_TEST(booking->to_json().at("source").as_string() == "Test");
}

BOOST_AUTO_TEST_CASE(says_where_a_field_that_cannot_be_mapped_came_from) {
    const auto hook = posted(R"({"type": "new", "id": "b-7", "text": "Leak"})");
    const auto connection = connected(plain_definition());

    const auto document = connection->decode(hook);
    const auto part = connection->part_of(*document, std::nullopt).value();
    const auto who = connection->identify(hook, part);
    const auto booking = connection->map(hook, part, *who);

    BOOST_REQUIRE(booking.has_error());
    BOOST_TEST(booking.error()[0].where == "/name");
    BOOST_TEST(booking.error()[0].from == "/name");
}

BOOST_AUTO_TEST_CASE(has_no_body_to_read_in_what_does_not_parse) {
    const auto connection = connected(plain_definition());

    const auto document = connection->decode(posted("{"));

    BOOST_REQUIRE(document.has_error());
    BOOST_TEST(document.error()[0].where.starts_with("byte "));
}

BOOST_AUTO_TEST_CASE(reads_forms_where_the_definition_says_so) {
    const auto connection = connected(plain_definition_with("/receive/format", R"("form")"));

    const auto document = connection->decode(posted("name=Ada+Byrne&id=7"));

    BOOST_REQUIRE(document.has_value());
    BOOST_TEST(document->at("name").as_string() == "Ada Byrne");
}

BOOST_AUTO_TEST_CASE(maps_an_xml_lead_as_the_definition_says) {
    json::value config =
        plain_definition_with("/receive", R"({"format": "xml", "lists": ["/lead/customer/name"]})");
    testing::set_at(config, "/event", json::parse(R"({"otherwise": "create"})"));
    testing::set_at(config, "/identity",
                    json::parse(R"({"booking": ["/lead/id/#text", "/lead/id"]})"));
    testing::set_at(config, "/booking", json::parse(R"({"source": "/lead/id/@source",
        "name": {"pick": "/lead/customer/name", "where": {"@part": "full"}, "take": "/#text"},
        "summary": "/lead/comments"})"));
    testing::set_at(config, "/contacts",
                    json::parse(R"([{"type": "Email", "value": "/lead/customer/email"}])"));
    testing::set_at(config, "/tables", json::object());
    const auto connection = connected(config);
    const auto hook = posted(R"(<?xml version="1.0"?><lead><id source="Example">L-7</id><customer>
        <name part="full">Ada Byrne</name><email>ada@example.com</email></customer>
        <comments><![CDATA[Leak & rust]]></comments></lead>)");

    const auto document = connection->decode(hook);
    BOOST_REQUIRE_MESSAGE(document.has_value(), mapping::to_text(document.error()));
    const auto part = connection->part_of(*document, std::nullopt).value();
    const auto who = connection->identify(hook, part);
    const auto booking = connection->map(hook, part, *who);

    BOOST_REQUIRE_MESSAGE(booking.has_value(), mapping::to_text(booking.error()));
    BOOST_TEST(booking->external_id() == "L-7");
    BOOST_TEST(booking->to_json().at("source").as_string() == "Example");
    BOOST_TEST(booking->to_json().at("name").as_string() == "Ada Byrne");
    BOOST_TEST(
        std::string(booking->to_json().at("summary").as_string()).starts_with("Leak & rust"));
}

BOOST_AUTO_TEST_CASE(always_has_a_memo_for_a_cancellation) {
    const auto with_memo = connected(plain_definition_with("/cancel", R"({"memo": "/why"})"));
    const auto without = connected(plain_definition());
    const json::value reason = json::parse(R"({"why": "Found another"})");
    const json::value no_reason = json::parse(R"({"why": " "})");

    const providers::event_part with_reason{&reason, nullptr, &reason};
    const providers::event_part without_reason{&no_reason, nullptr, &no_reason};
    const std::string plain = "Cancelled through plain";

    BOOST_TEST(with_memo->cancel_memo(posted("{}"), with_reason) == "Found another");
    BOOST_TEST(with_memo->cancel_memo(posted("{}"), without_reason) == plain);
    BOOST_TEST(without->cancel_memo(posted("{}"), with_reason) == plain);
}
