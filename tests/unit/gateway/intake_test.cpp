#include "gateway/intake/intake.hpp"

#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
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
        "event": {"type": "/type", "kinds": {"new": "create", "trial": "test", "noted": "operation"}},
        "identity": {"event": [{"header": "Idempotency-Key"}, "/event"], "booking": "/id"},
        "booking": {"source": "Test", "name": "/name", "summary": "/text"},
        "contacts": [{"type": "Email", "value": "/email"}],
        "operations": [{"name": "note", "call": "Customers_CreateNote", "path": {"id": "/customer"},
                        "body": {"/text": "/name"}}],
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
              store, settlements, clock, series, [this] { return registry; }, limit) {}

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
    gateway::settlement_board settlements;
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
// A synchronous partner.
struct waiting : fixture {
    explicit waiting(const std::string& more = "")
        : fixture("accept", R"(, "respond": {"wait": "20s",
            "delivered": {"json": {"/id": "/id", "/booking": {"result": "booking"}}},
            "failed": {"status": 200, "json": {"/failure": {"result": "reason"}}})" +
                                more + "}") {}

    // The delivery, as soon as the door waits for it.
    void settle_with(const gateway::settled_event& end) {
        store.before = [this, end](std::string_view operation) {
            if (operation == "find_receipt")
                settlements.settled(store.rows.back().event.receipt, end);
        };
    }
    // From now on what comes is a repeat of it.
    void know_the_event() {
        store.before = [](std::string_view) {};
        store.known.emplace();
        store.known->each = {gateway::insertion::outcome::repeat};
        store.known->what = gateway::insertion::outcome::repeat;
        store.known->receipt = receipt();
        store.known->answer = store.answers.at(receipt());
    }
    std::string receipt() const { return store.rows.back().event.receipt; }
};
struct impatient : fixture {
    impatient() : fixture("accept", R"(, "respond": {"wait": "1ms"})") {}
};
struct responding : fixture {
    responding()
        : fixture("accept", R"(, "respond": {"stored": {"type": "text/xml", "body": "<ok/>"}})") {}
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

BOOST_AUTO_TEST_CASE(where_nothing_tells_a_repeat_every_event_is_stored_as_a_new_one) {
    fixture thin("accept", R"(, "identity": {"event": "none", "booking": "/id"})");

    thin.post(booking);
    thin.post(booking);

    BOOST_REQUIRE_EQUAL(thin.store.rows.size(), 2u);
    const auto id_of = [&](std::size_t i) { return thin.store.rows[i].event.identity.event_id; };
    BOOST_TEST(id_of(0) == "receipt:" + thin.store.rows[0].event.receipt);
    BOOST_TEST(id_of(0) != id_of(1));
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

BOOST_FIXTURE_TEST_CASE(a_repeat_may_have_an_answer_of_its_own, fixture) {
    fixture other(make_connection(
        "accept", R"(, "respond": {"repeat": {"status": 208, "body": "/event"}})", bearer));
    for (fixture* one : {static_cast<fixture*>(this), &other}) {
        one->store.known.emplace();
        one->store.known->each = {gateway::insertion::outcome::repeat};
        one->store.known->what = gateway::insertion::outcome::repeat;
        one->store.known->answer = {202, "text/plain", "as the first"};
        one->store.known->receipt = "first";
    }

    BOOST_TEST(post(booking).body == "as the first");
    const auto answer = other.post(booking);
    BOOST_TEST(answer.status == 208u);
    BOOST_TEST(answer.body == "e1");
    BOOST_TEST(*http::find(answer.headers, "Webhook-Receipt") == "first");
    BOOST_TEST(*http::find(answer.headers, "Idempotent-Replayed") == "true");
}

BOOST_AUTO_TEST_CASE(nothing_of_what_was_not_believed_comes_back) {
    fixture with(make_connection("accept", R"(, "respond": {"rejected": {"status": 403,
        "json": {"/error": "no", "/echo": "/name", "/query": {"query": "q"}}}})",
                                 bearer));

    const auto answer = with.ask(with.request("POST", "/hooks/acme?q=1", {}, booking));

    BOOST_TEST(answer.status == 403u);
    BOOST_TEST(answer.body == R"({"error":"no"})");
}

