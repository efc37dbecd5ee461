#include <boost/test/unit_test.hpp>
#include <set>

#include "delivery_fixture.hpp"

namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::death;
using gateway::delivery_fsm;
using gateway::hold_off;
using gateway::record_intent;
using gateway::wait_and_retry;
using cause = wait_and_retry::cause;

delivery_fsm made(gateway::delivery_input input) {
    return delivery_fsm(std::move(input), gateway::delivery_policy());
}

// An update of booking 100, which was last sent as a_booking("site-p-1").
gateway::delivery_input an_update(mapping::booking now = a_booking("site-p-1", "Grace")) {
    auto input = an_event(event_kind::update);
    input.booking = std::move(now);
    input.link = a_link(standing::live);
    return input;
}

// A reschedule that gives booking p-1 the id p-2.
gateway::delivery_input a_reschedule(std::optional<booking_link> previous,
                                     std::optional<booking_link> own = std::nullopt) {
    auto input = an_event(event_kind::reschedule, "p-2");
    input.identity.previous_booking_id = "p-1";
    input.link = std::move(own);
    input.previous_link = std::move(previous);
    return input;
}

const std::string old_phone = R"({"id": 9, "type": "Phone", "value": "2125550123", "memo": null})";
const contact_list phone_and_mail{{"Phone", "2125550123"}, {"Email", "ada@example.com"}};

BOOST_AUTO_TEST_SUITE(update)

BOOST_AUTO_TEST_CASE(sends_what_changed_and_compares_contacts) {
    delivery_fsm fsm = made(an_update());

    const auto patch = expect_call(fsm.start(), booking_operation::update_booking);
    const auto list = expect_call(fsm.resume(ok("{}")), booking_operation::list_contacts);
    const auto end = expect_end(fsm.resume(listed(old_phone)), event_state::delivered, "updated");

    BOOST_TEST(json::serialize(patch.body) == R"({"name":"Grace"})");
    for (const auto* call : {&patch, &list}) {
        BOOST_TEST(call->booking == 100);
        BOOST_TEST(call->booking_provider == 77);
    }
    const booking_link& link = end.links.at("p-1");
    BOOST_TEST((link.what == standing::live));
    BOOST_TEST(link.crm_booking == 100);
    BOOST_TEST((link.place == place));
    BOOST_TEST((link.sent == a_booking("site-p-1", "Grace").to_json()));
    BOOST_TEST((link.occurred_at == noon));
    BOOST_TEST(end.links.size() == 1u);
}

BOOST_AUTO_TEST_CASE(needs_no_patch_when_only_contacts_changed) {
    delivery_fsm fsm = made(an_update(a_booking("site-p-1", "Ada", phone_and_mail)));

    expect_call(fsm.start(), booking_operation::list_contacts);
    const auto add = expect_call(fsm.resume(listed(old_phone)), booking_operation::create_contact);
    expect_end(fsm.resume(ok(R"({"id": 10})")), event_state::delivered, "updated");

    BOOST_TEST(add.booking == 100);
    BOOST_TEST(json::serialize(add.body) == R"({"type":"Email","value":"ada@example.com"})");
}

BOOST_AUTO_TEST_CASE(makes_every_change_of_contacts_by_a_call_of_its_own) {
    auto input = an_update(a_booking("site-p-1", "Ada", {{"Email", "ada@example.com"}}));
    input.link->sent =
        a_booking("site-p-1", "Ada", {{"Phone", "2125550123"}, {"Phone", "2125550124"}}).to_json();
    delivery_fsm fsm = made(std::move(input));
    expect_call(fsm.start(), booking_operation::list_contacts);

    delivery_action next = fsm.resume(
        listed(old_phone + R"(, {"id": 11, "type": "Phone", "value": "2125550124", "memo": ""})"));
    std::multiset<std::string> made_calls;
    while (auto* wanted = std::get_if<gateway::perform_call>(&next)) {
        const gateway::booking_call made_call = testing::to_booking_call(wanted->call);
        BOOST_TEST(made_call.booking == 100);
        made_calls.insert(wanted->call.operation + " " + std::to_string(made_call.contact));
        next = fsm.resume(ok("{}"));
    }

    expect_end(next, event_state::delivered, "updated");
    BOOST_TEST((made_calls == std::multiset<std::string>{"Bookings_CreateContact 0",
                                                         "Bookings_DeleteContact 11",
                                                         "Bookings_DeleteContact 9"}));
}

