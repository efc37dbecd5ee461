#include "gateway/intake/intake.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

#include "tests/support/fake_inbox.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run.hpp"

namespace asio = boost::asio;
namespace json = boost::json;
namespace http = gateway::http;

namespace {

const std::string bearer = R"({"bearer": "token"})";

std::shared_ptr<const providers::connection> make_connection(const std::string& on_unmappable,
                                                             const std::string& more,
                                                             const std::string& verify) {
    const auto config = json::parse(R"({
        "receive": {"format": "json", "limit": "1KiB"},
        "verify": )" + verify + R"(,
        "event": {"type": "/type", "kinds": {"new": "create"}},
        "identity": {"event": [{"header": "Idempotency-Key"}, "/event"], "booking": "/id"},
        "booking": {"source": "Test", "name": "/name", "summary": "/text"},
        "contacts": [{"type": "Email", "value": "/email"}],
        "on_unmappable": ")" + on_unmappable +
                                    "\"" + more + "}");
    auto definition = providers::compile_definition("test", config);
    BOOST_REQUIRE_MESSAGE(definition, to_text(definition.error()));
    providers::connection_settings settings;
    settings.name = "acme";
    settings.tenant = "acme";
    settings.booking_provider = 1;
    if (verify == bearer) settings.secrets["token"] = {"s3cret", "older"};
    settings.has_client_ca = true;
    auto made = providers::connection::make(*definition, std::move(settings));
    BOOST_REQUIRE_MESSAGE(made, to_text(made.error()));
    return *made;
}

const std::string booking =
    R"({"type": "new", "event": "e1", "id": "b1", "name": "Ada", "email": "ada@example.com"})";

// An intake with one connection, called as the HTTP connection would.
struct fixture {
    explicit fixture(const std::string& on_unmappable = "accept", const std::string& more = "",
                     gateway::arrival_limit limit = {})
        : fixture(make_connection(on_unmappable, more, bearer), limit) {}

    explicit fixture(std::shared_ptr<const providers::connection> connection,
                     gateway::arrival_limit limit = {})
        : registry(std::make_shared<providers::registry>(
              std::map<std::string, std::shared_ptr<const providers::connection>, std::less<>>{
                  {"acme", std::move(connection)}})),
          door(
              store, clock, series, [this] { return registry; }, limit) {}

    http::request request(const std::string& method, const std::string& target,
                          http::fields headers, std::string body) const {
        http::request made;
        made.method = method;
        made.target = target;
        made.headers = std::move(headers);
        made.body = std::move(body);
        return made;
    }

    http::response ask(http::request message) {
        http::response answer;
        testing::run([](http::service with, http::request about,
                        http::response& out) -> asio::awaitable<void> {
            out = co_await with.handle(std::move(about));
        }(door.service(), std::move(message), answer));
        return answer;
    }

    http::response post(const std::string& body, http::fields headers = {}) {
        headers.push_back({"Authorization", "Bearer s3cret"});
        return ask(request("POST", "/hooks/acme", std::move(headers), body));
    }

    unsigned refused_with(const http::request& head) {
        const auto verdict = door.service().admit(head);
        return verdict.refusal ? verdict.refusal->status : 0;
    }

