#include "gateway/delivery/preview.hpp"

#include "tests/unit/delivery/delivery_fixture.hpp"

using namespace testing;
using gateway::preview_of;

namespace {

bool mentions(const gateway::delivery_preview& seen, std::string_view words) {
    return seen.then.find(words) != std::string::npos;
}

std::string first_of(const gateway::delivery_preview& seen) {
    return seen.calls.empty() ? "none" : seen.calls.front().operation;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_new_booking_is_created_whole) {
    const auto seen = preview_of(an_event(event_kind::create));

    BOOST_TEST(first_of(seen) == "Bookings_Create");
    BOOST_TEST(seen.calls.front().body.at("contacts").as_array().size() == 1u);
    BOOST_TEST(mentions(seen, "contacts go with it"));
}

BOOST_AUTO_TEST_CASE(a_known_booking_is_patched_and_its_contacts_follow) {
    auto input = an_event(event_kind::update);
    input.link = a_link(standing::live);
    input.booking = a_booking("site-p-1", "Grace");

    const auto seen = preview_of(std::move(input));

    BOOST_TEST(first_of(seen) == "Bookings_Update");
    BOOST_TEST(serialize(seen.calls.front().body) == R"({"name":"Grace"})");
    BOOST_TEST(mentions(seen, "Then its contacts are listed"));
}

BOOST_AUTO_TEST_CASE(of_a_booking_that_did_not_change_only_the_contacts_are_looked_at) {
    auto input = an_event(event_kind::update);
    input.link = a_link(standing::live);

    const auto seen = preview_of(std::move(input));

    BOOST_TEST(first_of(seen) == "Bookings_GetContactList2");
    BOOST_TEST(mentions(seen, "Nothing of the booking itself changed"));
}

BOOST_AUTO_TEST_CASE(a_booking_that_is_missing_is_looked_for_before_it_is_made_again) {
    auto input = an_event(event_kind::create);
    input.link = a_link(standing::missing);

    const auto seen = preview_of(std::move(input));

    BOOST_TEST(first_of(seen) == "Bookings_GetForProvider");
    BOOST_TEST(mentions(seen, "only when it is not there"));
}

BOOST_AUTO_TEST_CASE(a_booking_that_the_event_replaces_is_dismissed_last) {
    auto input = an_event(event_kind::reschedule);
    input.identity.previous_booking_id = "p-0";
    input.link = a_link(standing::live, 100);
    input.previous_link = a_link(standing::live, 99);

    const auto seen = preview_of(std::move(input));

    BOOST_TEST(first_of(seen) == "Bookings_GetContactList2");
    BOOST_TEST(mentions(seen, "the booking 99 that it replaces is dismissed"));
}

BOOST_AUTO_TEST_CASE(a_cancellation_dismisses_the_booking_that_is_known) {
    auto input = an_event(event_kind::cancel);
    input.link = a_link(standing::live);

    const auto seen = preview_of(std::move(input));

    BOOST_TEST(first_of(seen) == "Bookings_DismissBooking");
    BOOST_TEST(mentions(seen, "dismissed already"));
}

BOOST_AUTO_TEST_CASE(a_create_that_may_have_been_sent_is_looked_up_first) {
    auto input = an_event(event_kind::create);
    input.progress.create_sent = address;

    const auto seen = preview_of(std::move(input));

    BOOST_TEST(first_of(seen) == "Bookings_GetList2");
    BOOST_TEST(mentions(seen, "outcome was never seen"));
}

BOOST_AUTO_TEST_CASE(says_why_no_call_is_made) {
    BOOST_TEST(preview_of(an_event(event_kind::test)).then ==
               "No call: it is settled as ignored, test.");
    BOOST_TEST(preview_of(an_event(event_kind::cancel)).then ==
               "No call: it is settled as ignored, nothing_to_cancel.");
    BOOST_TEST(mentions(preview_of(that_does_not_map(an_event(event_kind::update))), "waits"));
}

BOOST_AUTO_TEST_CASE(says_what_an_event_dies_of) {
    const auto seen = preview_of(that_does_not_map(an_event(event_kind::create)));

    BOOST_TEST(first_of(seen) == "none");
    BOOST_REQUIRE(seen.dead);
    BOOST_TEST((seen.dead->reason == gateway::death::unmappable));
    BOOST_TEST(seen.dead->detail.find("/data/start") != std::string::npos);
    BOOST_TEST(mentions(seen, "dead letter, unmappable"));
}