BOOST_AUTO_TEST_CASE(reads_all_pages_of_contacts) {
    delivery_fsm fsm = made(an_update(a_booking("site-p-1", "Ada", phone_and_mail)));
    fsm.start();

    const auto second =
        expect_call(fsm.resume(listed(old_phone, true)), booking_operation::list_contacts);
    const auto end =
        expect_end(fsm.resume(listed(R"({"id": 10, "type": "Email", "value": "ada@example.com"})")),
                   event_state::delivered, "updated");

    BOOST_TEST(second.page == 2);
    BOOST_TEST(end.links.at("p-1").crm_booking == 100);
}

BOOST_AUTO_TEST_CASE(takes_a_contact_that_is_gone_already_for_deleted) {
    auto input = an_update(a_booking("site-p-1", "Ada", {{"Email", "ada@example.com"}}));
    input.link->sent = a_booking("site-p-1", "Ada", phone_and_mail).to_json();
    delivery_fsm fsm = made(std::move(input));
    fsm.start();
    const auto remove = expect_call(
        fsm.resume(
            listed(old_phone + R"(, {"id": 10, "type": "Email", "value": "ada@example.com"})")),
        booking_operation::delete_contact);

    expect_end(fsm.resume(refused(404, "Not found.")), event_state::delivered, "updated");

    BOOST_TEST(remove.contact == 9);
    BOOST_TEST(remove.body.is_null());
}

BOOST_AUTO_TEST_CASE(sends_everything_when_nobody_knows_what_was_sent) {
    auto input = an_update();
    input.link->sent = {};
    delivery_fsm fsm = made(std::move(input));

    const auto patch = expect_call(fsm.start(), booking_operation::update_booking);

    const auto& body = patch.body.as_object();
    for (const auto* member : {"source", "name", "summary", "isFirstTimeClient", "start"})
        BOOST_TEST(body.contains(member), member);
    for (const auto* member : {"contacts", "externalId", "isSendConfirmationEmail"})
        BOOST_TEST(!body.contains(member), member);
}

BOOST_AUTO_TEST_CASE(keeps_the_newest_time_when_the_event_has_none) {
    auto input = an_update();
    input.identity.occurred_at.reset();
    delivery_fsm fsm = made(std::move(input));
    fsm.start();
    fsm.resume(ok("{}"));

    const auto end = expect_end(fsm.resume(listed(old_phone)), event_state::delivered, "updated");

    BOOST_TEST((end.links.at("p-1").occurred_at == noon - 1h));
}

BOOST_AUTO_TEST_CASE(that_is_older_than_what_was_applied_is_stale) {
    for (const auto kind : {event_kind::create, event_kind::update, event_kind::cancel}) {
        auto input = an_event(kind);
        input.link = a_link(standing::live);
        input.link->occurred_at = noon + 1ms;
        delivery_fsm fsm = made(std::move(input));

        const auto end = expect_end(fsm.start(), event_state::ignored, "stale");

        BOOST_TEST(end.links.empty());
    }
}

BOOST_AUTO_TEST_CASE(of_the_same_moment_is_not_stale) {
    auto input = an_update();
    input.link->occurred_at = noon;

    expect_call(made(std::move(input)).start(), booking_operation::update_booking);
}

BOOST_AUTO_TEST_CASE(of_a_booking_that_is_cancelled_or_replaced_comes_too_late) {
    for (const auto kind : {event_kind::create, event_kind::update, event_kind::reschedule})
        for (const auto what : {standing::cancelled, standing::superseded}) {
            auto input = an_event(kind);
            input.link = a_link(what);
            delivery_fsm fsm = made(std::move(input));

            const auto end = expect_end(fsm.start(), event_state::ignored, "superseded");

            BOOST_TEST(end.links.empty());
        }
}

