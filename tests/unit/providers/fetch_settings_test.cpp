#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

// What a definition and a connection may say about fetches.
namespace json = boost::json;
using mapping::errc;
using providers::compile_definition;
using providers::connection_settings;
using testing::compiled;
using testing::connected;
using testing::plain_definition;
using testing::plain_settings;
using testing::set_at;

namespace {

// The plain definition with two fetches, of which the second needs the first.
json::value fetching_definition() {
    json::value config = plain_definition();
    set_at(config, "/fetch", json::parse(R"([
        {"name": "appointment", "from": "https://api.example.com", "path": "/v1/{id}?f={form}",
         "with": {"id": "/id", "form": "/form"}, "auth": {"basic": "login"}},
        {"name": "customer", "from": "https://api.example.com", "path": "/c/{id}",
         "with": {"id": {"fetched": "/appointment/customer"}}, "auth": {"bearer": "access"},
         "headers": {"X-Version": "2"}, "for": ["create"], "optional": true}
    ])"));
    return config;
}

json::value fetching_definition_with(std::string_view pointer, std::string_view value) {
    json::value config = fetching_definition();
    set_at(config, pointer, json::parse({value.data(), value.size()}));
    return config;
}

connection_settings fetching_settings() {
    connection_settings settings = plain_settings();
    settings.secrets["login"] = {"user:key"};
    settings.secrets["access"] = {"t0ken"};
    return settings;
}

bool has(const mapping::problems& all, errc code, std::string_view where) {
    return std::any_of(all.begin(), all.end(), [&](const mapping::problem& one) {
        return one.code == code && one.where == where;
    });
}

struct mistake {
    const char* pointer;  // of what is changed in the definition
    const char* value;    // what it becomes
    errc code;            // of a problem that must be found
    const char* where;    // its place
};

constexpr mistake mistakes[] = {
    {"/fetch/0/expect", R"("data/client")", errc::malformed, "/fetch/0/expect"},
    {"/fetch/0/expect", "7", errc::wrong_type, "/fetch/0/expect"},
    {"/event/once_fetched", R"("cancel")", errc::wrong_type, "/event/once_fetched"},
    {"/event/once_fetched", "[]", errc::missing, "/event/once_fetched"},
    {"/event/once_fetched", R"([{"when": "/a", "then": "cancel"}])", errc::not_allowed,
     "/event/once_fetched"},
    {"/event/once_fetched", R"([{"when": {"fetched": "/order/a"}, "then": "cancel"}])",
     errc::unknown, "/event/once_fetched"},
    {"/event/once_fetched", R"([{"when": {"fetched": "/customer/a"}, "then": "delete"}])",
     errc::not_allowed, "/event/once_fetched/0/then"},
    {"/fetch", "{}", errc::wrong_type, "/fetch"},
    {"/fetch", "[]", errc::missing, "/fetch"},
    {"/fetch", "[5]", errc::wrong_type, "/fetch/0"},
    {"/fetch", "[{},{},{},{},{}]", errc::too_large, "/fetch"},
    {"/fetch/0/colour", "1", errc::unknown, "/fetch/0/colour"},
    {"/fetch/0/name", "null", errc::missing, "/fetch/0/name"},
    {"/fetch/0/name", R"("Appointment")", errc::malformed, "/fetch/0/name"},
    {"/fetch/0/name", R"("a_name_of_more_than_thirty_two_chars")", errc::malformed,
     "/fetch/0/name"},
    {"/fetch/1/name", R"("appointment")", errc::duplicate, "/fetch/1/name"},
    {"/fetch/0/from", "null", errc::missing, "/fetch/0/from"},
    {"/fetch/0/from", R"("http://api.example.com")", errc::malformed, "/fetch/0/from"},
    {"/fetch/0/from", R"("https://{host}")", errc::malformed, "/fetch/0/from"},
    {"/fetch/0/path", "null", errc::missing, "/fetch/0/path"},
    {"/fetch/0/path", R"("v1/{id}")", errc::malformed, "/fetch/0/path"},
    {"/fetch/0/path", R"("/v1/{id")", errc::malformed, "/fetch/0/path"},
    {"/fetch/0/path", R"("/v1/{id}?f={form}&x={x}")", errc::missing, "/fetch/0/with/x"},
    {"/fetch/0/path", R"("/v1/{id}")", errc::unknown, "/fetch/0/with/form"},
    {"/fetch/0/with", "[]", errc::wrong_type, "/fetch/0/with"},
    {"/fetch/0/with/id", R"("/~")", errc::malformed, "/fetch/0/with/id"},
    {"/fetch/0/with/id", "null", errc::missing, "/fetch/0/with/id"},
    {"/fetch/0/with/id", R"({"each": "/ids"})", errc::not_allowed, "/fetch/0/with/id"},
    {"/fetch/0/with/id", R"({"fetched": "/appointment/id"})", errc::unknown, "/fetch/0/with/id"},
    {"/fetch/0/with/id", R"({"fetched": "/customer/id"})", errc::unknown, "/fetch/0/with/id"},
    {"/fetch/1/with/id", R"({"fetched": "/apointment/id"})", errc::unknown, "/fetch/1/with/id"},
    {"/fetch/0/auth", R"("login")", errc::wrong_type, "/fetch/0/auth"},
    {"/fetch/0/auth", "{}", errc::not_allowed, "/fetch/0/auth"},
    {"/fetch/0/auth", R"({"path": "login"})", errc::not_allowed, "/fetch/0/auth"},
    {"/fetch/0/auth", R"({"basic": "a", "bearer": "b"})", errc::not_allowed, "/fetch/0/auth"},
    {"/fetch/0/auth", R"({"basic": "a", "secret": "b"})", errc::unknown, "/fetch/0/auth/secret"},
    {"/fetch/0/auth", R"({"header": "X-Key"})", errc::missing, "/fetch/0/auth/secret"},
    {"/fetch/0/auth", R"({"header": "X Key", "secret": "a"})", errc::malformed,
     "/fetch/0/auth/header"},
    {"/fetch/0/auth", R"({"header": "Host", "secret": "a"})", errc::not_allowed,
     "/fetch/0/auth/header"},
    {"/fetch/0/headers", "[]", errc::wrong_type, "/fetch/0/headers"},
    {"/fetch/0/headers", R"({"X": 5})", errc::wrong_type, "/fetch/0/headers/X"},
    {"/fetch/0/headers", R"({"X Y": "a"})", errc::malformed, "/fetch/0/headers/X Y"},
    {"/fetch/0/headers", R"({"X": "a\r\nY: b"})", errc::malformed, "/fetch/0/headers/X"},
    {"/fetch/0/headers", R"({"transfer-encoding": "chunked"})", errc::not_allowed,
     "/fetch/0/headers/transfer-encoding"},
    {"/fetch/0/headers", R"({"authorization": "Bearer abc"})", errc::not_allowed,
     "/fetch/0/headers/authorization"},
    {"/fetch/0/post", R"("body")", errc::wrong_type, "/fetch/0/post"},
    {"/fetch/0/post", "{}", errc::missing, "/fetch/0/post/json"},
    {"/fetch/0/post", R"({"form": {}})", errc::unknown, "/fetch/0/post/form"},
    {"/fetch/0/post", R"({"json": {"id": "/id"}})", errc::malformed, "/fetch/0/post/json/id"},
    {"/fetch/0/post", R"({"json": {"/id": "/~"}})", errc::malformed, "/fetch/0/post/json/~1id"},
    {"/fetch/0/post", R"({"json": {"/id": {"result": "booking"}}})", errc::not_allowed,
     "/fetch/0/post/json/~1id/result"},
    {"/fetch/0/post", R"({"json": {"/id": {"fetched": "/customer/id"}}})", errc::unknown,
     "/fetch/0/post/json"},
    {"/fetch/0/for", R"("create")", errc::wrong_type, "/fetch/0/for"},
    {"/fetch/0/for", "[]", errc::missing, "/fetch/0/for"},
    {"/fetch/0/for", R"(["test"])", errc::not_allowed, "/fetch/0/for/0"},
    {"/fetch/0/for", R"(["make"])", errc::not_allowed, "/fetch/0/for/0"},
    {"/fetch/0/optional", R"("yes")", errc::wrong_type, "/fetch/0/optional"},

    {"/on_unmappable", R"("reject")", errc::not_allowed, "/on_unmappable"},
    {"/event/type", R"({"fetched": "/customer/type"})", errc::not_allowed, "/event/type/fetched"},
    {"/event/occurred_at", R"({"time": {"fetched": "/customer/at"}})", errc::not_allowed,
     "/event/occurred_at/time/fetched"},
    {"/event/kinds/new", R"([{"when": {"fetched": "/customer/x"}, "then": "create"}])",
     errc::not_allowed, "/event/kinds/new/0/when/fetched"},
    {"/identity/event", R"([{"fetched": "/customer/id"}])", errc::not_allowed,
     "/identity/event/0/fetched"},
    {"/identity/booking", R"(["/id", {"fetched": "/customer/id"}])", errc::not_allowed,
     "/identity/booking/1/fetched"},
    {"/challenge", R"({"when": {"fetched": "/customer/x"}, "value": "/x"})", errc::not_allowed,
     "/challenge/when/fetched"},
    {"/respond", R"({"stored": {"body": {"fetched": "/customer/x"}}})", errc::not_allowed,
     "/respond/stored/body/fetched"},
    {"/booking/name", R"({"fetched": "/costumer/name"})", errc::unknown, "/booking"},
    {"/cancel", R"({"memo": {"fetched": "/costumer/name"}})", errc::unknown, "/cancel/memo"},
    {"/examples",
     R"([{"request": "a", "expect": "b", "with": {"fetched": {"costumer": "c.json"}}}])",
     errc::unknown, "/examples/0/with/fetched/costumer"},
    {"/examples",
     R"([{"request": "a", "expect": "b", "with": {"fetched": {"customer": "../c.json"}}}])",
     errc::not_allowed, "/examples/0/with/fetched/customer"},
};

mapping::problems problems_of(const connection_settings& settings) {
    const auto made = providers::connection::make(compiled(fetching_definition()), settings);
    BOOST_REQUIRE(made.has_error());
    return made.error();
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_mistake_is_found_at_its_place) {
    for (const mistake& one : mistakes) {
        BOOST_TEST_CONTEXT(one.pointer << " = " << one.value) {
            const auto config = fetching_definition_with(one.pointer, one.value);

            const auto definition = compile_definition("plain", config);

            BOOST_REQUIRE(definition.has_error());
            BOOST_TEST(has(definition.error(), one.code, one.where),
                       "found instead: " << mapping::to_text(definition.error()));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_header_that_a_secret_goes_into_is_no_constant) {
    const auto config = fetching_definition_with(
        "/fetch/0", R"({"name": "a", "from": "https://api.example.com", "path": "/",
                        "auth": {"header": "X-Key", "secret": "login"}, "headers": {"x-key": "1"}})");

    const auto definition = compile_definition("plain", config);

    BOOST_REQUIRE(definition.has_error());
    BOOST_TEST(has(definition.error(), errc::not_allowed, "/fetch/0/headers/x-key"));
}

BOOST_AUTO_TEST_CASE(a_table_that_a_fetch_looks_up_is_one_of_the_definitions) {
    const auto definition = compiled(
        fetching_definition_with("/fetch/0/with/form", R"({"lookup": "/form", "in": "forms"})"));

    BOOST_TEST(definition->tables.contains("forms"));
    const auto posting = compiled(fetching_definition_with(
        "/fetch/0/post", R"({"json": {"/form": {"lookup": "/form", "in": "bodies"}}})"));
    BOOST_TEST(posting->tables.contains("bodies"));
}

BOOST_AUTO_TEST_CASE(a_connection_gives_the_secrets_of_the_fetches) {
    connection_settings settings = plain_settings();
    settings.secrets["acces"] = {"t0ken"};

    const auto found = problems_of(settings);

    BOOST_TEST(has(found, errc::missing, "/secrets/login"), mapping::to_text(found));
    BOOST_TEST(has(found, errc::missing, "/secrets/access"), mapping::to_text(found));
    BOOST_TEST(has(found, errc::unknown, "/secrets/acces"), mapping::to_text(found));
    BOOST_TEST(connected(fetching_definition(), fetching_settings()) != nullptr);
}

BOOST_AUTO_TEST_CASE(a_secret_that_cannot_be_shown_does_not_load) {
    const struct {
        const char* name;
        std::vector<std::string> values;
        errc code;
    } cases[] = {
        {"login", {"no-colon"}, errc::malformed},    {"login", {"user:key", ":"}, errc::malformed},
        {"login", {" "}, errc::malformed},           {"login", {}, errc::missing},
        {"access", {"two\nlines"}, errc::malformed}, {"access", {"caf\xC3\xA9"}, errc::malformed},
    };
    for (const auto& one : cases) {
        connection_settings settings = fetching_settings();
        settings.secrets[one.name] = one.values;

        const auto found = problems_of(settings);

        BOOST_TEST(has(found, one.code, std::string("/secrets/") + one.name),
                   mapping::to_text(found));
    }
}

BOOST_AUTO_TEST_CASE(a_connection_puts_its_origins_in_place_of_the_definitions_and_no_others) {
    connection_settings settings = fetching_settings();
    settings.origins = {{"costumer", "https://sandbox.example.com"},
                        {"customer", "https://sandbox.example.com/v2"}};

    const auto found = problems_of(settings);

    BOOST_TEST(has(found, errc::unknown, "/origins/costumer"), mapping::to_text(found));
    BOOST_TEST(has(found, errc::malformed, "/origins/customer"), mapping::to_text(found));
}

BOOST_AUTO_TEST_CASE(what_an_event_turns_out_to_be_must_be_learned_from_a_fetch_that_is_made) {
    const char* rules = R"([{"when": {"fetched": "/customer/gone"}, "then": "cancel"}])";
    json::value config = fetching_definition_with("/event/once_fetched", rules);
    BOOST_TEST(compile_definition("plain", config).has_value());

    set_at(config, "/fetch/1/for", json::parse(R"(["update"])"));  // no type means an update
    const auto never = compile_definition("plain", config);
    BOOST_REQUIRE(!never);
    BOOST_TEST(has(never.error(), errc::not_allowed, "/event/once_fetched"));

    config.as_object().erase("fetch");
    const auto nothing = compile_definition("plain", config);
    BOOST_REQUIRE(!nothing);
    BOOST_TEST(has(nothing.error(), errc::not_allowed, "/event/once_fetched"));
}

BOOST_AUTO_TEST_CASE(what_an_event_may_turn_out_to_be_needs_its_part_of_the_definition) {
    json::value config = fetching_definition_with(
        "/event/once_fetched", R"([{"when": {"fetched": "/appointment/a"}, "then": "create"}])");
    set_at(config, "/event/kinds", json::parse(R"({"gone": "cancel"})"));
    set_at(config, "/fetch/0/for", json::parse(R"(["cancel"])"));
    config.as_object().erase("booking");
    config.as_object().erase("contacts");
    config.as_object().erase("tables");

    const auto compiled = compile_definition("plain", config);

    BOOST_REQUIRE(!compiled);
    BOOST_TEST(has(compiled.error(), errc::missing, "/booking"));
}
