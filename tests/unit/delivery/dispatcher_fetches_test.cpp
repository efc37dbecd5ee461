#include <boost/test/unit_test.hpp>

#include "dispatcher_fixture.hpp"

namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::death;
namespace http = gateway::http;

http::exchange answered(unsigned status, std::string body = "", http::fields headers = {}) {
    http::exchange reply;
    reply.what = http::fate::answered;
    reply.answer = {status, std::move(headers), std::move(body)};
    return reply;
}

const http::exchange ada = answered(200, R"({"name": "Ada", "phone": "2125550123"})");

// Events of the connection `thin` name a customer and say nothing about it.
struct fixture : dispatcher_fixture {
    fixture() { known = std::make_shared<const registry>(thin()); }

    static json::value definition(const char* fetch, const char* once_fetched) {
        json::value config = json::parse(R"({
            "receive": {"format": "json"},
            "verify": "none",
            "event": {"type": "/type", "kinds": {"created": "create", "gone": "cancel"}},
            "identity": {"event": "/id", "booking": "/booking"},
            "booking": {"source": "Thin", "name": [{"fetched": "/customer/name"}, "/name"],
                        "summary": "Please call."},
            "contacts": [{"type": "Phone",
                          "value": [{"fetched": "/customer/phone"}, {"const": "2125550199"}]}]
        })");
        config.as_object()["fetch"] = json::parse(fetch);
        config.at("event").as_object()["once_fetched"] = json::parse(once_fetched);
        return config;
    }

    static std::map<std::string, std::shared_ptr<const providers::connection>, std::less<>> thin(
        const char* fetch = R"([{"name": "customer", "from": "https://api.example.com",
                                 "path": "/c/{id}?full=1", "with": {"id": "/customer"},
                                 "auth": {"bearer": "access"}}])",
        const char* once_fetched = "null") {
        auto compiled = providers::compile_definition("thin", definition(fetch, once_fetched));
        BOOST_REQUIRE_MESSAGE(compiled.has_value(), mapping::to_text(compiled.error()));
        providers::connection_settings settings;
        settings.name = "thin";
        settings.tenant = "acme";
        settings.booking_provider = place.booking_provider;
        if (!(*compiled)->secrets_besides_verify.empty()) settings.secrets["access"] = {"s3cret"};
        auto made = providers::connection::make(*compiled, std::move(settings));
        BOOST_REQUIRE_MESSAGE(made.has_value(), mapping::to_text(made.error()));
        return {{"thin", *made}};
    }

    // Of which the status of the customer says what the events are.
    static auto learning() {
        return thin(R"([{"name": "customer", "from": "https://api.example.com",
                         "path": "/c/{id}", "with": {"id": "/customer"}}])",
                    R"([{"when": {"fetched": "/customer/status"}, "equals": "off",
                         "then": "cancel"},
                        {"when": {"fetched": "/customer/status"}, "equals": "held",
                         "then": "ignore"}])");
    }

    fake_inbox::row& put_thin(const std::string& booking, const std::string& customer = "7",
                              event_kind kind = event_kind::create) {
        return put("thin", kind, booking,
                   R"({"type": "created", "booking": ")" + booking + R"(", "customer": ")" +
                       customer + "\"}");
    }

    const fake_inbox::row& first() const { return inbox.rows.front(); }
    void run_until_waiting() {
        run_until([this] { return inbox.count(event_state::waiting) == 1; });
    }
    json::value created(std::size_t position = 0) const {
        for (const auto& call : acme.calls)
            if (call.operation == booking_operation::create_booking && position-- == 0)
                return call.body;
        return nullptr;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(thin_events, fixture)

BOOST_AUTO_TEST_CASE(are_mapped_with_what_was_fetched) {
    partners.answer = [](const auto&) { return ada; };
    put_thin("p-1");
    start();
    run_until_settled();

    BOOST_TEST(first().reason == "created");
    BOOST_TEST(created().at("name") == "Ada");
    BOOST_TEST(created().at("contacts").at(0).at("value") == "2125550123");
    BOOST_REQUIRE_EQUAL(partners.asked.size(), 1u);
    BOOST_TEST(partners.asked[0].url == "https://api.example.com/c/7?full=1");
    BOOST_REQUIRE_EQUAL(first().attempts.size(), 2u);
    BOOST_TEST(first().attempts[0].operation == "fetch customer");
    BOOST_TEST(first().attempts[0].status == 200);
    BOOST_TEST(first().attempts[0].error == "");
    BOOST_TEST(shows(R"(fetch_requests_total{code="200",connection="thin",name="customer"} 1)"));
}

BOOST_AUTO_TEST_CASE(are_not_fetched_for_a_kind_that_needs_nothing) {
    put_thin("p-1", "7", event_kind::cancel);
    start();
    run_until_settled();

    BOOST_TEST(partners.asked.empty());
    BOOST_TEST(first().reason == "nothing_to_cancel");
}

BOOST_AUTO_TEST_CASE(that_the_partner_answers_late_become_one_booking) {
    const http::exchange bad[] = {
        http::exchange{http::fate::unknown, {}, "receiving: timeout", false},
        http::exchange{http::fate::not_sent, {}, "connecting: refused", false},
        answered(302, "", {{"Location", "https://evil.example/"}}),
        answered(200, "<!doctype html>"),
        answered(404),
    };
    std::size_t answers = 0;
    partners.answer = [&](const auto&) { return answers < std::size(bad) ? bad[answers++] : ada; };
    settings.lane.circuit = {100, 20ms, 20ms};
    put_thin("p-1");
    start();
    run_until_waiting();
    BOOST_TEST(first().reason == "fetch_failed");
    BOOST_TEST(first().event.tries == 1);
    BOOST_TEST(acme.calls.empty());

    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(first().reason == "created");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST(partners.asked.size() == std::size(bad) + 1);
    BOOST_TEST(first().event.tries == static_cast<int>(std::size(bad)));
    BOOST_TEST(first().attempts.front().error == "no_answer: receiving: timeout");
    BOOST_TEST(shows(R"(fetch_requests_total{code="none",connection="thin",name="customer"} 2)"));
}

BOOST_AUTO_TEST_CASE(that_are_never_completed_die_with_the_schedule) {
    partners.answer = [](const auto&) { return answered(503); };
    settings.lane.circuit = {1'000, 20ms, 20ms};
    put_thin("p-1");
    start();
    run_on_until([this] { return inbox.all_settled(); }, 1h);

    BOOST_REQUIRE(first().dead.has_value());
    BOOST_TEST((first().dead->reason == death::not_fetched));
    BOOST_TEST(first().dead->detail.find("was answered 503") != std::string::npos);
    BOOST_TEST(acme.calls.empty());
    BOOST_TEST(shows(R"(dead_lettered_total{connection="thin",reason="not_fetched"} 1)"));
}

BOOST_AUTO_TEST_CASE(that_are_throttled_for_ever_die_with_the_schedule) {
    partners.answer = [](const auto&) { return answered(429, "", {{"Retry-After", "3600"}}); };
    put_thin("p-1");
    start();
    run_until_waiting();
    BOOST_TEST(first().reason == "fetch_throttled");
    BOOST_TEST(first().event.tries == 0);
    BOOST_TEST((first().due == noon + 1h));

    clock.advance(73h);
    known = std::make_shared<const registry>(thin());  // the rest is of a clock that stands still
    inbox.wake();
    run_until_settled();

    BOOST_TEST((first().dead.value().reason == death::not_fetched));
}

BOOST_AUTO_TEST_CASE(whose_document_is_nowhere_die_after_five_tries) {
    partners.answer = [](const auto&) { return answered(404); };
    put_thin("p-1");
    start();
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST((first().dead.value().reason == death::not_fetched));
    BOOST_TEST(partners.asked.size() == 6u);
}

BOOST_AUTO_TEST_CASE(that_the_partner_refuses_die_at_once_and_tell_nothing_of_the_answer) {
    partners.answer = [](const auto&) { return answered(400, R"({"secret": "s3cret"})"); };
    put_thin("p-1");
    start();
    run_until_settled();

    BOOST_TEST((first().dead.value().reason == death::not_fetched));
    for (const char* private_word : {"s3cret", "full=1", "/c/7"})
        BOOST_TEST(first().dead->detail.find(private_word) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(that_do_not_say_what_to_fetch_die_at_once) {
    put_thin("p-1", "");
    start();
    run_until_settled();

    BOOST_TEST((first().dead.value().reason == death::not_fetched));
    BOOST_TEST(first().dead->detail.find("/fetch/0/with/id") != std::string::npos);
    BOOST_TEST(partners.asked.empty());
}

BOOST_AUTO_TEST_CASE(that_came_too_late_need_nothing_that_is_gone) {
    put_thin("p-1", "7", event_kind::cancel);
    start();
    run_until_settled();
    partners.answer = [](const auto&) { return answered(410); };

    put_thin("p-1");
    inbox.wake();
    run_until_settled();

    BOOST_TEST(inbox.rows.back().reason == "superseded");
}

BOOST_AUTO_TEST_CASE(may_lack_what_is_optional) {
    known = std::make_shared<const registry>(
        thin(R"([{"name": "customer", "from": "https://api.example.com", "path": "/c/{id}",
                  "with": {"id": "/customer"}, "optional": true}])"));
    partners.answer = [](const auto&) { return answered(404); };
    for (const char* customer : {"7", ""})
        inbox.put(event_of(
            "thin", event_kind::create, std::string("p-") + customer,
            R"({"type": "created", "name": "Bob", "customer": ")" + std::string(customer) + "\"}"));
    start();
    run_until_settled();

    BOOST_TEST(inbox.count(event_state::delivered) == 2u);
    BOOST_TEST(created().at("name") == "Bob");
    BOOST_TEST(partners.asked.size() == 1u);
}

BOOST_AUTO_TEST_CASE(in_doubt_stay_in_doubt_while_they_cannot_be_completed) {
    partners.answer = [](const auto&) { return ada; };
    acme.answer = [this](const gateway::booking_call& call) {
        acme.usual_answer(call);
        return not_ok(outcome::unknown, 0, "reset");
    };
    put_thin("p-1");
    start();
    run_until([this] { return inbox.count(event_state::unknown) == 1; });
    acme.answer = [this](const gateway::booking_call& call) { return acme.usual_answer(call); };
    partners.answer = [](const auto&) { return answered(503); };
    clock.advance(30s);
    inbox.wake();
    run_until([this] { return first().reason == "fetch_failed"; });
    BOOST_TEST((first().state == event_state::unknown));

    partners.answer = [](const auto&) { return ada; };
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(first().reason == "updated");  // with what was fetched now
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
}

BOOST_AUTO_TEST_CASE(of_a_partner_that_is_down_are_put_off_at_no_cost_but_for_a_probe) {
    settings.lane.circuit = {5, 1h, 1h};
    settings.lane.concurrency = 1;
    partners.answer = [](const auto&) { return answered(503); };
    for (int i = 0; i < 12; ++i) put_thin("p-" + std::to_string(i));
    put("other", event_kind::create, "unharmed");
    const auto others = known_connections({"other"});
    auto all = thin();
    all["other"] = others->find("other");
    known = std::make_shared<const registry>(std::move(all));
    start();
    run_until([this] { return inbox.count(event_state::waiting) == 12; });

    int tries = 0, held = 0;
    for (const auto& row : inbox.rows) {
        tries += row.event.tries;
        held += row.reason == "fetch_circuit_open";
    }
    BOOST_TEST(partners.asked.size() == 5u);
    BOOST_TEST(tries == 5);
    BOOST_TEST(held == 7);
    run_until([this] { return inbox.count(event_state::delivered) == 1; });
    BOOST_TEST(
        shows(R"(fetch_circuit_state{connection="thin",origin="https://api.example.com"} 2)"));

    partners.answer = [](const auto&) { return ada; };
    auto mended = thin();
    mended["other"] = others->find("other");
    known = std::make_shared<const registry>(std::move(mended));  // read again: a new chance
    run_on_until([this] { return inbox.all_settled(); }, 1h);
    BOOST_TEST(acme.count(booking_operation::create_booking) == 12u);
}

BOOST_AUTO_TEST_CASE(survive_a_client_that_throws) {
    bool is_broken = true;
    partners.answer = [&](const auto&) {
        if (is_broken) throw std::runtime_error("bug");
        return ada;
    };
    put_thin("p-1");
    start();
    run_until_waiting();
    BOOST_TEST(first().attempts.front().error == "not_sent: bug");

    is_broken = false;
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(first().reason == "created");
}

BOOST_AUTO_TEST_CASE(are_what_was_fetched_says_they_are) {
    const struct {
        const char* fetched;
        const char* reason;
        bool makes_one;
    } rows[] = {{R"({"name": "Ada", "status": "off"})", "nothing_to_cancel", false},
                {R"({"name": "Ada", "status": "held"})", "not_wanted", false},
                {R"({"name": "Ada", "status": "on"})", "created", true}};
    known = std::make_shared<const registry>(learning());
    partners.answer = [&](const providers::fetch_request& asked) {
        return answered(200, rows[asked.url.back() - '0'].fetched);
    };
    for (std::size_t i = 0; i < std::size(rows); ++i)
        put_thin("p-" + std::to_string(i), std::to_string(i));
    start();
    run_until_settled();

    for (std::size_t i = 0; i < std::size(rows); ++i) {
        BOOST_TEST(inbox.rows[i].reason == rows[i].reason);
        BOOST_TEST((inbox.rows[i].event.identity.kind == event_kind::create));  // as at the door
    }
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
}

BOOST_AUTO_TEST_CASE(that_turn_into_a_cancellation_after_a_create_dismiss_what_it_made) {
    known = std::make_shared<const registry>(learning());
    std::string status = "on";
    partners.answer = [&](const auto&) {
        return answered(200, R"({"name": "Ada", "status": ")" + status + "\"}");
    };
    acme.answer = [&](const gateway::booking_call& call) {
        if (call.operation != booking_operation::create_booking) return acme.usual_answer(call);
        acme.usual_answer(call);
        status = "off";
        return not_ok(outcome::unknown);
    };
    put_thin("p-1");
    start();
    run_on_until([this] { return inbox.all_settled(); });

    BOOST_TEST(first().reason == "dismissed");
    BOOST_TEST(acme.count(booking_operation::create_booking) == 1u);
    BOOST_TEST(acme.count(booking_operation::dismiss_booking) == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
