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

BOOST_AUTO_TEST_CASE(of_a_booking_that_is_known_by_the_id_it_replaces_dismisses_that_one) {
    auto input = a_cancel(std::nullopt);
    input.identity.previous_booking_id = "p-0";
    input.previous_link = a_link(standing::live);
    delivery_fsm fsm = made(std::move(input));

    const auto call = expect_call(fsm.start(), booking_operation::dismiss_booking);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "dismissed");

    BOOST_TEST(call.booking == 100);
    BOOST_TEST(json::serialize(call.body) == R"({"dismissingMemo":"Cancelled by the customer."})");
    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
    BOOST_TEST((end.links.at("p-0").what == standing::superseded));
}

BOOST_AUTO_TEST_CASE(dismisses_both_bookings_where_the_replaced_id_has_its_own) {
    auto input = a_cancel(a_link(standing::live, 100));
    input.identity.previous_booking_id = "p-0";
    input.previous_link = a_link(standing::live, 99);
    delivery_fsm fsm = made(std::move(input));

    BOOST_TEST(expect_call(fsm.start(), booking_operation::dismiss_booking).booking == 100);
    BOOST_TEST(expect_call(fsm.resume(ok()), booking_operation::dismiss_booking).booking == 99);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "dismissed");

    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
    BOOST_TEST((end.links.at("p-0").what == standing::superseded));
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

// A create was sent at an earlier try, which took the event for one.
gateway::delivery_input in_doubt(event_kind now) {
    auto input = an_event(now);
    input.progress.create_sent = address;
    return input;
}

BOOST_AUTO_TEST_CASE(of_a_booking_that_an_earlier_try_may_have_made_looks_for_it) {
    delivery_fsm fsm = made(in_doubt(event_kind::cancel));

    expect_call(fsm.start(), booking_operation::find_bookings);
    const auto call = expect_call(fsm.resume(listed(R"({"id": 55, "externalId": "site-p-1"})")),
                                  booking_operation::dismiss_booking);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "dismissed");

    BOOST_TEST(call.booking == 55);
    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
    BOOST_TEST(end.links.at("p-1").crm_booking == 55);
}

BOOST_AUTO_TEST_CASE(that_does_not_find_it_leaves_a_tombstone_and_makes_nothing) {
    auto input = in_doubt(event_kind::cancel);
    input.budget_over = true;
    delivery_fsm first = made(input);
    first.start();
    const auto wait = expect<wait_and_retry>(first.resume(listed()));
    BOOST_TEST((wait.why == cause::settle));

    input.progress = first.progress();
    delivery_fsm second = made(input);
    expect_call(second.start(), booking_operation::find_bookings);
    const auto end = expect_end(second.resume(listed()), event_state::ignored, "nothing_to_cancel");

    BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
}

BOOST_AUTO_TEST_CASE(that_cannot_dismiss_what_it_found_keeps_it_known) {
    delivery_fsm fsm = made(in_doubt(event_kind::cancel));
    fsm.start();
    fsm.resume(listed(R"({"id": 55, "externalId": "site-p-1"})"));
    fsm.resume(refused(400, "A job was booked."));

    const auto end = expect_end(fsm.resume(ok(R"({"id": 55, "status": "Converted"})")),
                                event_state::dead, "refused_by_crm");

    BOOST_TEST((end.links.at("p-1").what == standing::live));
    BOOST_TEST(end.links.at("p-1").crm_booking == 55);
}

BOOST_AUTO_TEST_CASE(an_event_that_is_not_wanted_any_more_keeps_known_what_it_made) {
    for (const auto kind : {event_kind::ignore, event_kind::test}) {
        delivery_fsm fsm = made(in_doubt(kind));

        expect_call(fsm.start(), booking_operation::find_bookings);
        const auto end = expect_end(fsm.resume(listed(R"({"id": 55, "externalId": "site-p-1"})")),
                                    event_state::delivered, "found_existing");

        BOOST_TEST((end.links.at("p-1").what == standing::live));
        BOOST_TEST(end.links.at("p-1").crm_booking == 55);
        BOOST_TEST(end.links.at("p-1").sent.empty());
    }
}

BOOST_AUTO_TEST_CASE(an_event_that_is_not_wanted_any_more_forgets_what_a_half_done_update_changed) {
    for (const bool may_be_half_done : {false, true}) {
        auto input = an_event(event_kind::ignore);
        input.link = a_link(standing::live);
        input.may_be_half_done = may_be_half_done;
        delivery_fsm fsm = made(std::move(input));

        const auto end = expect_end(fsm.start(), event_state::ignored, "not_wanted");

        BOOST_TEST(end.links.contains("p-1") == may_be_half_done);
        if (may_be_half_done) BOOST_TEST(end.links.at("p-1").sent.empty());
        if (may_be_half_done) BOOST_TEST(end.links.at("p-1").crm_booking == 100);
    }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
