#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using mapping::errc;
using providers::compile_definition;
using providers::event_kind;
using testing::compiled;
using testing::plain_definition;
using testing::plain_definition_with;

namespace {

struct mistake {
    const char* pointer;  // of what is changed in the plain definition
    const char* value;    // what it becomes
    errc code;            // of a problem that must be found
    const char* where;    // its place
};

constexpr mistake mistakes[] = {
    {"/colour", "1", errc::unknown, "/colour"},
    {"/receive", "null", errc::missing, "/receive"},
    {"/receive", "5", errc::wrong_type, "/receive"},
    {"/receive/colour", "1", errc::unknown, "/receive/colour"},
    {"/receive/format", "null", errc::missing, "/receive/format"},
    {"/receive/format", R"("yaml")", errc::not_allowed, "/receive/format"},
    {"/receive/nesting", R"("none")", errc::not_allowed, "/receive/nesting"},
    {"/receive/lists", R"(["/a"])", errc::not_allowed, "/receive/lists"},
    {"/receive", R"({"format": "xml", "lists": "/a"})", errc::wrong_type, "/receive/lists"},
    {"/receive", R"({"format": "xml", "lists": ["/a", "b"]})", errc::malformed, "/receive/lists/1"},
    {"/receive/unwrap", R"("/a")", errc::wrong_type, "/receive/unwrap"},
    {"/receive/unwrap", R"(["/a", "/a~b"])", errc::malformed, "/receive/unwrap/1"},
    {"/receive/unwrap", R"([""])", errc::missing, "/receive/unwrap/0"},
    {"/receive/unwrap", R"(["/a","/b","/c","/d","/e","/f","/g","/h","/i"])", errc::too_large,
     "/receive/unwrap"},
    {"/receive", R"({"format": "form", "nesting": "dots"})", errc::not_allowed, "/receive/nesting"},
    {"/receive/limit", "0", errc::out_of_range, "/receive/limit"},
    {"/receive/limit", R"("17MiB")", errc::out_of_range, "/receive/limit"},
    {"/receive/limit", R"("much")", errc::malformed, "/receive/limit"},
    {"/receive/split", "[]", errc::missing, "/receive/split"},
    {"/receive/split", R"("updates")", errc::malformed, "/receive/split"},
    {"/receive/split", R"("/a~2")", errc::malformed, "/receive/split"},
    {"/receive/split", R"({"list": "/a"})", errc::wrong_type, "/receive/split"},
    {"/receive/split", R"(["/a", 5])", errc::wrong_type, "/receive/split/1"},

    {"/verify", "null", errc::missing, "/verify"},
    {"/verify", R"([{"bearer": "a"}])", errc::not_allowed, "/verify"},
    {"/verify", R"({"any_of": []})", errc::missing, "/verify/any_of"},
    {"/verify", R"({"all_of": [{"bearer": "a"}, "none"]})", errc::not_allowed, "/verify/all_of/1"},

    {"/event", "null", errc::missing, "/event"},
    {"/event", "{}", errc::missing, "/event/otherwise"},
    {"/event", R"({"type": "/type"})", errc::missing, "/event/otherwise"},
    {"/event/colour", "1", errc::unknown, "/event/colour"},
    {"/event/type", "null", errc::missing, "/event/type"},
    {"/event/type", R"("create")", errc::not_allowed, "/event/type"},
    {"/event/type", R"({"magic": "/a"})", errc::unknown, "/event/type"},
    {"/event/kinds", "[]", errc::wrong_type, "/event/kinds"},
    {"/event/kinds/new", "null", errc::missing, "/event/kinds/new"},
    {"/event/kinds/new", "5", errc::wrong_type, "/event/kinds/new"},
    {"/event/kinds/new", R"("make")", errc::not_allowed, "/event/kinds/new"},
    {"/event/kinds/a~1b", R"("make")", errc::not_allowed, "/event/kinds/a~1b"},
    {"/event/kinds/new", "[]", errc::missing, "/event/kinds/new"},
    {"/event/kinds/new", R"(["create"])", errc::wrong_type, "/event/kinds/new/0"},
    {"/event/kinds/new", R"([{"when": "/a"}])", errc::missing, "/event/kinds/new/0/then"},
    {"/event/kinds/new", R"([{"equals": "a", "then": "create"}])", errc::missing,
     "/event/kinds/new/0/when"},
    {"/event/kinds/new", R"([{"when": "/a~2", "then": "create"}])", errc::malformed,
     "/event/kinds/new/0/when"},
    {"/event/kinds/new", R"([{"when": "/a", "equals": {}, "then": "create"}])", errc::wrong_type,
     "/event/kinds/new/0/equals"},
    {"/event/kinds/new", R"([{"then": "create"}, {"then": "cancel"}])", errc::not_allowed,
     "/event/kinds/new/0"},
    {"/event/kinds/new", R"([{"if": "/a", "then": "create"}])", errc::unknown,
     "/event/kinds/new/0/if"},
    {"/event/otherwise", R"("whatever")", errc::not_allowed, "/event/otherwise"},
    {"/event/occurred_at", R"({"time": "/a~2"})", errc::malformed, "/event/occurred_at/time"},

    {"/identity", "null", errc::missing, "/identity/booking"},
    {"/identity", "[]", errc::wrong_type, "/identity"},
    {"/identity/colour", "1", errc::unknown, "/identity/colour"},
    {"/identity/booking", "null", errc::missing, "/identity/booking"},
    {"/identity/booking", R"("id")", errc::not_allowed, "/identity/booking"},
    {"/identity/event", R"("event_id")", errc::not_allowed, "/identity/event"},
    {"/identity/event", R"(["/a", {"join": ["lead", "/b"]}])", errc::not_allowed,
     "/identity/event/1"},
    {"/identity/event", R"(["/a", "/~"])", errc::malformed, "/identity/event/1"},
    {"/identity/previous", R"({"lookup": "/a", "in": "t", "default": "x"})", errc::not_allowed,
     "/identity/previous"},

    {"/booking", "null", errc::missing, "/booking"},
    {"/booking", "null", errc::not_allowed, "/contacts"},
    {"/booking/colour", R"("/a")", errc::unknown, "/booking/colour"},
    {"/booking/name", R"("/~")", errc::malformed, "/booking/name"},
    {"/contacts/0/value", R"({"magic": 1})", errc::unknown, "/contacts/0/value"},
    {"/cancel", R"("/memo")", errc::wrong_type, "/cancel"},
    {"/cancel", R"({"note": "/memo"})", errc::unknown, "/cancel/note"},

    {"/tables", R"(["job_types"])", errc::wrong_type, "/tables"},
    {"/tables/job_types", R"("maybe")", errc::not_allowed, "/tables/job_types"},
    {"/tables/job_tips", R"("optional")", errc::unknown, "/tables/job_tips"},

    {"/on_unmappable", R"("ignore")", errc::not_allowed, "/on_unmappable"},
    {"/receive", R"({"format": "form", "nesting": ""})", errc::not_allowed, "/receive/nesting"},
    {"/contacts", "[null]", errc::missing, "/contacts/0"},
    {"/identity/event", "[null]", errc::missing, "/identity/event/0"},
    {"/booking/name", R"({"lookup": "/a", "in": {"b": 1}, "match": ""})", errc::not_allowed,
     "/booking/name/match"},
    {"/challenge", "[null]", errc::missing, "/challenge/0"},
    {"/identity/without_id", R"("random")", errc::not_allowed, "/identity/without_id"},
    {"/updates", R"("half")", errc::not_allowed, "/updates"},
    {"/respond", R"("ok")", errc::wrong_type, "/respond"},
    {"/respond", R"({"status": 200})", errc::unknown, "/respond/status"},
    {"/respond", R"({"stored": {"status": 302}})", errc::out_of_range, "/respond/stored/status"},
    {"/respond", R"({"stored": {"status": 199}})", errc::out_of_range, "/respond/stored/status"},
    {"/respond", R"({"stored": {"status": 204, "body": "ok"}})", errc::not_allowed,
     "/respond/stored/status"},
    {"/respond", R"({"stored": {"type": "text/plain\r\nX: y"}})", errc::malformed,
     "/respond/stored/type"},
    {"/respond", R"({"stored": {"headers": {}}})", errc::unknown, "/respond/stored/headers"},
    {"/respond", R"({"stored": {"body": "ok", "json": {"/a": 1}}})", errc::not_allowed,
     "/respond/stored/json"},
    {"/respond", R"({"stored": {"json": {"a": 1}}})", errc::malformed, "/respond/stored/json/a"},
    {"/respond", R"({"stored": {"json": {"/a": 1, "/a/b": 2}}})", errc::not_allowed,
     "/respond/stored/json/~1a~1b"},
    {"/respond", R"({"stored": {"json": {}}})", errc::wrong_type, "/respond/stored/json"},
    {"/respond", R"({"stored": {"body": {"lookup": "/a", "in": ""}}})", errc::missing,
     "/respond/stored/body/in"},
    {"/respond", R"({"rejected": {"status": 200}})", errc::out_of_range,
     "/respond/rejected/status"},
    {"/respond", R"({"unmappable": {"status": 400}})", errc::not_allowed, "/respond/unmappable"},
    {"/respond", R"({"delivered": {"status": 200}})", errc::not_allowed, "/respond/delivered"},
    {"/respond", R"({"wait": "3s", "late": {"status": 307}})", errc::out_of_range,
     "/respond/late/status"},
    {"/respond", R"({"wait": "1m"})", errc::out_of_range, "/respond/wait"},
    {"/respond", R"({"wait": null})", errc::missing, "/respond/wait"},
    {"/respond", R"({"stored": {"body": {"each": "/a"}}})", errc::not_allowed,
     "/respond/stored/body"},
    {"/cancel", R"({"memo": {"each": "/a"}})", errc::not_allowed, "/cancel/memo"},
    {"/identity/booking", R"({"each": "/a"})", errc::not_allowed, "/identity/booking"},
    {"/event/otherwise", R"([{"when": {"each": "/a"}, "equals": "b", "then": "ignore"}])",
     errc::not_allowed, "/event/otherwise/0/when"},
    {"/booking/name", R"("customer/first")", errc::malformed, "/booking/name"},
    {"/respond", R"({"wait": "3s", "repeat": {}})", errc::not_allowed, "/respond/repeat"},
    {"/booking/name", R"({"result": "receipt"})", errc::not_allowed, "/booking/name/result"},
    {"/booking/name", R"({"path": 0})", errc::out_of_range, "/booking/name/path"},

    {"/examples", R"({"request": "a"})", errc::wrong_type, "/examples"},
    {"/examples", R"([{"request": "a.json"}])", errc::missing, "/examples/0/expect"},
    {"/examples", R"([{"request": "../a.json", "expect": "b.json"}])", errc::not_allowed,
     "/examples/0/request"},
    {"/examples", R"([{"request": "a.json", "expect": "/etc/passwd"}])", errc::not_allowed,
     "/examples/0/expect"},
    {"/examples", R"([{"request": "a", "expect": "b", "with": {"secrets": {}}}])", errc::unknown,
     "/examples/0/with/secrets"},
    {"/examples", R"([{"request": "a", "expect": "b", "with": {"tables": {"t": {"x": []}}}}])",
     errc::wrong_type, "/examples/0/with/tables/t/x"},
    {"/examples", R"([{"request": "a", "expect": "b", "with": {"headers": {"X": 5}}}])",
     errc::wrong_type, "/examples/0/with/headers/X"},
};

bool has(const mapping::problems& all, errc code, std::string_view where) {
    return std::any_of(all.begin(), all.end(), [&](const mapping::problem& one) {
        return one.code == code && one.where == where;
    });
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_every_mistake_at_its_place) {
    for (const mistake& one : mistakes) {
        BOOST_TEST_CONTEXT(one.pointer << " = " << one.value) {
            const auto config = plain_definition_with(one.pointer, one.value);

            const auto definition = compile_definition("plain", config);

            BOOST_REQUIRE(definition.has_error());
            BOOST_TEST(has(definition.error(), one.code, one.where),
                       "found instead: " << mapping::to_text(definition.error()));
        }
    }
}

BOOST_AUTO_TEST_CASE(reports_all_mistakes_of_a_file_at_once) {
    const auto config = json::parse(R"({
        "receive": {"format": "yaml"},
        "verify": {"bearer": "token"},
        "event": {"type": "/type", "kinds": {"new": "make", "gone": "cancel"}},
        "identity": {"booking": "id"},
        "booking": {"colour": "/a"},
        "on_unmappable": "ignore"
    })");

