#include <boost/test/unit_test.hpp>

#include "providers/identify.hpp"
#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using mapping::errc;
using providers::event_identity;
using providers::event_kind;
using providers::webhook;
using testing::connected;
using testing::plain_definition;
using testing::plain_definition_with;
using testing::posted;

namespace {

mapping::result<event_identity> identify(const json::value& config, const webhook& hook) {
    const auto connection = connected(config);
    const auto document = connection->decode(hook);
    BOOST_REQUIRE(document.has_value());
    return connection->identify(hook, connection->part_of(*document, std::nullopt).value());
}

event_identity identity_of(const json::value& config, const webhook& hook) {
    const auto found = identify(config, hook);
    BOOST_REQUIRE_MESSAGE(found.has_value(), mapping::to_text(found.error()));
    return *found;
}

mapping::problem sole_problem_of(const json::value& config, const webhook& hook) {
    const auto found = identify(config, hook);
    BOOST_REQUIRE(found.has_error());
    BOOST_REQUIRE_EQUAL(found.error().size(), 1u);
    return found.error()[0];
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_what_happened_to_which_booking) {
    const auto hook =
        posted(R"({"type": "moved", "event_id": "e-1", "id": "b-2", "old_id": "b-1"})");

    const auto who = identity_of(plain_definition(), hook);

    BOOST_TEST(who.event_id == "e-1");
    BOOST_TEST(!who.id_is_idempotency_key);
    BOOST_TEST((who.kind == event_kind::reschedule));
    BOOST_TEST(who.type == "moved");
    BOOST_TEST(who.booking_id == "b-2");
    BOOST_TEST(who.previous_booking_id == "b-1");
    BOOST_TEST(!who.occurred_at.has_value());
}

BOOST_AUTO_TEST_CASE(keeps_every_digit_of_an_id_that_is_a_number) {
    const auto hook = posted(
        R"({"type": "new", "event_id": 9007199254740993, "id": 123456789012345678901234567890})");

    const auto who = identity_of(plain_definition(), hook);

    BOOST_TEST(who.event_id == "9007199254740993");
    BOOST_TEST(who.booking_id == "123456789012345678901234567890");
}

BOOST_AUTO_TEST_CASE(takes_the_first_event_id_that_is_there) {
    const auto config = plain_definition_with("/identity/event", R"(["/a", "/b", "/c"])");
    const auto hook =
        posted(R"({"type": "new", "id": "1", "a": "  ", "b": "second", "c": "third"})");

    BOOST_TEST(identity_of(config, hook).event_id == "second");
}

BOOST_AUTO_TEST_CASE(leaves_the_event_id_empty_when_no_source_gives_one) {
    BOOST_TEST(identity_of(plain_definition(), posted(R"({"type":"new","id":"1"})")).event_id ==
               "");
}

BOOST_AUTO_TEST_CASE(knows_an_idempotency_key_from_other_ids) {
    const auto config = plain_definition_with(
        "/identity/event", R"([{"header": "Idempotency-Key"}, {"header": "X-Id"}, "/event_id"])");
    const std::string body = R"({"type": "new", "id": "1", "event_id": "e-1"})";

    const auto with_key =
        identity_of(config, posted(body, {{"idempotency-key", "k-1"}, {"X-Id", "x"}}));
    const auto with_header = identity_of(config, posted(body, {{"X-Id", "x-1"}}));
    const auto with_neither = identity_of(config, posted(body));

    BOOST_TEST(with_key.event_id == "k-1");
    BOOST_TEST(with_key.id_is_idempotency_key);
    BOOST_TEST(with_header.event_id == "x-1");
    BOOST_TEST(!with_header.id_is_idempotency_key);
    BOOST_TEST(with_neither.event_id == "e-1");
    BOOST_TEST(!with_neither.id_is_idempotency_key);
}

BOOST_AUTO_TEST_CASE(does_not_believe_a_header_that_was_sent_twice) {
    const auto config =
        plain_definition_with("/identity/event", R"([{"header": "X-Id"}, "/event_id"])");
    const auto hook = posted(R"({"type": "new", "id": "1", "event_id": "e-1"})",
                             {{"X-Id", "a"}, {"x-id", "a"}, {"X-ID", "b"}});

    BOOST_TEST(identity_of(config, hook).event_id == "e-1");
}

BOOST_AUTO_TEST_CASE(refuses_ids_of_more_than_512_bytes) {
    for (const char* member : {"event_id", "id", "old_id"}) {
        json::object document{{"type", "moved"}, {"event_id", "e"}, {"id", "b"}, {"old_id", "a"}};
        document[member] = std::string(512, 'x');
        const auto longest = posted(json::serialize(document));
        document[member] = std::string(513, 'x');
        const auto too_long = posted(json::serialize(document));

        BOOST_TEST(identify(plain_definition(), longest).has_value(), member);
        const auto problem = sole_problem_of(plain_definition(), too_long);
        BOOST_TEST((problem.code == errc::too_large), member);
        BOOST_TEST(problem.from == std::string("/") + member);
    }
}

BOOST_AUTO_TEST_CASE(decides_by_the_first_rule_that_holds) {
    const auto config = plain_definition_with("/event/kinds/gone", R"([
        {"when": "/moved", "equals": true, "then": "ignore"},
        {"when": "/reason", "then": "cancel"},
        {"then": "test"}])");
    const auto kind_of = [&](const char* body) { return identity_of(config, posted(body)).kind; };

