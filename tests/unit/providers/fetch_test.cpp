#include "providers/fetch.hpp"

#include <boost/test/unit_test.hpp>

#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using mapping::errc;
using providers::connection;
using providers::event_kind;
using providers::fetch_request;
using testing::connected;
using testing::plain_definition;
using testing::posted;

namespace {

const char* const two_steps = R"([
    {"name": "appointment", "from": "https://api.example.com", "path": "/v1/{id}",
     "with": {"id": "/id"}},
    {"name": "customer", "from": "https://api.example.com", "path": "/c/{id}",
     "with": {"id": {"fetched": "/appointment/customer"}}, "for": ["create", "cancel"]}
])";

std::shared_ptr<const connection> fetching(const char* steps,
                                           providers::fetch_origins origins = {}) {
    json::value config = plain_definition();
    config.as_object()["fetch"] = json::parse(steps);
    auto settings = testing::plain_settings();
    settings.origins = std::move(origins);
    return connected(config, std::move(settings));
}

// With the secret `token`, which the webhooks are verified with as well.
std::shared_ptr<const connection> fetching_as(const std::string& auth,
                                              const std::string& path = "/x") {
    const std::string step = R"([{"name": "a", "from": "https://api.example.com", "path": ")" +
                             path + R"(", "auth": )" + auth + "}]";
    json::value config = plain_definition();
    config.as_object()["fetch"] = json::parse(step);
    auto settings = testing::plain_settings();
    settings.secrets["token"] = {"new:p&ss", "old:pass"};
    return connected(config, std::move(settings));
}

mapping::result<std::optional<fetch_request>> asked(const connection& of, const char* body,
                                                    const json::value* fetched = nullptr,
                                                    event_kind kind = event_kind::create) {
    const auto hook = posted(body);
    const auto document = of.decode(hook).value();
    auto part = of.part_of(document, std::nullopt).value();
    part.fetched = fetched;
    return of.next_fetch(hook, part, kind);
}

fetch_request request_of(const connection& of, const char* body,
                         const json::value* fetched = nullptr,
                         event_kind kind = event_kind::create) {
    auto next = asked(of, body, fetched, kind);
    BOOST_REQUIRE_MESSAGE(next.has_value(), to_text(next.error()));
    BOOST_REQUIRE(next->has_value());
    return std::move(**next);
}

std::string header_of(const fetch_request& request, std::string_view name) {
    for (const auto& one : request.headers)
        if (one.name == name) return one.value;
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(asks_for_one_after_the_other_and_then_for_nothing) {
    const auto through = fetching(two_steps);
    const char* body = R"({"id": "a/7"})";

    const fetch_request first = request_of(*through, body);
    BOOST_TEST(first.name == "appointment");
    BOOST_TEST(first.method == "GET");
    BOOST_TEST(first.url == "https://api.example.com/v1/a%2F7");
    BOOST_TEST(first.origin == "https://api.example.com");
    BOOST_TEST(header_of(first, "Accept") == "application/json");
    BOOST_TEST(first.body == "");

    json::value fetched = {{"appointment", {{"customer", 135911130}}}};
    const fetch_request second = request_of(*through, body, &fetched);
    BOOST_TEST(second.name == "customer");
    BOOST_TEST(second.url == "https://api.example.com/c/135911130");

    fetched.as_object()["customer"] = nullptr;
    const auto last = asked(*through, body, &fetched);
    BOOST_REQUIRE(last.has_value());
    BOOST_TEST(!last->has_value());
}

BOOST_AUTO_TEST_CASE(says_what_must_be_in_the_answer) {
    const auto through = fetching(R"([{"name": "a", "from": "https://api.example.com", "path": "/",
                                       "expect": "/data/client"}])");

    BOOST_TEST(request_of(*through, "{}").expect == "/data/client");
}

BOOST_AUTO_TEST_CASE(asks_for_the_kinds_that_need_a_booking_unless_told_otherwise) {
    const auto through = fetching(two_steps);
    const json::value appointment = {{"appointment", {{"customer", 1}}}};
    const char* body = R"({"id": "7"})";
    const auto name_of_next = [&](event_kind kind, const json::value* fetched) {
        const auto next = asked(*through, body, fetched, kind);
        BOOST_REQUIRE(next.has_value());
        return next->has_value() ? (**next).name : "";
    };

    for (const auto kind : {event_kind::create, event_kind::update, event_kind::reschedule})
        BOOST_TEST(name_of_next(kind, nullptr) == "appointment");
    for (const auto kind : {event_kind::test, event_kind::ignore})
        BOOST_TEST(name_of_next(kind, nullptr) == "");
    BOOST_TEST(name_of_next(event_kind::cancel, &appointment) == "customer");
    BOOST_TEST(name_of_next(event_kind::update, &appointment) == "");
}