    const auto definition = compile_definition("plain", config);

    BOOST_REQUIRE(definition.has_error());
    BOOST_TEST(has(definition.error(), errc::not_allowed, "/receive/format"));
    BOOST_TEST(has(definition.error(), errc::not_allowed, "/event/kinds/new"));
    BOOST_TEST(has(definition.error(), errc::not_allowed, "/identity/booking"));
    BOOST_TEST(has(definition.error(), errc::unknown, "/booking/colour"));
    BOOST_TEST(has(definition.error(), errc::not_allowed, "/on_unmappable"));
}

BOOST_AUTO_TEST_CASE(refuses_a_file_that_is_no_object) {
    for (const char* config : {"null", "[]", R"("thumbtack")", "7"})
        BOOST_TEST(compile_definition("plain", json::parse(config)).has_error(), config);
}

BOOST_AUTO_TEST_CASE(passes_on_what_is_wrong_with_the_verification) {
    const auto config = plain_definition_with("/verify", R"({"magic": "token"})");

    const auto definition = compile_definition("plain", config);

    BOOST_REQUIRE(definition.has_error());
    BOOST_TEST(definition.error()[0].where.starts_with("/verify"));
}

BOOST_AUTO_TEST_CASE(reads_every_section) {
    json::value config = plain_definition();
    testing::set_at(config, "/receive",
                    json::parse(R"({"format": "form", "limit": "1MiB", "nesting": "none"})"));
    testing::set_at(config, "/event/otherwise", "ignore");
    testing::set_at(config, "/on_unmappable", "reject");
    testing::set_at(config, "/cancel", json::parse(R"({"memo": "/why"})"));
    testing::set_at(config, "/respond", json::parse(R"({"stored": {"status": 201}})"));
    testing::set_at(config, "/examples", json::parse(R"([{"request": "a", "expect": "b", "with": {
        "headers": {"X-Id": "7"}, "defaults": {"campaignId": 1},
        "tables": {"job_types": {"1": 7001}}}}])"));

    const auto definition = compiled(config);

    BOOST_TEST(definition->name == "plain");
    BOOST_TEST((definition->receive.format == providers::body_format::form));
    BOOST_TEST((definition->receive.nesting == providers::name_nesting::none));
    BOOST_TEST(definition->receive.limit == 1024u * 1024u);
    BOOST_TEST(definition->verify.at("bearer").as_string() == "token");
    BOOST_TEST(definition->kinds.size() == 3u);
    BOOST_TEST(definition->otherwise.size() == 1u);
    BOOST_TEST(definition->event_id.size() == 1u);
    BOOST_TEST(definition->reject_unmappable);
    BOOST_TEST(definition->cancel_memo.has_value());
    BOOST_TEST(definition->respond.stored.has_value());
    BOOST_REQUIRE_EQUAL(definition->examples.size(), 1u);
    BOOST_TEST(definition->examples[0].headers.at(0).value == "7");
    BOOST_TEST(definition->examples[0].tables.at("job_types").at("1").as_int64() == 7001);
}

