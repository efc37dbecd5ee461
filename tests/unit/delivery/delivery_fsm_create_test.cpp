#include <boost/test/unit_test.hpp>

#include "delivery_fixture.hpp"

namespace {

using namespace testing;
using namespace std::chrono_literals;
using gateway::death;
using gateway::delivery_fsm;
using gateway::delivery_progress;
using gateway::hold_off;
using gateway::record_intent;
using gateway::wait_and_retry;
using cause = wait_and_retry::cause;

const gateway::delivery_policy policy;

delivery_fsm made(gateway::delivery_input input) { return delivery_fsm(std::move(input), policy); }

// A create that was sent once before, with no answer seen.
gateway::delivery_input sent_before(int empty_lookups = 0) {
    auto input = an_event(event_kind::create);
    input.progress = delivery_progress{address, empty_lookups};
    return input;
}

// A delivery that has just sent its create.
delivery_fsm creating(gateway::delivery_input input = an_event(event_kind::create)) {
    delivery_fsm fsm = made(std::move(input));
    expect<record_intent>(fsm.start());
    expect_call(fsm.recorded(), booking_operation::create_booking);
    return fsm;
}

BOOST_AUTO_TEST_SUITE(create)

BOOST_AUTO_TEST_CASE(records_its_intent_before_it_sends) {
    delivery_fsm fsm = made(an_event(event_kind::create));

    const auto intent = expect<record_intent>(fsm.start());
    const auto call = expect_call(fsm.recorded(), booking_operation::create_booking);

    BOOST_TEST((intent.progress == delivery_progress{address, 0}));
    BOOST_TEST((fsm.progress() == intent.progress));
    BOOST_TEST(call.booking_provider == 77);
    BOOST_TEST(call.body.at("externalId").as_string() == "site-p-1");
    BOOST_TEST(call.body.at("contacts").as_array().size() == 1u);
}

BOOST_AUTO_TEST_CASE(links_the_partners_id_to_the_new_booking) {
    delivery_fsm fsm = creating();

    const auto end = expect_end(fsm.resume(ok(R"({"id": 100, "status": "New"})")),
                                event_state::delivered, "created");

    const booking_link& link = end.links.at("p-1");
    BOOST_TEST(end.links.size() == 1u);
    BOOST_TEST((link.what == standing::live));
    BOOST_TEST(link.crm_booking == 100);
    BOOST_TEST((link.place == place));
    BOOST_TEST((link.sent == a_booking("site-p-1").to_json()));
    BOOST_TEST((link.occurred_at == noon));
    BOOST_TEST(!fsm.looked_up().has_value());
}

BOOST_AUTO_TEST_CASE(is_dead_at_once_when_the_crm_refuses_it) {
    delivery_fsm fsm = creating();

    const auto end =
        expect_end(fsm.resume(refused(409, "Inactive.")), event_state::dead, "refused_by_crm");

    BOOST_TEST((end.dead->reason == death::refused_by_crm));
    BOOST_TEST(end.dead->detail == "Bookings_Create was refused with 409: Inactive.");
    BOOST_TEST((fsm.progress() == delivery_progress{}));
}

BOOST_AUTO_TEST_CASE(is_dead_with_every_problem_when_it_does_not_map) {
    delivery_fsm fsm = made(that_does_not_map(an_event(event_kind::create)));

    const auto end = expect_end(fsm.start(), event_state::dead, "unmappable");

    BOOST_TEST(end.dead->detail.find("/name") != std::string::npos);
    BOOST_TEST(end.dead->detail.find("/data/start") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(is_dead_when_it_names_no_booking) {
    for (const auto kind : {event_kind::create, event_kind::update, event_kind::cancel}) {
        delivery_fsm fsm = made(an_event(kind, ""));

        expect_end(fsm.start(), event_state::dead, "unreadable");
    }
}

BOOST_AUTO_TEST_CASE(cannot_be_delivered_without_having_been_mapped) {
    auto input = an_event(event_kind::create);
    input.booking.reset();

    BOOST_CHECK_THROW(made(std::move(input)), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(starts_over_when_it_was_certainly_not_processed) {
    delivery_fsm throttled = creating(), not_sent = creating(), unauthorized = creating(),
                 forbidden = creating();
    crm_result slow_down = not_ok(outcome::throttled, 429);
    slow_down.retry_after = 9s;

    const auto after_429 = expect<wait_and_retry>(throttled.resume(slow_down));
    const auto after_none = expect<wait_and_retry>(not_sent.resume(not_ok(outcome::not_sent)));
    const auto after_401 =
        expect<hold_off>(unauthorized.resume(not_ok(outcome::unauthorized, 401)));
    const auto after_403 = expect<hold_off>(forbidden.resume(not_ok(outcome::forbidden, 403)));

    BOOST_TEST((after_429.why == cause::throttled));
    BOOST_TEST((after_429.after == 9s));
    BOOST_TEST((after_none.why == cause::retry));
    BOOST_TEST(!after_none.after.has_value());
    BOOST_TEST(after_401.reason == "unauthorized");
    BOOST_TEST(after_403.reason == "forbidden");
    for (const auto* wait : {&after_429, &after_none}) BOOST_TEST(!wait->outcome_unknown);
    for (const auto* fsm : {&throttled, &not_sent, &unauthorized, &forbidden})
        BOOST_TEST((fsm->progress() == delivery_progress{}));
}

BOOST_AUTO_TEST_CASE(waits_until_the_crm_can_have_listed_it_when_its_outcome_was_not_seen) {
    const crm_result unseen[] = {not_ok(outcome::unknown), not_ok(outcome::server_error, 504),
                                 ok("null"), ok(R"({"id": "7"})")};
    for (const crm_result& result : unseen) {
        delivery_fsm fsm = creating();

        const auto wait = expect<wait_and_retry>(fsm.resume(result));

        BOOST_TEST((wait.why == cause::retry));
        BOOST_TEST((wait.after == 2s));
        BOOST_TEST(wait.outcome_unknown);
        BOOST_TEST((fsm.progress() == delivery_progress{address, 0}));
    }
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(look_up)

BOOST_AUTO_TEST_CASE(comes_first_when_a_create_was_sent) {
    delivery_fsm fsm = made(sent_before());

    const auto call = expect_call(fsm.start(), booking_operation::find_bookings);

    BOOST_TEST(call.external_id == "site-p-1");
    BOOST_TEST(call.booking_provider == 77);
    BOOST_TEST(call.page == 1);
}

// The CRM holds what the earlier try had fetched; to take today's for it would lose the difference.
BOOST_AUTO_TEST_CASE(brings_a_booking_up_to_date_that_was_made_of_what_an_earlier_try_fetched) {
    auto input = sent_before();
    input.is_fetched = true;
    delivery_fsm fsm = made(std::move(input));
    fsm.start();

    const auto call = expect_call(fsm.resume(listed(R"({"id": 5, "externalId": "site-p-1"})")),
                                  booking_operation::update_booking);

    BOOST_TEST(call.booking == 5);
    BOOST_TEST(call.body.as_object().contains("summary"));
    BOOST_TEST((fsm.looked_up() == gateway::lookup_result::found));
}

BOOST_AUTO_TEST_CASE(adopts_the_booking_it_finds_whatever_its_status) {
    for (const std::string status : {"New", "Converted", "Dismissed", "Accepted"}) {
        delivery_fsm fsm = made(sent_before());
        fsm.start();

        const auto end =
            expect_end(fsm.resume(listed(R"({"id": 5, "externalId": "site-p-1", "status": ")" +
                                         status + R"("}, {"id": 6, "externalId": "site-p-10"})")),
                       event_state::delivered, "found_existing");

        BOOST_TEST(end.links.at("p-1").crm_booking == 5);
        BOOST_TEST((end.links.at("p-1").sent == a_booking("site-p-1").to_json()));
        BOOST_TEST((fsm.looked_up() == gateway::lookup_result::found));
    }
}

BOOST_AUTO_TEST_CASE(reads_all_pages) {
    delivery_fsm fsm = made(sent_before());
    fsm.start();

    const auto second =
        expect_call(fsm.resume(listed(R"({"id": 4, "externalId": "site-x"})", true)),
                    booking_operation::find_bookings);
    const auto end = expect_end(fsm.resume(listed(R"({"id": 5, "externalId": "site-p-1"})")),
                                event_state::delivered, "found_existing");

    BOOST_TEST(second.page == 2);
    BOOST_TEST(end.links.at("p-1").crm_booking == 5);
}

BOOST_AUTO_TEST_CASE(never_guesses_between_two) {
    delivery_fsm fsm = made(sent_before());
    fsm.start();
    fsm.resume(listed(R"({"id": 5, "externalId": "site-p-1"})", true));

    const auto end = expect_end(fsm.resume(listed(R"({"id": 6, "externalId": "site-p-1"})")),
                                event_state::dead, "ambiguous");

    BOOST_TEST(end.dead->detail.find("5 and 6") != std::string::npos);
    BOOST_TEST((fsm.looked_up() == gateway::lookup_result::several));
    BOOST_TEST(fsm.progress().create_sent.has_value());
}

BOOST_AUTO_TEST_CASE(does_not_take_a_booking_listed_twice_for_two) {
    delivery_fsm fsm = made(sent_before());
    fsm.start();
    fsm.resume(listed(R"({"id": 5, "externalId": "site-p-1"})", true));

    expect_end(fsm.resume(listed(R"({"id": 5, "externalId": "site-p-1"})")), event_state::delivered,
               "found_existing");
}

BOOST_AUTO_TEST_CASE(looks_again_after_the_settle_time_before_it_creates_again) {
    delivery_fsm first = made(sent_before());
    first.start();
    const auto wait = expect<wait_and_retry>(first.resume(listed()));

    delivery_fsm second = made(sent_before(first.progress().empty_lookups));
    expect_call(second.start(), booking_operation::find_bookings);
    const auto intent = expect<record_intent>(second.resume(listed()));
    expect_call(second.recorded(), booking_operation::create_booking);

    BOOST_TEST((wait.why == cause::settle));
    BOOST_TEST((wait.after == 120s));
    BOOST_TEST(wait.outcome_unknown);
    BOOST_TEST((first.progress() == delivery_progress{address, 1}));
    BOOST_TEST((first.looked_up() == gateway::lookup_result::none));
    BOOST_TEST((intent.progress == delivery_progress{address, 0}));
}

BOOST_AUTO_TEST_CASE(is_repeated_when_the_second_create_was_not_processed) {
    delivery_fsm fsm = made(sent_before(1));
    fsm.start();
    fsm.resume(listed());
    expect_call(fsm.recorded(), booking_operation::create_booking);

    expect<wait_and_retry>(fsm.resume(not_ok(outcome::throttled, 429)));

    BOOST_TEST((fsm.progress() == delivery_progress{address, 2}));
}

BOOST_AUTO_TEST_CASE(is_made_even_if_the_event_does_not_map_any_more) {
    delivery_fsm found = made(that_does_not_map(sent_before()));
    expect_call(found.start(), booking_operation::find_bookings);
    const auto end = expect_end(found.resume(listed(R"({"id": 5, "externalId": "site-p-1"})")),
                                event_state::delivered, "found_existing");

    delivery_fsm none = made(that_does_not_map(sent_before(1)));
    none.start();

    BOOST_TEST(end.links.at("p-1").sent.empty());
    expect_end(none.resume(listed()), event_state::dead, "unmappable");
}

BOOST_AUTO_TEST_CASE(is_the_last_thing_that_is_done_when_the_budget_is_over) {
    auto first = sent_before(), second = sent_before(1);
    first.budget_over = second.budget_over = true;
    delivery_fsm one = made(first), other = made(second);
    one.start();
    other.start();

    expect<wait_and_retry>(one.resume(listed()));
    const auto end = expect_end(other.resume(listed()), event_state::dead, "expired");

    BOOST_TEST((end.dead->reason == death::expired));
}

BOOST_AUTO_TEST_CASE(does_not_keep_a_first_try_from_an_event_whose_budget_is_over) {
    auto late = an_event(event_kind::create);
    late.budget_over = true;
    delivery_fsm fsm = made(late);

    expect<record_intent>(fsm.start());
}

BOOST_AUTO_TEST_CASE(that_fails_leaves_everything_as_it_was) {
    struct {
        crm_result result;
        cause why;
    } const rows[] = {{not_ok(outcome::unknown), cause::retry},
                      {not_ok(outcome::server_error, 502), cause::retry},
                      {not_ok(outcome::not_sent), cause::retry},
                      {not_ok(outcome::throttled, 429), cause::throttled},
                      {ok("null"), cause::retry},
                      {listed("7"), cause::retry}};
    for (const auto& row : rows) {
        delivery_fsm fsm = made(sent_before(1));
        fsm.start();

        const auto wait = expect<wait_and_retry>(fsm.resume(row.result));

        BOOST_TEST((wait.why == row.why));
        BOOST_TEST(wait.outcome_unknown);
        BOOST_TEST((fsm.progress() == delivery_progress{address, 1}));
        BOOST_TEST(!fsm.looked_up().has_value());
    }
}

BOOST_AUTO_TEST_CASE(holds_off_when_the_crm_refuses_who_we_are_or_what_we_may_do) {
    for (const outcome what : {outcome::unauthorized, outcome::forbidden}) {
        delivery_fsm fsm = made(sent_before());
        fsm.start();

        expect<hold_off>(fsm.resume(not_ok(what)));

        BOOST_TEST(fsm.progress().create_sent.has_value());
    }
}

BOOST_AUTO_TEST_CASE(that_is_refused_says_that_a_booking_may_exist) {
    delivery_fsm fsm = made(sent_before());
    fsm.start();

    const auto end = expect_end(fsm.resume(refused(404, "No such operation.")), event_state::dead,
                                "refused_by_crm");

    BOOST_TEST(end.dead->detail.find("may have worked") != std::string::npos);
    BOOST_TEST(fsm.progress().create_sent.has_value());
}

BOOST_AUTO_TEST_CASE(gives_up_on_a_list_without_end) {
    delivery_fsm fsm = made(sent_before());
    delivery_action next = fsm.start();
    int pages = 0;
    while (std::holds_alternative<gateway::perform_call>(next)) {
        next = fsm.resume(listed(R"({"id": 4, "externalId": "site-x"})", true));
        BOOST_REQUIRE(++pages < 1'000);
    }

    BOOST_TEST((expect<wait_and_retry>(next).why == cause::retry));
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(every_path)

// Tries every outcome of every call, over several runs of one event, and asserts on each path that
// no create is sent a second time unless the first was certainly not processed or was looked for.
struct explorer {
    std::vector<crm_result> create_results{ok(R"({"id": 1})"),
                                           ok("null"),
                                           refused(),
                                           not_ok(outcome::unauthorized, 401),
                                           not_ok(outcome::throttled, 429),
                                           not_ok(outcome::server_error, 500),
                                           not_ok(outcome::unknown),
                                           not_ok(outcome::not_sent)};
    std::vector<crm_result> lookup_results{listed(),
                                           listed(R"({"id": 1, "externalId": "site-p-1"})"),
                                           listed(R"({"id": 9, "externalId": "x"})", true),
                                           ok("null"),
                                           refused(404),
                                           not_ok(outcome::forbidden, 403),
                                           not_ok(outcome::throttled, 429),
                                           not_ok(outcome::server_error, 500),
                                           not_ok(outcome::unknown),
                                           not_ok(outcome::not_sent)};
    long paths = 0, creates_again = 0;

    struct knowledge {
        delivery_progress stored;  // what survives a crash
        bool may_exist = false;    // a create may have been processed that was not looked for since
        bool sent_once = false;
    };

    // Replays `taken` on a fresh delivery, since deliveries cannot be copied, and goes on from
    // there.
    void explore(const knowledge& before, std::vector<crm_result> taken, int calls_left) {
        knowledge now = before;
        auto input = event;
        input.progress = before.stored;
        delivery_fsm fsm = made(std::move(input));
        delivery_action next = fsm.start();
        std::size_t used = 0;
        for (;;) {
            if (auto* intent = std::get_if<record_intent>(&next)) {
                now.stored = intent->progress;
                next = fsm.recorded();
            } else if (auto* wanted = std::get_if<gateway::perform_call>(&next)) {
                const bool is_create = wanted->call.operation == "Bookings_Create";
                if (is_create) {
                    BOOST_REQUIRE(now.stored.create_sent.has_value());
                    BOOST_REQUIRE(!now.may_exist);
                    if (now.sent_once) ++creates_again;
                }
                if (used == taken.size()) {
                    branch(before, taken, is_create, calls_left);
                    if (is_create) now.may_exist = now.sent_once = true;
                    if (calls_left > 0) explore(now, {}, calls_left - 1);  // a crash, right here
                    return;
                }
                const crm_result& result = taken[used++];
                learn(now, is_create, result);
                next = fsm.resume(result);
            } else {
                break;
            }
        }
        ++paths;
        now.stored = fsm.progress();
        const bool ends = std::holds_alternative<gateway::finish>(next);
        if (!ends && now.may_exist) BOOST_REQUIRE(now.stored.create_sent.has_value());
        if (!ends && calls_left > 0) explore(now, {}, calls_left);
    }

    void branch(const knowledge& before, const std::vector<crm_result>& taken, bool is_create,
                int calls_left) {
        if (calls_left == 0) return;
        for (const crm_result& result : is_create ? create_results : lookup_results) {
            auto longer = taken;
            longer.push_back(result);
            explore(before, std::move(longer), calls_left - 1);
        }
    }

    static void learn(knowledge& now, bool is_create, const crm_result& result) {
        if (is_create) {
            now.sent_once = true;
            now.may_exist = result.what == outcome::ok || result.what == outcome::unknown ||
                            result.what == outcome::server_error;
        } else if (result.what == outcome::ok && is_whole_list(result)) {
            now.may_exist = false;
        }
    }
    static bool is_whole_list(const crm_result& result) {
        return result.body.is_object() && !result.body.at("hasMore").as_bool();
    }

    gateway::delivery_input event = an_event(event_kind::create);
};

BOOST_AUTO_TEST_CASE(of_a_create_is_free_of_a_blind_repetition) {
    explorer all;

    all.explore({}, {}, 5);

    BOOST_TEST(all.paths > 1'000);
    BOOST_TEST(all.creates_again > 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