BOOST_AUTO_TEST_CASE(says_what_the_event_does_not_give) {
    const auto through = fetching(two_steps);
    const json::value fetched = {{"appointment", {{"customer", " "}}}};

    const auto without_id = asked(*through, R"({"id": {"x": 1}})");
    const auto without_customer = asked(*through, R"({"id": "7"})", &fetched);

    BOOST_REQUIRE(without_id.has_error());
    BOOST_TEST(to_text(without_id.error()).find("/fetch/0/with/id: missing") != std::string::npos);
    BOOST_TEST(to_text(without_id.error()).find("from /id") != std::string::npos);
    BOOST_REQUIRE(without_customer.has_error());
    BOOST_TEST(to_text(without_customer.error()).find("from fetched /appointment/customer") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(refuses_a_value_that_would_lead_elsewhere) {
    const auto next = asked(*fetching(two_steps), R"({"id": "../../admin?x"})");

    BOOST_REQUIRE(next.has_error());
    const mapping::problem refused = next.error()[0];
    BOOST_TEST((refused.code == errc::not_allowed));
    BOOST_TEST(refused.where == "/fetch/0/path");
}

BOOST_AUTO_TEST_CASE(passes_over_what_is_optional_and_cannot_be_asked_for) {
    const auto through = fetching(R"([
        {"name": "team", "from": "https://api.example.com", "path": "/t/{id}",
         "with": {"id": "/team"}, "optional": true},
        {"name": "place", "from": "https://api.example.com", "path": "/p"}
    ])");

    BOOST_TEST(request_of(*through, R"({"id": "7"})").name == "place");
    const fetch_request team = request_of(*through, R"({"id": "7", "team": 3})");
    BOOST_TEST(team.name == "team");
    BOOST_TEST(team.is_optional);
}

BOOST_AUTO_TEST_CASE(shows_the_newest_secret_as_the_definition_says) {
    const char* body = R"({"id": "7"})";
    const auto request_as = [&](const char* auth, const char* path = "/x") {
        return request_of(*fetching_as(auth, path), body);
    };

    BOOST_TEST(header_of(request_as(R"({"basic": "token"})"), "Authorization") ==
               "Basic bmV3OnAmc3M=");
    BOOST_TEST(header_of(request_as(R"({"bearer": "token"})"), "Authorization") ==
               "Bearer new:p&ss");
    BOOST_TEST(header_of(request_as(R"({"header": "X-Key", "secret": "token"})"), "X-Key") ==
               "new:p&ss");
    const char* query = R"({"query": "access token", "secret": "token"})";
    BOOST_TEST(request_as(query).url == "https://api.example.com/x?access%20token=new%3Ap%26ss");
    BOOST_TEST(request_as(query, "/x?a=1").url ==
               "https://api.example.com/x?a=1&access%20token=new%3Ap%26ss");
}

BOOST_AUTO_TEST_CASE(sends_the_constants_of_the_definition_and_to_the_origin_of_the_connection) {
    const auto through = fetching(
        R"([{"name": "a", "from": "https://api.example.com", "path": "/x",
             "headers": {"X-Version": "2024-10-17", "accept": "application/vnd.example+json"}}])",
        {{"a", "https://sandbox.example.com:8443"}});

    const fetch_request request = request_of(*through, R"({"id": "7"})");

    BOOST_TEST(request.url == "https://sandbox.example.com:8443/x");
    BOOST_TEST(request.origin == "https://sandbox.example.com:8443");
    BOOST_TEST(header_of(request, "X-Version") == "2024-10-17");
    BOOST_TEST(header_of(request, "accept") == "application/vnd.example+json");
    BOOST_TEST(request.headers.size() == 2u);
}

BOOST_AUTO_TEST_CASE(posts_what_the_definition_says) {
    const auto through = fetching(R"([{"name": "a", "from": "https://api.example.com", "path": "/q",
        "post": {"json": {"/query": {"const": "query($id: ID!) { job(id: $id) { name } }"},
                          "/variables/id": "/id", "/variables/note": "/note"}}}])");

    const fetch_request request = request_of(*through, R"({"id": "x\"y", "note": ""})");

    BOOST_TEST(request.method == "POST");
    BOOST_TEST(
        request.body ==
        R"({"query":"query($id: ID!) { job(id: $id) { name } }","variables":{"id":"x\"y"}})");
    BOOST_TEST(header_of(request, "Content-Type") == "application/json");
}

