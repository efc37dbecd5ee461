#include "gateway/delivery/fetch_gates.hpp"

#include <boost/test/unit_test.hpp>

namespace {

using gateway::fetch_answer;
using gateway::fetch_gates;
using outcome = fetch_answer::outcome;
using namespace std::chrono_literals;

constexpr gateway::breaker_settings five_in_a_row{5, 2s, 30s};
const std::string square = "https://square.example", acuity = "https://acuity.example";

struct fixture {
    gateway::metrics metrics;
    fetch_gates gates{five_in_a_row, metrics};
    fetch_gates::time_point now{std::chrono::hours(1)};

    void ask(outcome what, const std::string& origin = square, const std::string& from = "one",
             std::optional<std::chrono::milliseconds> retry_after = std::nullopt) {
        fetch_answer got;
        got.what = what;
        got.retry_after = retry_after;
        gates.asking(from, origin);
        gates.answered(from, origin, got, now);
    }
    std::string held(const std::string& origin = square, const std::string& from = "one") const {
        const auto hold = gates.held(from, origin, now);
        return hold ? std::string(hold->reason) : "";
    }
    std::chrono::milliseconds away(const std::string& origin = square) const {
        return gates.held("one", origin, now).value().stay_away;
    }
    bool shows(const std::string& line) const {
        return metrics.expose().find("booking_gateway_" + line + "\n") != std::string::npos;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(five_failures_in_a_row_keep_the_connection_from_that_origin, fixture) {
    for (int i = 0; i < 4; ++i) ask(outcome::failed);
    BOOST_TEST(held() == "");

    ask(outcome::unauthorized);

    BOOST_TEST(held() == "fetch_circuit_open");
    BOOST_TEST((away() == 2s));
    BOOST_TEST(held(acuity) == "");
    BOOST_TEST(held(square, "two") == "");
    BOOST_TEST(shows(R"(fetch_circuit_state{connection="one",origin="https://square.example"} 2)"));
}

BOOST_FIXTURE_TEST_CASE(one_request_finds_out_whether_it_answers_again, fixture) {
    for (int i = 0; i < 5; ++i) ask(outcome::failed);
    now += 2s;
    BOOST_TEST(held() == "");

    gates.asking("one", square);
    BOOST_TEST(held() == "fetch_circuit_open");
    gates.answered("one", square, fetch_answer(), now);
    BOOST_TEST((away() == 4s));

    now += 4s;
    ask(outcome::there);
    BOOST_TEST(held() == "");
    BOOST_TEST(shows(R"(fetch_circuit_state{connection="one",origin="https://square.example"} 0)"));
}

BOOST_FIXTURE_TEST_CASE(who_answers_at_all_has_not_failed, fixture) {
    for (const outcome what :
         {outcome::there, outcome::not_there, outcome::refused, outcome::throttled}) {
        for (int i = 0; i < 4; ++i) ask(outcome::failed);
        ask(what);
    }
    now += 1h;

    BOOST_TEST(held() == "");
}

BOOST_FIXTURE_TEST_CASE(a_429_keeps_all_events_of_the_connection_away, fixture) {
    ask(outcome::throttled, square, "one", 7s);
    ask(outcome::throttled, square, "one", 3s);

    BOOST_TEST(held() == "fetch_throttled");
    BOOST_TEST((away() == 7s));
    BOOST_TEST(held(square, "two") == "");
    now += 7s;
    BOOST_TEST(held() == "");
}

BOOST_FIXTURE_TEST_CASE(configuration_that_was_read_again_gives_a_new_chance, fixture) {
    for (int i = 0; i < 5; ++i) ask(outcome::failed);

    gates.configured(providers::registry());

    BOOST_TEST(held() == "");
    BOOST_TEST(shows(R"(fetch_circuit_state{connection="one",origin="https://square.example"} 0)"));
}