BOOST_AUTO_TEST_CASE(is_what_a_repeated_create_amounts_to) {
    auto input = an_update();
    input.identity.kind = event_kind::create;
    delivery_fsm fsm = made(std::move(input));

    const auto patch = expect_call(fsm.start(), booking_operation::update_booking);
    fsm.resume(ok("{}"));
    expect_end(fsm.resume(listed(old_phone)), event_state::delivered, "updated");

    BOOST_TEST(patch.booking == 100);
}

BOOST_AUTO_TEST_CASE(creates_the_booking_when_there_is_none) {
    delivery_fsm fsm = made(an_event(event_kind::update));

    expect<record_intent>(fsm.start());
    expect_call(fsm.recorded(), booking_operation::create_booking);
    const auto end =
        expect_end(fsm.resume(ok(R"({"id": 100})")), event_state::delivered, "created");

    BOOST_TEST(end.links.at("p-1").crm_booking == 100);
}

BOOST_AUTO_TEST_CASE(that_does_not_map_waits_for_its_create) {
    delivery_fsm fsm = made(that_does_not_map(an_event(event_kind::update)));

    const auto wait = expect<wait_and_retry>(fsm.start());

    BOOST_TEST((wait.why == cause::earlier));
    BOOST_TEST(wait.reason == "earlier");
    BOOST_TEST(!wait.outcome_unknown);
    BOOST_REQUIRE(wait.when_over.has_value());
    BOOST_TEST((wait.when_over->reason == death::unmappable));
    BOOST_TEST(wait.when_over->detail.find("/name") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(that_does_not_map_is_dead_when_there_is_a_booking) {
    delivery_fsm fsm = made(that_does_not_map(an_update()));

    expect_end(fsm.start(), event_state::dead, "unmappable");
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(reschedule)

BOOST_AUTO_TEST_CASE(moves_the_booking_to_its_new_id) {
    delivery_fsm fsm = made(a_reschedule(a_link(standing::live)));
    expect_call(fsm.start(), booking_operation::list_contacts);

    const auto end = expect_end(fsm.resume(listed(old_phone)), event_state::delivered, "updated");

    BOOST_TEST((end.links.at("p-1").what == standing::superseded));
    BOOST_TEST((end.links.at("p-2").what == standing::live));
    BOOST_TEST(end.links.at("p-2").crm_booking == 100);
}

BOOST_AUTO_TEST_CASE(creates_the_booking_when_there_is_none_and_shuts_out_the_late_create) {
    delivery_fsm fsm = made(a_reschedule(std::nullopt));
    expect<record_intent>(fsm.start());
    fsm.recorded();

    const auto end =
        expect_end(fsm.resume(ok(R"({"id": 100})")), event_state::delivered, "created");

    BOOST_TEST((end.links.at("p-1").what == standing::superseded));
    BOOST_TEST(end.links.at("p-1").crm_booking == 100);
    BOOST_TEST((end.links.at("p-1").place == place));
    BOOST_TEST((end.links.at("p-2").what == standing::live));
    BOOST_TEST(end.links.at("p-2").crm_booking == 100);
}

BOOST_AUTO_TEST_CASE(makes_a_new_booking_when_the_previous_one_was_cancelled) {
    delivery_fsm fsm = made(a_reschedule(a_link(standing::cancelled)));
    expect<record_intent>(fsm.start());
    fsm.recorded();

    const auto end =
        expect_end(fsm.resume(ok(R"({"id": 101})")), event_state::delivered, "created");

    BOOST_TEST(end.links.size() == 1u);
    BOOST_TEST(end.links.at("p-2").crm_booking == 101);
}

BOOST_AUTO_TEST_CASE(that_names_an_id_before_the_last_one_still_finds_the_booking) {
    delivery_fsm fsm = made(a_reschedule(a_link(standing::superseded)));

    const auto patch = expect_call(fsm.start(), booking_operation::update_booking);

    BOOST_TEST(patch.booking == 100);
    BOOST_TEST(patch.body.as_object().contains("summary"));
}

BOOST_AUTO_TEST_CASE(that_is_stale_changes_the_id_and_nothing_else) {
    auto previous = a_link(standing::live);
    previous.occurred_at = noon + 1h;
    delivery_fsm fsm = made(a_reschedule(previous));

    const auto end = expect_end(fsm.start(), event_state::ignored, "stale");

    BOOST_TEST((end.links.at("p-2") == previous));
    BOOST_TEST((end.links.at("p-1").what == standing::superseded));
}

BOOST_AUTO_TEST_CASE(to_an_id_that_was_cancelled_dismisses_the_booking) {
    auto tombstone = a_link(standing::cancelled, 0);
    delivery_fsm fsm = made(a_reschedule(a_link(standing::live), tombstone));

    const auto dismiss = expect_call(fsm.start(), booking_operation::dismiss_booking);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "dismissed");

    BOOST_TEST(dismiss.booking == 100);
    BOOST_TEST(dismiss.body.at("dismissingMemo").as_string() == "Cancelled by the customer.");
    BOOST_TEST((end.links.at("p-1").what == standing::superseded));
    BOOST_TEST(!end.links.contains("p-2"));
}

// Out of order: the reschedule to p-3 came before the one to p-2, and found no booking to move.
BOOST_AUTO_TEST_CASE(to_an_id_that_was_replaced_meanwhile_dismisses_the_booking_left_behind) {
    delivery_fsm fsm =
        made(a_reschedule(a_link(standing::live), a_link(standing::superseded, 200)));

    const auto dismiss = expect_call(fsm.start(), booking_operation::dismiss_booking);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "dismissed");

    BOOST_TEST(dismiss.booking == 100);
    BOOST_TEST(dismiss.body.at("dismissingMemo").as_string().find("site-p-2") != std::string::npos);
    BOOST_TEST((end.links.at("p-1").what == standing::superseded));
    BOOST_TEST(end.links.at("p-1").crm_booking == 200);
}

// The partner sent a create for the new id first, and only then said that it replaces the old one.
BOOST_AUTO_TEST_CASE(between_two_bookings_updates_the_new_one_and_dismisses_the_old_one) {
    delivery_fsm fsm = made(a_reschedule(a_link(standing::live, 100), a_link(standing::live, 200)));
    const auto list = expect_call(fsm.start(), booking_operation::list_contacts);

    const auto dismiss =
        expect_call(fsm.resume(listed(old_phone)), booking_operation::dismiss_booking);
    const auto end = expect_end(fsm.resume(ok()), event_state::delivered, "updated");

    BOOST_TEST(list.booking == 200);
    BOOST_TEST(dismiss.booking == 100);
    BOOST_TEST((end.links.at("p-1").what == standing::superseded));
    BOOST_TEST((end.links.at("p-2").what == standing::live));
    BOOST_TEST(end.links.at("p-2").crm_booking == 200);
}

BOOST_AUTO_TEST_CASE(keeps_the_link_to_what_it_made_when_the_old_booking_cannot_be_dismissed) {
    auto input = a_reschedule(a_link(standing::live));
    input.progress.create_sent = input.address;
    delivery_fsm fsm = made(std::move(input));
    fsm.start();
    fsm.resume(listed(R"({"id": 200, "externalId": "site-p-2"})"));
    expect_call(fsm.resume(refused(400, "A job was booked.")), booking_operation::get_booking);

    const auto end = expect_end(fsm.resume(ok(R"({"status": "Converted"})")), event_state::dead,
                                "refused_by_crm");

    BOOST_TEST(end.links.size() == 1u);
    BOOST_TEST(end.links.at("p-2").crm_booking == 200);
}

BOOST_AUTO_TEST_CASE(looks_for_its_own_booking_first_when_a_create_was_sent) {
    auto input = a_reschedule(a_link(standing::live));
    input.progress.create_sent = input.address;
    delivery_fsm fsm = made(std::move(input));

    const auto look = expect_call(fsm.start(), booking_operation::find_bookings);
    const auto dismiss = expect_call(fsm.resume(listed(R"({"id": 200, "externalId": "site-p-2"})")),
                                     booking_operation::dismiss_booking);

    BOOST_TEST(look.external_id == "site-p-2");
    BOOST_TEST(dismiss.booking == 100);
}

BOOST_AUTO_TEST_CASE(that_names_itself_as_the_previous_one_is_an_update) {
    auto input = an_update();
    input.identity.previous_booking_id = "p-1";
    input.previous_link = input.link;
    delivery_fsm fsm = made(std::move(input));
    fsm.start();
    fsm.resume(ok("{}"));

    const auto end = expect_end(fsm.resume(listed(old_phone)), event_state::delivered, "updated");

    BOOST_TEST((end.links.at("p-1").what == standing::live));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(failures)

// At each of its calls an update may fail in each way; none of them changes what is stored.
BOOST_AUTO_TEST_CASE(of_any_call_of_an_update_mean_the_same) {
    const std::vector<crm_result> path{ok("{}"), listed(old_phone), ok("{}"), ok("{}")};
    const std::set<booking_operation> reads{booking_operation::list_contacts};
    const auto at = [&](std::size_t step, delivery_fsm& fsm) {
        delivery_action next = fsm.start();
        for (std::size_t i = 0; i < step; ++i) next = fsm.resume(path[i]);
        return testing::to_booking_call(expect<gateway::perform_call>(next).call).operation;
    };
    const auto changed = a_booking("site-p-1", "Grace",
                                   {{"Email", "ada@example.com"}, {"Email", "bob@example.com"}});
    for (std::size_t step = 0; step < path.size(); ++step) {
        for (const outcome what : {outcome::unknown, outcome::server_error, outcome::not_sent}) {
            delivery_fsm fsm = made(an_update(changed));
            const bool is_read = reads.contains(at(step, fsm));

            const auto wait = expect<wait_and_retry>(fsm.resume(not_ok(what, 500)));

            BOOST_TEST((wait.why == cause::retry));
            BOOST_TEST(wait.outcome_unknown == (!is_read && what != outcome::not_sent));
            BOOST_TEST(!fsm.progress().create_sent.has_value());
        }

        delivery_fsm throttled = made(an_update(changed)), unauthorized = made(an_update(changed)),
                     conflict = made(an_update(changed));
        for (auto* fsm : {&throttled, &unauthorized, &conflict}) at(step, *fsm);

        BOOST_TEST((expect<wait_and_retry>(throttled.resume(not_ok(outcome::throttled, 429))).why ==
                    cause::throttled));
        expect<hold_off>(unauthorized.resume(not_ok(outcome::unauthorized, 401)));
        const auto end = expect_end(conflict.resume(refused(409, "Changed.")), event_state::dead,
                                    "refused_by_crm");
        BOOST_TEST(end.links.empty());
    }
}

BOOST_AUTO_TEST_CASE(of_an_update_bury_it_when_the_booking_is_gone) {
    delivery_fsm fsm = made(an_update());
    fsm.start();

    const auto end =
        expect_end(fsm.resume(refused(404, "No booking.")), event_state::dead, "refused_by_crm");

    BOOST_TEST(end.dead->detail == "Bookings_Update was refused with 404: No booking.");
}

BOOST_AUTO_TEST_CASE(to_read_contacts_are_not_taken_for_no_contacts) {
    for (const auto& strange : {ok("null"), listed("7"), ok(R"({"data": []})")}) {
        delivery_fsm fsm = made(an_update());
        fsm.start();
        fsm.resume(ok("{}"));

        expect<wait_and_retry>(fsm.resume(strange));
    }
}

BOOST_AUTO_TEST_CASE(of_a_booking_under_a_new_id_keeps_the_external_id_that_it_was_made_with) {
    auto input = an_event(event_kind::reschedule);
    input.identity.previous_booking_id = "p-0";
    input.previous_link = a_link(standing::live);
    input.previous_link->sent["externalId"] = "site-p-0";
    gateway::delivery_fsm fsm(std::move(input), gateway::delivery_policy());

    fsm.start();
    const auto end = expect_end(
        fsm.resume(listed(R"({"id": 5, "type": "Phone", "value": "2125550123", "memo": ""})")),
        event_state::delivered, "updated");

    BOOST_TEST(end.links.at("p-1").sent.at("externalId").as_string() == "site-p-0");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