BOOST_AUTO_TEST_CASE(reads_the_element_and_what_is_round_it_of_a_split_body) {
    json::value config = plain_definition();
    config.as_object()["receive"] = {{"format", "json"}, {"split", "/updates"}};
    config.as_object()["fetch"] = json::parse(
        R"([{"name": "a", "from": "https://api.example.com", "path": "/{page}/{id}",
             "with": {"page": {"root": "/page"}, "id": "/id"}}])");
    const auto through = connected(config);
    const auto hook = posted(R"({"page": "p1", "updates": [{"id": "one"}, {"id": "two"}]})");
    const auto document = through->decode(hook).value();

    const auto next =
        through->next_fetch(hook, through->part_of(document, 1).value(), event_kind::create);

    BOOST_REQUIRE(next.has_value() && next->has_value());
    BOOST_TEST((**next).url == "https://api.example.com/p1/two");
}

namespace {

// Updates whose appointment may be cancelled; a customer is fetched of what is not.
std::shared_ptr<const connection> learning(const char* rules) {
    json::value config = plain_definition();
    config.as_object()["fetch"] = json::parse(R"([
        {"name": "appointment", "from": "https://api.example.com", "path": "/v1/{id}",
         "with": {"id": "/id"}, "for": ["create", "update"], "optional": true},
        {"name": "customer", "from": "https://api.example.com", "path": "/c"},
        {"name": "reason", "from": "https://api.example.com", "path": "/r", "for": ["cancel"]}
    ])");
    config.at("event").as_object()["kinds"] = {{"new", "create"}, {"moved", "update"}};
    config.at("event").as_object()["once_fetched"] = json::parse(rules);
    return connected(config);
}

const char* const cancelled_or_done = R"([
    {"when": {"fetched": "/appointment/status"}, "equals": "cancelled", "then": "cancel"},
    {"when": {"fetched": "/appointment/done"}, "then": "ignore"}
])";

event_kind kind_of(const connection& of, const json::value& fetched, event_kind at_the_door,
                   const char* body = R"({"id": "7"})") {
    const auto hook = posted(body);
    const auto document = of.decode(hook).value();
    auto part = of.part_of(document, std::nullopt).value();
    part.fetched = &fetched;
    return of.kind_once_fetched(hook, part, at_the_door);
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_fetched_decides_the_kind) {
    const auto through = learning(cancelled_or_done);
    const auto given = [&](const char* fetched, event_kind at_the_door = event_kind::update) {
        return to_string(kind_of(*through, json::parse(fetched), at_the_door));
    };

    BOOST_TEST(given(R"({"appointment": {"status": "cancelled", "done": 1}})") == "cancel");
    BOOST_TEST(given(R"({"appointment": {"status": "booked", "done": 1}})") == "ignore");
    BOOST_TEST(given(R"({"appointment": {"status": "booked"}})") == "update");
    BOOST_TEST(given(R"({"appointment": {}})", event_kind::create) == "create");
    BOOST_TEST(given(R"({"appointment": null})") == "update");  // a 404
    // Not made for that kind.
    BOOST_TEST(given(R"({"appointment": {"done": 1}})", event_kind::reschedule) == "reschedule");
}

BOOST_AUTO_TEST_CASE(the_kind_stays_until_all_is_fetched_that_decides_it) {
    const auto through = learning(R"([{"when": {"fetched": "/customer/gone"}, "then": "ignore"},
                                      {"then": "create"}])");
    const json::value half = {{"appointment", {{"id", 7}}}};
    const json::value all = {{"appointment", {{"id", 7}}}, {"customer", {{"id", 8}}}};

    BOOST_TEST((kind_of(*through, json::object(), event_kind::update) == event_kind::update));
    BOOST_TEST((kind_of(*through, half, event_kind::update) == event_kind::update));
    BOOST_TEST((kind_of(*through, all, event_kind::update) == event_kind::create));
    // The appointment is optional, and this event does not name one.
    const json::value customer = {{"customer", {{"gone", true}}}};
    BOOST_TEST((kind_of(*through, customer, event_kind::update, "{}") == event_kind::ignore));
}

BOOST_AUTO_TEST_CASE(what_follows_is_fetched_for_the_kind_that_was_decided) {
    const auto through = learning(cancelled_or_done);
    const char* body = R"({"id": "7"})";
    const auto next_after = [&](const char* fetched) {
        const json::value so_far = json::parse(fetched);
        const auto next = asked(*through, body, &so_far, event_kind::update);
        BOOST_REQUIRE(next.has_value());
        return next->has_value() ? (**next).name : "";
    };

    BOOST_TEST(next_after("{}") == "appointment");
    BOOST_TEST(next_after(R"({"appointment": {"status": "booked"}})") == "customer");
    BOOST_TEST(next_after(R"({"appointment": {"status": "cancelled"}})") == "reason");
    BOOST_TEST(next_after(R"({"appointment": {"done": true}})") == "");
    BOOST_TEST(next_after(R"({"appointment": {"status": "cancelled"}, "reason": {}})") == "");
}