    BOOST_TEST((kind_of(R"({"type": "gone", "id": "1", "moved": true, "reason": "x"})") ==
                event_kind::ignore));
    BOOST_TEST((kind_of(R"({"type": "gone", "id": "1", "moved": "true"})") == event_kind::ignore));
    BOOST_TEST((kind_of(R"({"type": "gone", "id": "1", "moved": false, "reason": "x"})") ==
                event_kind::cancel));
    BOOST_TEST((kind_of(R"({"type": "gone", "id": "1", "reason": " "})") == event_kind::test));
}

BOOST_AUTO_TEST_CASE(falls_back_to_otherwise) {
    auto config =
        plain_definition_with("/event/otherwise", R"([{"when": "/lead", "then": "create"}])");
    testing::set_at(config, "/event/kinds/gone",
                    json::parse(R"([{"when": "/sure", "then": "cancel"}])"));
    const auto kind_of = [&](const char* body) { return identity_of(config, posted(body)).kind; };

    BOOST_TEST((kind_of(R"({"type": "other", "id": "1", "lead": 1})") == event_kind::create));
    BOOST_TEST((kind_of(R"({"id": "1", "lead": 1})") == event_kind::create));
    BOOST_TEST((kind_of(R"({"type": "gone", "id": "1", "lead": 1})") == event_kind::create));
    BOOST_TEST(
        (kind_of(R"({"type": "gone", "id": "1", "lead": 1, "sure": 1})") == event_kind::cancel));
}

BOOST_AUTO_TEST_CASE(reports_a_type_that_it_does_not_know) {
    const auto unknown =
        sole_problem_of(plain_definition(), posted(R"({"type": "NEW", "id": "1"})"));
    const auto missing = sole_problem_of(plain_definition(), posted(R"({"id": "1"})"));

    BOOST_TEST((unknown.code == errc::unknown));
    BOOST_TEST(unknown.where == "/event/type");
    BOOST_TEST(unknown.from == "/type");
    BOOST_TEST((missing.code == errc::missing));
    BOOST_TEST(missing.where == "/event/type");
}

BOOST_AUTO_TEST_CASE(demands_a_booking_id_of_events_about_a_booking) {
    const auto config = plain_definition_with(
        "/event/kinds",
        R"({"c": "create", "u": "update", "r": "reschedule", "x": "cancel", "t": "test", "i": "ignore"})");

    for (const char* type : {"c", "u", "r", "x"}) {
        const auto problem =
            sole_problem_of(config, posted(json::serialize(json::object{{"type", type}})));
        BOOST_TEST((problem.code == errc::missing), type);
        BOOST_TEST(problem.where == "/identity/booking", type);
        BOOST_TEST(problem.from == "/id", type);
    }
    for (const char* type : {"t", "i"})
        BOOST_TEST(
            identity_of(config, posted(json::serialize(json::object{{"type", type}}))).booking_id ==
            "");
}

