#include <boost/test/unit_test.hpp>

#include "delivery_fixture.hpp"

namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::delivery_fsm;
using gateway::hold_off;
using gateway::wait_and_retry;
using cause = wait_and_retry::cause;

delivery_fsm made(gateway::delivery_input input) {
    return delivery_fsm(std::move(input), gateway::delivery_policy());
}

gateway::delivery_input a_cancel(std::optional<booking_link> link = a_link(standing::live)) {
    auto input = an_event(event_kind::cancel);
    input.link = std::move(link);
    return input;
}

BOOST_AUTO_TEST_SUITE(cancel)

BOOST_AUTO_TEST_CASE(dismisses_the_booking_with_a_memo) {
    delivery_fsm fsm = made(a_cancel());

    const auto call = expect_call(fsm.start(), booking_operation::dismiss_booking);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "dismissed");

    BOOST_TEST(call.booking == 100);
    BOOST_TEST(call.booking_provider == 77);
    BOOST_TEST(json::serialize(call.body) == R"({"dismissingMemo":"Cancelled by the customer."})");
    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
    BOOST_TEST(end.links.at("p-1").crm_booking == 100);
    BOOST_TEST((end.links.at("p-1").occurred_at == noon));
}

BOOST_AUTO_TEST_CASE(that_comes_first_leaves_a_tombstone) {
    delivery_fsm fsm = made(a_cancel(std::nullopt));

    const auto end = expect_end(fsm.start(), event_state::ignored, "nothing_to_cancel");

    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
    BOOST_TEST(end.links.at("p-1").crm_booking == 0);
    BOOST_TEST((end.links.at("p-1").occurred_at == noon));
}

BOOST_AUTO_TEST_CASE(is_ignored_when_there_is_nothing_left_to_cancel) {
    const std::pair<standing, std::string> rows[] = {{standing::cancelled, "repeat"},
                                                     {standing::superseded, "superseded"}};
    for (const auto& [what, reason] : rows) {
        delivery_fsm fsm = made(a_cancel(a_link(what)));

        const auto end = expect_end(fsm.start(), event_state::ignored, reason);

        BOOST_TEST(end.links.empty());
    }
}

BOOST_AUTO_TEST_CASE(is_done_when_the_booking_is_dismissed_already) {
    delivery_fsm fsm = made(a_cancel());
    fsm.start();

    const auto look =
        expect_call(fsm.resume(refused(400, "Already dismissed.")), booking_operation::get_booking);
    const auto end = expect_end(fsm.resume(ok(R"({"id": 100, "status": "Dismissed"})")),
                                event_state::delivered, "dismissed");

    BOOST_TEST(look.booking == 100);
    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
}

BOOST_AUTO_TEST_CASE(is_dead_when_the_crm_does_not_let_go_of_the_booking) {
    delivery_fsm fsm = made(a_cancel());
    fsm.start();
    fsm.resume(refused(400, "A job was booked."));

    const auto end = expect_end(fsm.resume(ok(R"({"id": 100, "status": "Converted"})")),
                                event_state::dead, "refused_by_crm");

    BOOST_TEST(end.dead->detail.find("Converted") != std::string::npos);
    BOOST_TEST(end.dead->detail.find("A job was booked.") != std::string::npos);
    BOOST_TEST(end.links.empty());
}

BOOST_AUTO_TEST_CASE(is_dead_when_the_booking_is_gone) {
    delivery_fsm fsm = made(a_cancel());
    fsm.start();
    fsm.resume(refused(404, "No booking."));

    expect_end(fsm.resume(refused(404, "No booking.")), event_state::dead, "refused_by_crm");
}

BOOST_AUTO_TEST_CASE(is_simply_sent_again_when_its_outcome_was_not_seen) {
    for (const outcome what : {outcome::unknown, outcome::server_error}) {
        delivery_fsm fsm = made(a_cancel());
        fsm.start();

        const auto wait = expect<wait_and_retry>(fsm.resume(not_ok(what, 500)));

        BOOST_TEST((wait.why == cause::retry));
        BOOST_TEST(wait.outcome_unknown);
        BOOST_TEST(!fsm.progress().create_sent.has_value());
    }
}

BOOST_AUTO_TEST_CASE(waits_when_neither_call_gets_through) {
    for (const bool after_refusal : {false, true}) {
        const auto at_call = [&] {
            delivery_fsm fsm = made(a_cancel());
            fsm.start();
            if (after_refusal) fsm.resume(refused());
            return fsm;
        };
        delivery_fsm throttled = at_call(), not_sent = at_call(), unauthorized = at_call(),
                     forbidden = at_call();

        BOOST_TEST((expect<wait_and_retry>(throttled.resume(not_ok(outcome::throttled, 429))).why ==
                    cause::throttled));
        BOOST_TEST((expect<wait_and_retry>(not_sent.resume(not_ok(outcome::not_sent))).why ==
                    cause::retry));
        expect<hold_off>(unauthorized.resume(not_ok(outcome::unauthorized, 401)));
        expect<hold_off>(forbidden.resume(not_ok(outcome::forbidden, 403)));
    }
}

BOOST_AUTO_TEST_CASE(waits_when_the_booking_cannot_be_read) {
    delivery_fsm fsm = made(a_cancel());
    fsm.start();
    fsm.resume(refused());

    const auto wait = expect<wait_and_retry>(fsm.resume(ok("{}")));

    BOOST_TEST((wait.why == cause::retry));
    BOOST_TEST(!wait.outcome_unknown);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(events_that_want_nothing)

BOOST_AUTO_TEST_CASE(are_settled_at_once) {
    const std::pair<event_kind, std::string> rows[] = {{event_kind::test, "test"},
                                                       {event_kind::ignore, "not_wanted"}};
    for (const auto& [kind, reason] : rows) {
        auto input = an_event(kind, "");
        delivery_fsm fsm = made(std::move(input));

        const auto end = expect_end(fsm.start(), event_state::ignored, reason);

        BOOST_TEST(end.links.empty());
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