BOOST_AUTO_TEST_CASE(what_is_ignored_may_have_an_answer_of_its_own) {
    fixture with(make_connection(
        "accept", R"(, "respond": {"ignored": {"status": 204}, "stored": {"body": "thanks"}})",
        "\"none\""));
    const auto answer_to = [&](const char* kind) {
        json::value config = json::parse(booking);
        config.as_object()["type"] = kind;
        return with.ask(with.request("POST", "/hooks/acme", {}, json::serialize(config)));
    };

    BOOST_TEST(answer_to("new").status == 200u);
    BOOST_TEST(answer_to("trial").status == 204u);
    BOOST_TEST(answer_to("unknown").status == 200u);  // a dead letter is not ignored
    BOOST_TEST(answer_to("noted").status == 200u);    // nor is a call of the CRM
}

BOOST_AUTO_TEST_CASE(what_cannot_be_mapped_may_have_an_answer_of_its_own) {
    fixture with(make_connection("reject", R"(, "respond": {"unmappable": {"status": 200,
        "json": {"/failure": "BAD", "/why": {"result": "reason"}}}})",
                                 "\"none\""));

    const auto answer = with.ask(with.request("POST", "/hooks/acme", {}, "{}"));

    BOOST_TEST(answer.status == 200u);
    BOOST_TEST(json::parse(answer.body).at("failure").as_string() == "BAD");
    BOOST_TEST(!json::parse(answer.body).at("why").as_string().empty());
    BOOST_TEST(with.store.rows.empty());
}

BOOST_FIXTURE_TEST_CASE(a_sender_that_waits_learns_what_became_of_its_booking, waiting) {
    settle_with({gateway::event_state::delivered, "created", 4711});

    const auto answer = post(booking);

    BOOST_TEST(answer.status == 200u);
    BOOST_TEST(answer.body == R"({"id":"b1","booking":4711})");
    BOOST_TEST(store.answers.at(receipt()).body == answer.body);  // for its repeats
    BOOST_TEST(store.answers.at(receipt()).is_final);
}

BOOST_FIXTURE_TEST_CASE(a_sender_that_waits_learns_that_there_will_be_no_booking, waiting) {
    settle_with({gateway::event_state::dead, "refused_by_crm", 0});

    const auto answer = post(booking);

    BOOST_TEST(answer.status == 200u);
    BOOST_TEST(answer.body == R"({"failure":"refused_by_crm"})");
    BOOST_TEST(store.answers.at(receipt()).body == answer.body);
}

BOOST_FIXTURE_TEST_CASE(a_repeat_of_a_failure_that_was_replayed_learns_of_the_booking, waiting) {
    settle_with({gateway::event_state::dead, "refused_by_crm", 0});
    post(booking);
    know_the_event();

    store.rows.back().state = gateway::event_state::dead;
    store.rows.back().reason = "refused_by_crm";
    const auto still = post(booking);
    store.rows.back().state = gateway::event_state::delivered;
    store.links[{"acme", "b1"}].crm_booking = 4711;
    const auto replayed = post(booking);

    BOOST_TEST(still.body == R"({"failure":"refused_by_crm"})");
    BOOST_TEST(replayed.body == R"({"id":"b1","booking":4711})");
    BOOST_TEST(store.answers.at(receipt()).is_final);
}

BOOST_AUTO_TEST_CASE(an_event_that_changed_nothing_may_have_an_answer_of_its_own) {
    waiting plain;
    waiting own(R"(, "ignored": {"status": 208})");
    for (waiting* one : {&plain, &own})
        one->settle_with({gateway::event_state::ignored, "superseded", 0});

    BOOST_TEST(plain.post(booking).body == R"({"id":"b1"})");
    BOOST_TEST(own.post(booking).status == 208u);
}