    testing::fake_inbox store;
    testing::manual_clock clock{mapping::timestamp(std::chrono::seconds(1'800'000'000))};
    gateway::metrics series;
    std::shared_ptr<const providers::registry> registry;
    gateway::intake door;
};

struct rejecting : fixture {
    rejecting() : fixture("reject") {}
};
struct limiting : fixture {
    limiting() : fixture("accept", "", {0.1, 2}) {}
};
struct responding : fixture {
    responding()
        : fixture("accept",
                  R"(, "respond": {"status": 200, "type": "text/xml", "body": "<ok/>"})") {}
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_authentic_webhook_is_stored_and_answered_with_its_receipt, fixture) {
    const auto answer = post(booking);

    BOOST_TEST(answer.status == 202u);
    BOOST_REQUIRE_EQUAL(store.rows.size(), 1u);
    const auto& event = store.rows.front().event;
    BOOST_TEST(event.connection == "acme");
    BOOST_TEST(event.identity.event_id == "e1");
    BOOST_TEST(event.request.body == booking);
    BOOST_TEST(json::parse(answer.body).at("receipt").as_string() == event.receipt);
}

BOOST_FIXTURE_TEST_CASE(a_webhook_that_is_not_believed_gets_401_and_leaves_no_trace, fixture) {
    const auto answer =
        ask(request("POST", "/hooks/acme", {{"Authorization", "Bearer wrong"}}, booking));

    BOOST_TEST(answer.status == 401u);
    BOOST_TEST(answer.body.find("credentials") == std::string::npos);  // the reason is ours
    BOOST_TEST(http::find(answer.headers, "WWW-Authenticate").has_value());
    BOOST_TEST(store.rows.empty());
    BOOST_TEST(series.expose().find(
                   R"(ingest_rejected_total{connection="acme",reason="credentials_wrong"} 1)") !=
               std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_uses_of_a_secret_are_counted_by_its_position, fixture) {
    post(booking);
    ask(request("POST", "/hooks/acme", {{"Authorization", "Bearer older"}}, booking));

    for (const char* position : {"0", "1"})
        BOOST_TEST(series.expose().find(R"(secret_uses_total{connection="acme",position=")" +
                                        std::string(position) + "\"} 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_peer_that_is_not_allowed_gets_403_whatever_it_sends) {
    const auto verified_by = [](const std::string& verify) {
        return make_connection("accept", "", verify);
    };
    fixture by_address(verified_by(R"({"address": ["203.0.113.7"]})"));
    fixture by_certificate(verified_by(R"({"client_certificate": {"san": "hooks.example"}})"));
    auto message = by_address.request("POST", "/hooks/acme", {}, booking);
    message.peer = "203.0.113.8";
    const auto refused = by_address.ask(message);
    message.peer = "203.0.113.7";

    BOOST_TEST(refused.status == 403u);
    BOOST_TEST(!http::find(refused.headers, "WWW-Authenticate").has_value());
    BOOST_TEST(by_address.ask(message).status == 202u);
    BOOST_TEST(by_address.series.expose().find("secret_uses_total{") == std::string::npos);
    BOOST_TEST(by_certificate.ask(message).status == 403u);
    message.certificate = http::certificate_names{"CN=other", {"other.example"}};
    BOOST_TEST(by_certificate.ask(message).status == 403u);
    message.certificate = http::certificate_names{"CN=hooks", {"hooks.example"}};
    BOOST_TEST(by_certificate.ask(message).status == 202u);
    for (const char* reason : {"certificate_missing", "certificate_refused"})
        BOOST_TEST(by_certificate.series.expose().find(reason) != std::string::npos, reason);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_is_stored_as_a_dead_letter, fixture) {
    for (const char* body :
         {"not JSON", R"({"type": "new", "id": ""})", R"({"type": "other"})", "\xff"})
        BOOST_TEST_CONTEXT(body) {
            BOOST_TEST(post(body).status == 202u);
            BOOST_TEST((store.rows.back().state == gateway::event_state::dead));
            BOOST_TEST((store.rows.back().dead->reason == gateway::death::unreadable));
        }
}

BOOST_FIXTURE_TEST_CASE(where_the_definition_rejects_the_sender_learns_why_and_nothing_is_stored,
                        rejecting) {
    const auto unmapped = post(R"({"type": "new", "event": "e", "id": "b", "text": "no name"})");
    const auto unreadable = post("not JSON");

    BOOST_TEST(unmapped.status == 422u);
    BOOST_TEST(!json::parse(unmapped.body).at("errors").as_array().empty());
    BOOST_TEST(unreadable.status == 422u);
    BOOST_TEST(store.rows.empty());
}

BOOST_FIXTURE_TEST_CASE(the_definition_may_have_an_answer_of_its_own, responding) {
    const auto answer = post(booking);

    BOOST_TEST(answer.status == 200u);
    BOOST_TEST(answer.body == "<ok/>");
    BOOST_TEST(*http::find(answer.headers, "Content-Type") == "text/xml");
    BOOST_TEST(http::find(answer.headers, "Webhook-Receipt").has_value());
}

BOOST_FIXTURE_TEST_CASE(trouble_with_the_inbox_is_ours_and_asks_the_sender_to_come_back, fixture) {
    const std::vector<std::function<void()>> troubles{
        [] { throw gateway::inbox_full("full"); }, [] { throw gateway::inbox_busy("busy"); },
        [] { throw gateway::inbox_failed("failed"); }};
    for (const auto& trouble : troubles) {
        store.before = [&](std::string_view) { trouble(); };

        const auto answer = post(booking);

        BOOST_TEST(answer.status == 503u);
        BOOST_TEST(http::find(answer.headers, "Retry-After").has_value());
    }

    store.before = [](std::string_view) {};
    BOOST_TEST(post(booking).status == 202u);  // a refusal has claimed nothing
}

BOOST_FIXTURE_TEST_CASE(a_connection_over_its_limit_is_told_when_to_come_again, limiting) {
    BOOST_TEST(post(booking).status == 202u);
    BOOST_TEST(post(booking).status == 202u);

    const auto answer = post(booking);

    BOOST_TEST(answer.status == 429u);
    BOOST_TEST(*http::find(answer.headers, "Retry-After") == "10");
    BOOST_TEST(store.rows.size() == 2u);
    BOOST_TEST(series.expose().find(
                   R"(ingest_rejected_total{connection="acme",reason="rate_limited"} 1)") !=
               std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(who_is_not_believed_uses_up_no_share_of_the_connection, limiting) {
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(ask(request("POST", "/hooks/acme", {}, booking)).status == 401u);

    BOOST_TEST(post(booking).status == 202u);
}

BOOST_FIXTURE_TEST_CASE(the_head_alone_decides_what_is_refused_before_the_body, fixture) {
    const http::fields json_type{{"Content-Type", "application/json; charset=utf-8"}};

    BOOST_TEST(refused_with(request("POST", "/hooks/acme", json_type, "")) == 0u);
    BOOST_TEST(refused_with(request("POST", "/hooks/acme?x=1", {}, "")) == 0u);
    BOOST_TEST(refused_with(request("POST", "/hooks/acme",
                                    {{"Content-Type", "application/cloudevents+json"}}, "")) == 0u);
    BOOST_TEST(refused_with(request("POST", "/hooks/nobody", json_type, "")) == 404u);
    BOOST_TEST(refused_with(request("POST", "/", json_type, "")) == 404u);
    BOOST_TEST(refused_with(request("GET", "/hooks/acme", {}, "")) == 405u);
    BOOST_TEST(refused_with(request("POST", "/receipts/x", {}, "")) == 405u);
    BOOST_TEST(refused_with(request("HEAD", "/receipts/x", {}, "")) == 0u);
    BOOST_TEST(refused_with(request("POST", "/hooks/acme", {{"Content-Type", "text/html"}}, "")) ==
               415u);
    BOOST_TEST(refused_with(request("POST", "/hooks/acme", {{"Content-Encoding", "gzip"}}, "")) ==
               415u);
    BOOST_TEST(door.service().admit(request("POST", "/hooks/acme", json_type, "")).body_limit ==
               1024u);
}

BOOST_FIXTURE_TEST_CASE(a_metric_never_takes_its_label_from_the_sender, fixture) {
    const auto service = door.service();
    for (const char* path : {"/hooks/acme", "/hooks/made-up", "/made/up"})
        service.answered(request("POST", path, {}, ""), 202, std::chrono::milliseconds(1));

    const std::string text = series.expose();
    BOOST_TEST(text.find(R"(connection="acme")") != std::string::npos);
    BOOST_TEST(text.find("made") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_receipt_is_not_found, fixture) {
    BOOST_TEST(ask(request("GET", "/receipts/unknown", {}, "")).status == 404u);
}