BOOST_AUTO_TEST_CASE(requires_the_tables_of_all_look_ups_that_are_not_declared_optional) {
    json::value config = plain_definition();
    testing::set_at(config, "/booking/campaignId",
                    json::parse(R"({"lookup": "/origin", "in": "campaigns"})"));

    const auto definition = compiled(config);

    BOOST_TEST(definition->tables.size() == 2u);
    BOOST_TEST((definition->tables.at("job_types") == providers::table_need::optional));
    BOOST_TEST((definition->tables.at("campaigns") == providers::table_need::required));
}

BOOST_AUTO_TEST_CASE(needs_no_booking_where_no_event_makes_one) {
    const auto config = json::parse(R"({
        "receive": {"format": "json"}, "verify": "none", "event": {"otherwise": "ignore"}})");

    const auto definition = compiled(config);

    BOOST_TEST(!definition->booking.has_value());
    BOOST_TEST(definition->verify.as_string() == "none");
}

BOOST_AUTO_TEST_CASE(one_key_cannot_name_all_the_events_of_a_request) {
    auto config = plain_definition_with("/receive/split", R"("/updates")");
    testing::set_at(config, "/identity/event",
                    json::parse(R"(["/id", {"header": "idempotency-key"}])"));

    const auto definition = providers::compile_definition("plain", config);

    BOOST_REQUIRE(definition.has_error());
    BOOST_TEST(has(definition.error(), errc::not_allowed, "/identity/event/1"));
}

