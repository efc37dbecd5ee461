#include <boost/test/unit_test.hpp>

#include "providers/examples.hpp"
#include "tests/unit/providers/definitions.hpp"

namespace json = boost::json;
using providers::difference;
using providers::differences;
using providers::example;
using providers::run_example;
using testing::compiled;
using testing::connected;
using testing::plain_definition;
using testing::plain_definition_with;
using testing::posted;

namespace providers {
// For Boost.Test, beside the type it prints.
std::ostream& operator<<(std::ostream& out, const difference& one) {
    return out << one.where << ": " << one.what;
}
}  // namespace providers

namespace {

const std::string request = R"({"type": "new", "event_id": "e-1", "id": "b-1", "name": "Ada",
                                "text": "Leak", "email": "ada@example.com", "category": "heating"})";

json::object met_expectation() {
    return json::parse(R"({"kind": "create", "booking_id": "b-1", "booking": {
        "source": "Test", "name": "Ada", "isFirstTimeClient": true, "externalId": "b-1",
        "jobTypeId": 7001, "contacts": [{"type": "Email", "value": "ada@example.com"}]}})")
        .as_object();
}

example with_table() {
    example one;
    one.tables = {{"job_types", {{"heating", 7001}}}};
    return one;
}

// The expectation that holds for the request, whatever the mapping adds to a summary.
json::object expectation() {
    json::object expected = met_expectation();
    const auto through = connected(plain_definition());
    const auto outcome = providers::outcome_of(*through, posted(request));
    BOOST_REQUIRE_MESSAGE(outcome.has_value(), mapping::to_text(outcome.error()));
    expected["booking"].as_object()["summary"] = outcome->at("booking").at("summary");
    return expected;
}

std::vector<difference> run(const example& one, const json::value& expected) {
    return run_example(compiled(plain_definition()), one, {request, json::serialize(expected), {}});
}

void check_equal(const std::vector<difference>& found, const std::vector<difference>& expected) {
    BOOST_TEST(found == expected, boost::test_tools::per_element());
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_no_difference_where_the_expectation_is_met) {
    check_equal(run(with_table(), expectation()), {});
}

BOOST_AUTO_TEST_CASE(compares_the_event_id_when_it_is_expected) {
    json::object right = expectation(), wrong = expectation();
    right["event_id"] = "e-1";
    wrong["event_id"] = "e-2";

    check_equal(run(with_table(), right), {});
    check_equal(run(with_table(), wrong), {{"/event_id", R"(expected "e-2", got "e-1")"}});
}

BOOST_AUTO_TEST_CASE(names_every_field_that_differs) {
    json::object expected = expectation();
    json::object& booking = expected["booking"].as_object();
    booking["name"] = "Eve";
    booking["priority"] = "High";
    booking.stable_erase(booking.find("source"));
    booking["contacts"].as_array()[0].as_object()["value"] = "eve@example.com";
    booking["contacts"].as_array().push_back("more");

    check_equal(
        run(with_table(), expected),
        {{"/booking/name", R"(expected "Eve", got "Ada")"},
         {"/booking/contacts/0/value", R"(expected "eve@example.com", got "ada@example.com")"},
         {"/booking/contacts/1", R"(expected "more", got nothing)"},
         {"/booking/priority", R"(expected "High", got nothing)"},
         {"/booking/source", R"(expected nothing, got "Test")"}});
}

BOOST_AUTO_TEST_CASE(uses_the_defaults_tables_and_headers_of_the_example) {
    const auto provider =
        compiled(plain_definition_with("/identity/event", R"([{"header": "Idempotency-Key"}])"));
    json::object expected = expectation();
    expected["event_id"] = "k-1";
    expected["booking"].as_object()["campaignId"] = 5;
    example one = with_table();
    one.headers = {{"Idempotency-Key", "k-1"}};
    one.defaults["campaignId"] = 5;

    check_equal(run_example(provider, one, {request, json::serialize(expected), {}}), {});
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_the_connection_of_an_example) {
    example one;
    one.defaults["colour"] = "red";
    one.defaults["region"] = 5;
    one.tables = {{"job_tips", {}}};
    example other;
    other.defaults["colour"] = "red";

    const auto mistyped = run(one, met_expectation());
    const auto unknown = run(other, met_expectation());

    BOOST_REQUIRE_EQUAL(mistyped.size(), 1u);
    BOOST_TEST(mistyped[0].where == "/with/defaults/region");
    BOOST_REQUIRE_EQUAL(unknown.size(), 1u);
    BOOST_TEST(unknown[0].where == "/with/defaults/colour");
}