BOOST_FIXTURE_TEST_CASE(a_sender_waits_for_the_calls_of_an_operation_too, waiting) {
    settle_with({gateway::event_state::dead, "refused_by_crm", 0});

    const auto answer = post(R"({"type": "noted", "event": "e2", "id": "b1", "customer": 17})");

    BOOST_TEST(answer.body == R"({"failure":"refused_by_crm"})");
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_read_is_told_at_once_to_one_that_waits, waiting) {
    const auto answer = post("not JSON");

    BOOST_TEST(answer.body.find("failure") != std::string::npos);
    BOOST_TEST(store.rows.size() == 1u);  // kept all the same
}

BOOST_FIXTURE_TEST_CASE(a_sender_that_waited_too_long_is_asked_to_come_again, impatient) {
    const auto answer = post(booking);

    BOOST_TEST(answer.status == 503u);
    BOOST_TEST(http::find(answer.headers, "Retry-After").has_value());
    BOOST_TEST(store.rows.size() == 1u);
    BOOST_TEST(store.answers.empty());  // the repeat shall learn how it ended
}

BOOST_FIXTURE_TEST_CASE(a_repeat_of_one_that_waited_is_told_the_same, waiting) {
    settle_with({gateway::event_state::delivered, "created", 4711});
    const auto first = post(booking);
    know_the_event();
    const auto again = post(booking);
    // As after a crash between the delivery and the answer.
    store.known->answer.is_final = false;
    store.rows.back().state = gateway::event_state::delivered;
    store.links[{"acme", "b1"}].crm_booking = 4711;
    store.answers.clear();
    const auto after_a_crash = post(booking);

    BOOST_TEST(again.body == first.body);
    BOOST_TEST(*http::find(again.headers, "Idempotent-Replayed") == "true");
    BOOST_TEST(after_a_crash.body == first.body);
    BOOST_TEST(store.answers.at(receipt()).body == first.body);
}

BOOST_AUTO_TEST_CASE(a_challenge_of_another_format_gets_through_the_door_and_no_event_does) {
    fixture with(make_connection("accept", R"(, "challenge": [
        {"method": "POST", "format": "form", "when": "/challenge", "value": "/challenge"}])",
                                 bearer));
    const http::fields believed{{"Authorization", "Bearer s3cret"},
                                {"Content-Type", "application/x-www-form-urlencoded"}};
    const auto challenge = with.request("POST", "/hooks/acme", believed, "challenge=c1");
    const auto event = with.request("POST", "/hooks/acme", believed, "type=created");

    BOOST_TEST(with.refused_with(challenge) == 0u);
    BOOST_TEST(with.ask(challenge).body == "c1");
    BOOST_TEST(with.refused_with(event) == 0u);
    BOOST_TEST(with.ask(event).status == 415u);
    BOOST_TEST(with.store.rows.empty());
    BOOST_TEST(fixture().refused_with(event) == 415u);
}

BOOST_AUTO_TEST_CASE(challenges_are_answered_and_leave_no_event) {
    const char* const challenges = R"(, "challenge": [
        {"verified": false, "value": {"query": "challenge"}},
        {"method": "POST", "when": "/challenge", "value": "/challenge"}])";
    fixture with(make_connection("accept", challenges, bearer));
    fixture without;
    const http::fields believed{{"Authorization", "Bearer s3cret"}};
    const auto get = with.request("GET", "/hooks/acme?challenge=c1", {}, "");
    const auto posted = with.request("POST", "/hooks/acme", believed, R"({"challenge": "c2"})");
    const auto forged = with.request("POST", "/hooks/acme", {}, R"({"challenge": "c2"})");
    const auto other = with.request("GET", "/hooks/acme", believed, "");

    BOOST_TEST(with.refused_with(get) == 0u);
    BOOST_TEST(without.refused_with(get) == 405u);
    BOOST_TEST(with.refused_with(with.request("PUT", "/hooks/acme", {}, "")) == 405u);
    BOOST_TEST(with.ask(get).body == "c1");
    BOOST_TEST(with.ask(posted).body == "c2");
    BOOST_TEST(with.ask(forged).status == 401u);
    BOOST_TEST(with.ask(other).status == 400u);
    BOOST_TEST(with.store.rows.empty());
    BOOST_TEST(
        with.series.expose().find(R"(challenges_total{connection="acme",outcome="answered"} 2)") !=
        std::string::npos);
}