BOOST_AUTO_TEST_CASE(a_body_that_is_a_token_is_verified_as_one) {
    const std::string in_body =
        R"({"jwt": {"in": "body", "algorithm": "RS256", "key": "public_key"}})";
    const std::string in_header =
        R"({"jwt": {"in": {"header": "X-Token"}, "algorithm": "RS256", "key": "public_key"}})";
    const struct {
        std::string verify;
        bool loads;
    } rows[] = {
        {in_body, true},
        {in_header, false},
        {R"({"bearer": "token"})", false},
        {"\"none\"", false},
        {R"({"all_of": [{"bearer": "token"}, )" + in_body + "]}", true},
        {R"({"any_of": [{"bearer": "token"}, )" + in_body + "]}", false},
    };
    for (const auto& [verify, loads] : rows) {
        json::value config = plain_definition_with("/receive/format", R"("jwt")");
        testing::set_at(config, "/verify", json::parse(verify));

        const auto definition = providers::compile_definition("plain", config);

        BOOST_TEST(definition.has_value() == loads, verify);
        if (!loads) BOOST_TEST(has(definition.error(), errc::not_allowed, "/verify"));
    }
}

BOOST_AUTO_TEST_CASE(a_secret_in_the_body_needs_a_body_that_it_can_be_read_from) {
    for (const char* format : {"json", "form", "xml", "text", "multipart"}) {
        const std::string quoted = "\"" + std::string(format) + "\"";
        json::value config = plain_definition_with("/receive/format", quoted);
        testing::set_at(config, "/verify", json::parse(R"({"body": "/key", "secret": "token"})"));

        const bool loads = providers::compile_definition("plain", config).has_value();

        BOOST_TEST(
            loads == (format == std::string_view("json") || format == std::string_view("form")),
            format);
    }
}