BOOST_AUTO_TEST_CASE(says_why_a_request_does_not_map) {
    const auto found = run_example(compiled(plain_definition()), example(),
                                   {R"({"type": "new", "id": "b-1", "text": "Leak"})",
                                    json::serialize(met_expectation()),
                                    {}});

    BOOST_REQUIRE(!found.empty());
    BOOST_TEST(found[0].where == "/name");
    BOOST_TEST(found[0].what.find("(from /name)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(says_which_of_the_two_files_does_not_parse) {
    const auto bad_request = run_example(compiled(plain_definition()), example(), {"{", "{}", {}});
    const auto bad_expectation =
        run_example(compiled(plain_definition()), example(), {request, "{", {}});

    BOOST_REQUIRE_EQUAL(bad_request.size(), 1u);
    BOOST_TEST(bad_request[0].where.starts_with("byte"));
    BOOST_REQUIRE_EQUAL(bad_expectation.size(), 1u);
    BOOST_TEST(bad_expectation[0].where.starts_with("expectation: byte"));
}

BOOST_AUTO_TEST_CASE(differs_as_a_whole_from_an_expectation_that_is_no_object) {
    const auto found = differences(json::value(json::array()), {{"kind", "ignore"}});

    check_equal(found, {{"", R"(expected [], got {"kind":"ignore"})"}});
}

BOOST_AUTO_TEST_CASE(tells_the_outcome_of_a_cancellation_with_its_memo) {
    const auto through = connected(plain_definition_with("/cancel", R"({"memo": "/why"})"));

    const auto outcome = providers::outcome_of(
        *through,
        posted(R"({"type": "gone", "event_id": "e-9", "id": "b-1", "why": "moved away"})"));

    BOOST_REQUIRE(outcome.has_value());
    BOOST_TEST(json::serialize(*outcome) ==
               R"({"kind":"cancel","event_id":"e-9","booking_id":"b-1","memo":"moved away"})");
}

BOOST_AUTO_TEST_CASE(expects_the_kind_that_what_was_fetched_decides) {
    json::value config = plain_definition_with(
        "/event/once_fetched",
        R"([{"when": {"fetched": "/appointment/status"}, "equals": "off", "then": "cancel"}])");
    config.as_object()["fetch"] = json::parse(
        R"([{"name": "appointment", "from": "https://api.example.com", "path": "/a",
             "auth": {"bearer": "token"}}])");
    example one;
    one.fetched["appointment"] = "appointment.json";
    const json::value expected = {
        {"kind", "cancel"}, {"booking_id", "b-1"}, {"memo", "Cancelled through plain"}};

    check_equal(
        run_example(
            compiled(config), one,
            {request, json::serialize(expected), {{"appointment", R"({"status": "off"})"}}}),
        {});
}

BOOST_AUTO_TEST_CASE(maps_with_what_the_example_says_was_fetched) {
    json::value config = plain_definition_with("/booking/name", R"({"fetched": "/customer/name"})");
    config.as_object()["fetch"] = json::parse(
        R"([{"name": "customer", "from": "https://api.example.com", "path": "/customer"}])");
    json::object expected = expectation();
    example one = with_table();
    one.fetched["customer"] = "customer.json";
    const auto with = [&](std::string customer) {
        return run_example(compiled(config), one,
                           {request, json::serialize(expected), {{"customer", customer}}});
    };

    check_equal(with(R"({"name": "Ada"})"), {});

    const auto other = with(R"({"name": "Bob"})");
    BOOST_REQUIRE_EQUAL(other.size(), 1u);
    BOOST_TEST(other[0].where == "/booking/name");
    const auto unreadable = with("{");
    BOOST_REQUIRE_EQUAL(unreadable.size(), 1u);
    BOOST_TEST(unreadable[0].where.starts_with("fetched customer: byte"));
}

BOOST_AUTO_TEST_CASE(expects_the_calls_of_an_operation_with_the_answers_that_the_example_gives) {
    json::value config = plain_definition_with("/event/kinds/noted", R"("operation")");
    config.as_object()["operations"] = json::parse(
        R"([{"name": "note", "call": "Customers_CreateNote", "path": {"id": "/id"},
             "body": {"/text": "/text"}},
            {"name": "gone", "call": "Customers_DeleteNote",
             "path": {"id": "/id", "noteId": {"fetched": "/note/id"}}}])");
    config.as_object()["examples"] = json::parse(
        R"([{"request": "a.json", "expect": "b.json", "with": {"fetched": {"note": "c.json"}}}])");
    const auto provider = compiled(config);
    const char* const expected = R"({"kind": "operation", "event_id": "e-1", "booking_id": "7",
        "calls": [{"name": "note", "call": "Customers_CreateNote", "path": {"id": "7"},
                   "body": {"text": "Rings twice"}},
                  {"name": "gone", "call": "Customers_DeleteNote",
                   "path": {"id": "7", "noteId": "9"}}]})";
    check_equal(
        run_example(provider, provider->examples.front(),
                    {R"({"type": "noted", "event_id": "e-1", "id": 7, "text": "Rings twice"})",
                     expected,
                     {{"note", R"({"id": 9})"}}}),
        {});
}