BOOST_AUTO_TEST_CASE(sees_no_previous_booking_where_the_id_stays_the_same) {
    const auto hook = posted(R"({"type": "moved", "id": "b-1", "old_id": "b-1"})");

    BOOST_TEST(identity_of(plain_definition(), hook).previous_booking_id == "");
}

BOOST_AUTO_TEST_CASE(reads_the_partners_clock_when_it_says_which_moment_it_means) {
    const auto config = plain_definition_with("/event/occurred_at", R"("/at")");
    const auto when = [&](const char* at) {
        const json::object document{{"type", "new"}, {"id", "1"}, {"at", json::parse(at)}};
        const auto read = identity_of(config, posted(json::serialize(document))).occurred_at;
        return read ? mapping::to_rfc3339(*read) : "none";
    };

    BOOST_TEST(when(R"("2026-11-03T16:20:11.250Z")") == "2026-11-03T16:20:11.250Z");
    BOOST_TEST(when(R"("2026-11-03T08:20:11-0800")") == "2026-11-03T16:20:11Z");
    BOOST_TEST(when("1793722811") == "2026-11-03T16:20:11Z");
    BOOST_TEST(when(R"("2026-11-03T16:20:11")") == "none");
    BOOST_TEST(when(R"("yesterday")") == "none");
    BOOST_TEST(when("{}") == "none");
}

BOOST_AUTO_TEST_CASE(offers_sources_what_the_request_says_once) {
    auto hook = posted("{}", {{"X-One", "1"}, {"X-Two", "a"}, {"x-two", "b"}});
    hook.path = "/v3/CreateBooking/";
    hook.query = "a=1&b=x%20y+z&c=1&c=2&d";

    const auto request = providers::request_of(hook);

    BOOST_TEST(
        json::serialize(request) ==
        R"({"headers":{"x-one":"1"},"query":{"a":"1","b":"x y z","d":""},"path":"/v3/CreateBooking/"})");
}

BOOST_AUTO_TEST_CASE(offers_no_header_that_is_not_utf8) {
    const auto hook = posted(
        "{}",
        {{"X-Latin", "caf\xe9"}, {"X-Utf", "caf\xc3\xa9"}, {"X-Both", "\xe9"}, {"X-Both", "e"}});

    const auto request = providers::request_of(hook);

    BOOST_TEST(json::serialize(request.at("headers")) == "{\"x-utf\":\"caf\xc3\xa9\"}");
}

BOOST_AUTO_TEST_CASE(offers_no_query_when_it_is_not_well_formed) {
    auto hook = posted("{}");
    hook.query = "a=1&b=%zz";

    BOOST_TEST(providers::request_of(hook).at("query").as_object().empty());
}

BOOST_AUTO_TEST_CASE(a_create_that_names_no_booking_may_be_named_by_its_hash) {
    const auto through =
        testing::connected(testing::plain_definition_with("/identity/without_id", R"("hash")"));
    const auto booking_of = [&](const std::string& body) -> std::string {
        const auto hook = testing::posted(body);
        const auto document = through->decode(hook).value();
        const auto who = through->identify(hook, through->part_of(document, {}).value());
        return who ? who->booking_id : "no booking";
    };

    const std::string one = booking_of(R"({"type": "new", "name": "Ada"})");
    BOOST_TEST(one.size() == 32u);
    BOOST_TEST(booking_of(R"({"type": "new",  "name": "Ada"})") == one);
    BOOST_TEST(booking_of(R"({"type": "new", "name": "Bob"})") != one);
    BOOST_TEST(booking_of(R"({"type": "new", "id": "b-1"})") == "b-1");
    BOOST_TEST(booking_of(R"({"type": "gone", "name": "Ada"})") == "no booking");
}
