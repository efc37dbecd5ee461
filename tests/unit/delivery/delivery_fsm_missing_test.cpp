#include <boost/test/unit_test.hpp>

#include "delivery_fixture.hpp"

// Events of a booking that the CRM has no more, says a reconciliation.
namespace {

using namespace testing;
using gateway::delivery_fsm;
using gateway::delivery_progress;
using gateway::record_intent;
using gateway::wait_and_retry;

delivery_fsm made(gateway::delivery_input input) {
    return delivery_fsm(std::move(input), gateway::delivery_policy());
}

gateway::delivery_input of_a_missing_one(event_kind kind = event_kind::create) {
    auto input = an_event(kind);
    input.link = a_link(standing::missing);
    return input;
}

BOOST_AUTO_TEST_SUITE(missing)

BOOST_AUTO_TEST_CASE(is_sought_by_its_id_and_then_by_its_external_id) {
    delivery_fsm fsm = made(of_a_missing_one());

    const auto first = expect_call(fsm.start(), booking_operation::get_booking);
    const auto second = expect_call(fsm.resume(refused(404)), booking_operation::find_bookings);
    const auto wait = expect<wait_and_retry>(fsm.resume(listed()));

    BOOST_TEST(first.booking == 100);
    BOOST_TEST(second.external_id == "site-p-1");
    BOOST_TEST((wait.why == wait_and_retry::cause::settle));
    BOOST_TEST((fsm.progress() == delivery_progress{address, 1}));
}

BOOST_AUTO_TEST_CASE(is_made_again_after_two_empty_look_ups) {
    auto input = of_a_missing_one();
    input.progress = delivery_progress{address, 1};
    delivery_fsm fsm = made(std::move(input));

    fsm.start();
    fsm.resume(refused(404));
    expect<record_intent>(fsm.resume(listed()));
    expect_call(fsm.recorded(), booking_operation::create_booking);
    const auto end =
        expect_end(fsm.resume(ok(R"({"id": 101})")), event_state::delivered, "created");

    BOOST_TEST((end.links.at("p-1").what == standing::live));
    BOOST_TEST(end.links.at("p-1").crm_booking == 101);
}

BOOST_AUTO_TEST_CASE(is_live_again_when_the_crm_has_it_after_all) {
    delivery_fsm fsm = made(of_a_missing_one());

    fsm.start();
    expect_call(fsm.resume(ok(R"({"id": 100, "status": "New"})")),
                booking_operation::list_contacts);
    const auto end = expect_end(
        fsm.resume(listed(R"({"id": 5, "type": "Phone", "value": "2125550123", "memo": ""})")),
        event_state::delivered, "updated");

    BOOST_TEST((end.links.at("p-1").what == standing::live));
    BOOST_TEST(end.links.at("p-1").crm_booking == 100);
}

BOOST_AUTO_TEST_CASE(is_replaced_by_another_of_its_external_id_which_is_brought_up_to_date) {
    delivery_fsm fsm = made(of_a_missing_one());

    fsm.start();
    fsm.resume(refused(404));
    const auto patch =
        expect_call(fsm.resume(listed(R"({"id": 102, "externalId": "site-p-1", "status": "New"})")),
                    booking_operation::update_booking);
    fsm.resume(ok("{}"));
    const auto end = expect_end(
        fsm.resume(listed(R"({"id": 5, "type": "Phone", "value": "2125550123", "memo": ""})")),
        event_state::delivered, "updated");

    BOOST_TEST(patch.booking == 102);
    BOOST_TEST(patch.body.as_object().contains("name"));
    BOOST_TEST(end.links.at("p-1").crm_booking == 102);
}

BOOST_AUTO_TEST_CASE(stays_known_by_the_external_id_that_it_was_found_under) {
    auto input = of_a_missing_one();
    input.link->sent["externalId"] = "site-p-0";
    delivery_fsm fsm = made(std::move(input));

    fsm.start();
    fsm.resume(refused(404));
    fsm.resume(listed(R"({"id": 102, "externalId": "site-p-0", "status": "New"})"));
    fsm.resume(ok("{}"));
    const auto end = expect_end(
        fsm.resume(listed(R"({"id": 5, "type": "Phone", "value": "2125550123", "memo": ""})")),
        event_state::delivered, "updated");

    BOOST_TEST(end.links.at("p-1").sent.at("externalId").as_string() == "site-p-0");
}

BOOST_AUTO_TEST_CASE(is_left_to_a_person_when_that_one_was_dismissed) {
    delivery_fsm fsm = made(of_a_missing_one());

    fsm.start();
    fsm.resume(refused(404));
    const auto end = expect_end(
        fsm.resume(listed(R"({"id": 102, "externalId": "site-p-1", "status": "Dismissed"})")),
        event_state::dead, "ambiguous");

    BOOST_TEST(end.dead->detail.find("102") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_sought_under_the_external_id_that_it_was_made_with_too) {
    auto input = of_a_missing_one();
    input.link->sent["externalId"] = "site-p-0";
    delivery_fsm fsm = made(std::move(input));

    fsm.start();
    const auto first = expect_call(fsm.resume(refused(404)), booking_operation::find_bookings);
    const auto second = expect_call(fsm.resume(listed()), booking_operation::find_bookings);
    expect<wait_and_retry>(fsm.resume(listed()));

    BOOST_TEST(first.external_id == "site-p-0");
    BOOST_TEST(second.external_id == "site-p-1");
    BOOST_TEST((fsm.progress() == delivery_progress{address, 1}));
}

BOOST_AUTO_TEST_CASE(is_not_made_while_the_crm_does_not_say_that_it_is_gone) {
    for (const auto what : {outcome::unknown, outcome::server_error, outcome::throttled}) {
        delivery_fsm fsm = made(of_a_missing_one());
        fsm.start();
        expect<wait_and_retry>(fsm.resume(not_ok(what)));
    }
    delivery_fsm fsm = made(of_a_missing_one());
    fsm.start();
    expect_end(fsm.resume(refused(400)), event_state::dead, "refused_by_crm");
}

BOOST_AUTO_TEST_CASE(is_made_by_a_later_event_as_well) {
    delivery_fsm fsm = made(of_a_missing_one(event_kind::update));

    expect_call(fsm.start(), booking_operation::get_booking);
}

BOOST_AUTO_TEST_CASE(is_not_made_by_an_older_event) {
    auto input = of_a_missing_one();
    input.identity.occurred_at = noon - std::chrono::hours(2);

    expect_end(made(std::move(input)).start(), event_state::ignored, "stale");
}

BOOST_AUTO_TEST_CASE(is_left_alone_where_its_connection_leads_no_longer) {
    auto input = of_a_missing_one();
    input.link->place = other_place;

    expect_end(made(std::move(input)).start(), event_state::dead, "moved");
}

BOOST_AUTO_TEST_CASE(is_cancelled_whether_it_is_there_or_not) {
    for (const bool is_there : {true, false}) {
        delivery_fsm fsm = made(of_a_missing_one(event_kind::cancel));

        expect_call(fsm.start(), booking_operation::dismiss_booking);
        delivery_action next = fsm.resume(is_there ? ok() : refused(404));
        if (!is_there) {
            expect_call(std::move(next), booking_operation::get_booking);
            next = fsm.resume(refused(404));
        }
        const auto end = expect_end(std::move(next), event_state::delivered, "dismissed");

        BOOST_TEST((end.links.at("p-1").what == standing::cancelled));
    }
}

BOOST_AUTO_TEST_CASE(is_looked_up_before_its_cancellation_when_it_may_have_been_made_again) {
    auto input = of_a_missing_one(event_kind::cancel);
    input.progress = delivery_progress{address, 0};
    delivery_fsm fsm = made(std::move(input));

    expect_call(fsm.start(), booking_operation::find_bookings);
    const auto call = expect_call(fsm.resume(listed(R"({"id": 102, "externalId": "site-p-1"})")),
                                  booking_operation::dismiss_booking);

    BOOST_TEST(call.booking == 102);
}

BOOST_AUTO_TEST_CASE(goes_on_under_a_new_id_when_it_is_there) {
    auto input = an_event(event_kind::reschedule);
    input.identity.previous_booking_id = "p-0";
    input.previous_link = a_link(standing::missing, 99);
    delivery_fsm fsm = made(std::move(input));

    const auto call = expect_call(fsm.start(), booking_operation::get_booking);
    fsm.resume(ok(R"({"id": 99, "status": "New"})"));
    const auto end = expect_end(
        fsm.resume(listed(R"({"id": 5, "type": "Phone", "value": "2125550123", "memo": ""})")),
        event_state::delivered, "updated");

    BOOST_TEST(call.booking == 99);
    BOOST_TEST(end.links.at("p-1").crm_booking == 99);
    BOOST_TEST((end.links.at("p-0").what == standing::superseded));
}

BOOST_AUTO_TEST_CASE(is_made_again_under_a_new_id_when_it_is_not) {
    auto input = an_event(event_kind::reschedule);
    input.identity.previous_booking_id = "p-0";
    input.previous_link = a_link(standing::missing, 99);
    delivery_fsm fsm = made(std::move(input));

    fsm.start();
    const auto call = expect_call(fsm.resume(refused(404)), booking_operation::find_bookings);

    BOOST_TEST(call.external_id == "site-p-1");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