namespace {

const char* const shown_token = R"({"verified": false, "value": {"query": "x"},
    "token": {"at": {"query": "token"}, "secret": "verify_token"}})";
const char* const digested = R"({"method": "POST", "when": "/plain", "value": "/plain",
    "digest": {"digest": "sha256", "secret": "key", "encoding": "hex",
               "message": ["value", "secret", "url"]},
    "respond": {"json": {"/plain": {"result": "value"}, "/digest": {"result": "digest"}},
                "headers": {"X-Echo": {"result": "value"}}}})";

// The differences of the example, as a definition with the challenge says it.
std::vector<difference> run_challenge(const char* challenge, const std::string& example,
                                      const std::string& body = "") {
    json::value config = plain_definition_with("/challenge", challenge);
    config.as_object()["examples"] = json::array{json::parse(example)};
    const auto provider = compiled(config);
    return run_example(provider, provider->examples.front(), {body, "", {}});
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_token_of_an_example_is_the_name_of_its_secret) {
    check_equal(run_challenge(shown_token, R"({"challenge": {"query": "x=7&token=verify_token"},
                    "respond": {"type": "text/plain", "body": "7"}})"),
                {});
    check_equal(run_challenge(shown_token, R"({"challenge": {"query": "x=7&token=guess"},
                    "respond": {"status": 403}})"),
                {});
    check_equal(run_challenge(shown_token, R"({"challenge": {"query": "token=verify_token"},
                    "respond": {"status": 400}})"),
                {});
}

BOOST_AUTO_TEST_CASE(a_challenge_of_an_example_passes_for_believed_and_is_digested) {
    // `printf 'v1keyhttps://hooks.example.com/hooks/example' | sha256sum`
    check_equal(run_challenge(digested,
                              R"({"challenge": {"method": "POST", "request": "a.json"},
                    "respond": {"headers": {"x-echo": "v1"}, "body": {"plain": "v1", "digest":
                    "a8ffce988beb39004cc744235ddb162a302f592cfcd6ffc329b91afca7360297"}}})",
                              R"({"plain": "v1"})"),
                {});
}

BOOST_AUTO_TEST_CASE(names_everything_in_which_an_answer_differs) {
    check_equal(run_challenge(digested,
                              R"({"challenge": {"method": "POST", "request": "a.json"},
                    "respond": {"status": 204, "type": "text/plain", "headers": {"X-Other": "1"},
                                "body": {"plain": "v2", "digest": "d"}}})",
                              R"({"plain": "v1"})"),
                {{"/respond/status", "expected 204, got 200"},
                 {"/respond/type", "expected text/plain, got application/json"},
                 {"/respond/headers/X-Other", "expected 1, got nothing"},
                 {"/respond/body/plain", R"(expected "v2", got "v1")"},
                 {"/respond/body/digest",
                  "expected \"d\", got "
                  "\"a8ffce988beb39004cc744235ddb162a302f592cfcd6ffc329b91afca7360297\""}});
    check_equal(run_challenge(shown_token, R"({"challenge": {"query": "x=7&token=verify_token"},
                    "respond": {"body": {"x": "7"}}})"),
                {{"/respond/body", R"(expected {"x":"7"}, got 7)"}});
}

BOOST_AUTO_TEST_CASE(says_so_when_an_example_is_none_of_the_challenges) {
    check_equal(run_challenge(digested, R"({"challenge": {"query": "x=7"}, "respond": {}})"),
                {{"/challenge", "is none of the challenges that the definition answers"}});
}
