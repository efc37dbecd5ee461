#include <boost/test/unit_test.hpp>

#include "delivery_fixture.hpp"

// Connections that lead to another tenant, booking provider or externalId than they did when a
// booking was made, or may have been made.
namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::delivery_fsm;

delivery_fsm made(gateway::delivery_input input) {
    return delivery_fsm(std::move(input), gateway::delivery_policy());
}

bool says(const gateway::finish& end, const std::string& text) {
    return end.dead->detail.find(text) != std::string::npos;
}

booking_link elsewhere(booking_link link) {
    link.place = other_place;
    return link;
}

BOOST_AUTO_TEST_SUITE(create_in_doubt)

BOOST_AUTO_TEST_CASE(is_buried_and_not_looked_for_where_it_was_not_sent) {
    const gateway::crm_address sent_to[] = {
        {{4243, 77}, "site-p-1"}, {{4242, 78}, "site-p-1"}, {place, "old-p-1"}};
    for (const auto& there : sent_to) {
        auto input = an_event(event_kind::create);
        input.progress = {there, 1};
        delivery_fsm fsm = made(std::move(input));

        const auto end = expect_end(fsm.start(), event_state::dead, "moved");

        BOOST_TEST((end.dead->reason == gateway::death::moved));
        BOOST_TEST(says(end, to_text(there)));
        BOOST_TEST(says(end, to_text(address)));
        BOOST_TEST(end.links.empty());
        BOOST_TEST((fsm.progress() == gateway::delivery_progress{there, 1}));
    }
}

BOOST_AUTO_TEST_CASE(is_looked_for_again_when_the_connection_leads_there_again) {
    auto input = an_event(event_kind::create);
    input.address = {other_place, "old-p-1"};
    input.progress = {input.address, 1};
    delivery_fsm fsm = made(std::move(input));

    const auto call = expect_call(fsm.start(), booking_operation::find_bookings);

    BOOST_TEST(call.booking_provider == other_place.booking_provider);
    BOOST_TEST(call.external_id == "old-p-1");
}

BOOST_AUTO_TEST_CASE(says_where_to_look_in_words) {
    auto input = an_event(event_kind::create);
    input.progress.create_sent = gateway::crm_address{{12, 34}, "site-56"};

    const auto end = expect_end(made(std::move(input)).start(), event_state::dead, "moved");

    BOOST_TEST(says(end, "tenant 12, booking provider 34, externalId site-56"));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(booking_elsewhere)

BOOST_AUTO_TEST_CASE(is_neither_changed_nor_dismissed) {
    for (const auto kind : {event_kind::create, event_kind::update, event_kind::cancel}) {
        auto input = an_event(kind);
        input.link = elsewhere(a_link(standing::live));
        delivery_fsm fsm = made(std::move(input));

        const auto end = expect_end(fsm.start(), event_state::dead, "moved");

        BOOST_TEST(says(end, "100 at " + to_text(other_place)));
        BOOST_TEST(end.links.empty());
    }
}

BOOST_AUTO_TEST_CASE(is_in_another_tenant_too) {
    auto input = an_event(event_kind::update);
    input.link = a_link(standing::live);
    input.link->place.tenant = 4243;

    expect_end(made(std::move(input)).start(), event_state::dead, "moved");
}

BOOST_AUTO_TEST_CASE(gets_no_new_id) {
    auto input = an_event(event_kind::reschedule, "p-2");
    input.identity.previous_booking_id = "p-1";
    input.previous_link = elsewhere(a_link(standing::live));

    expect_end(made(std::move(input)).start(), event_state::dead, "moved");
}

BOOST_AUTO_TEST_CASE(that_was_replaced_is_not_dismissed_and_the_new_one_stays_known) {
    for (const std::int64_t number_there : {100, 200}) {  // ids of the CRM may repeat elsewhere
        auto input = an_event(event_kind::reschedule, "p-2");
        input.identity.previous_booking_id = "p-1";
        input.link = a_link(standing::live, 200);
        input.previous_link = elsewhere(a_link(standing::live, number_there));
        delivery_fsm fsm = made(std::move(input));
        expect_call(fsm.start(), booking_operation::list_contacts);

        const auto end =
            expect_end(fsm.resume(listed(R"({"id": 9, "type": "Phone", "value": "2125550123"})")),
                       event_state::dead, "moved");

        BOOST_TEST(says(end, std::to_string(number_there) + " at " + to_text(other_place)));
        BOOST_TEST(end.links.size() == 1u);
        BOOST_TEST(end.links.at("p-2").crm_booking == 200);
    }
}

BOOST_AUTO_TEST_CASE(matters_to_no_event_that_comes_too_late) {
    auto stale = an_event(event_kind::update), late = an_event(event_kind::update);
    stale.link = elsewhere(a_link(standing::live));
    stale.link->occurred_at = noon + 1ms;
    late.link = elsewhere(a_link(standing::cancelled));

    expect_end(made(std::move(stale)).start(), event_state::ignored, "stale");
    expect_end(made(std::move(late)).start(), event_state::ignored, "superseded");
}

BOOST_AUTO_TEST_CASE(keeps_its_place_when_only_its_id_changes) {
    auto input = an_event(event_kind::reschedule, "p-2");
    input.identity.previous_booking_id = "p-1";
    input.previous_link = elsewhere(a_link(standing::superseded));
    input.previous_link->occurred_at = noon + 1ms;

    const auto end = expect_end(made(std::move(input)).start(), event_state::ignored, "stale");

    BOOST_TEST((end.links.at("p-2").what == standing::live));
    BOOST_TEST((end.links.at("p-2").place == other_place));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
